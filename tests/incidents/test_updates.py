"""Saying more about an incident."""

from datetime import datetime
from itertools import permutations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aboveboard.components.models import Component
from aboveboard.events.models import Event
from aboveboard.incidents.actions import delete_incident, open_incident, post_update, resolve_incident
from aboveboard.incidents.lifecycle import holds_of
from aboveboard.incidents.models import Incident
from aboveboard.incidents.story import said, updates_of
from tests.incidents.reading import held, public_status
from tests.racing import at_once
from tests.world import ED, NOW, RAE, a_component, ago, ahead, an_incident

pytestmark = pytest.mark.django_db


def say(incident: Incident, status: str, at: datetime, statuses: dict[Component, str] | None = None) -> None:
    post_update(incident, status=status, body="More soon.", statuses=statuses or {}, at=at, by=ED)


def test_components_recover_at_different_times() -> None:
    api, web = a_component("API"), a_component("Web")
    incident = an_incident(statuses={api: "major_outage", web: "major_outage"}, at=ago(hours=3))
    say(incident, "identified", ago(hours=2), {web: "degraded_performance"})
    say(incident, "monitoring", ago(hours=1), {web: "operational"})
    assert held(incident, web) == [
        ("major_outage", ago(hours=3), ago(hours=2)),
        ("degraded_performance", ago(hours=2), ago(hours=1)),
    ]
    assert (public_status(api, NOW), public_status(web, NOW)) == ("major_outage", "operational")
    rows = {row.component: (row.status, row.worst) for row in incident.affected.all()}
    assert rows == {api: ("major_outage", "major_outage"), web: ("operational", "major_outage")}


def test_resolving_lets_everything_go_and_needs_no_words() -> None:
    api, web = a_component("API"), a_component("Web")
    incident = an_incident(statuses={api: "major_outage", web: "partial_outage"}, at=ago(hours=1), next_update_at=ahead(hours=1))
    update = resolve_incident(incident, at=NOW, by=ED)
    assert (incident.status, incident.resolved_at, incident.next_update_at) == ("resolved", NOW, None)
    assert update.body == {}
    assert update.statuses == {api.key: "operational", web.key: "operational"}
    assert {public_status(component, NOW) for component in (api, web)} == {"operational"}
    assert Event.objects.filter(verb="incident.resolved").count() == 1
    assert Event.objects.filter(verb="component.status_changed").count() == 4


def test_an_open_stage_reopens_a_resolved_incident() -> None:
    api = a_component()
    incident = an_incident(statuses={api: "major_outage"}, at=ago(hours=3))
    resolve_incident(incident, at=ago(hours=2), by=ED)
    say(incident, "investigating", ago(hours=1), {api: "partial_outage"})
    assert (incident.status, incident.resolved_at) == ("investigating", None)
    assert held(incident, api) == [("major_outage", ago(hours=3), ago(hours=2)), ("partial_outage", ago(hours=1), None)]


def test_words_after_the_end_leave_the_end_where_it_was() -> None:
    incident = an_incident(at=ago(hours=3))
    resolve_incident(incident, at=ago(hours=2), by=ED)
    say(incident, "resolved", ago(hours=1))
    assert incident.resolved_at == ago(hours=2)
    assert Event.objects.filter(verb="incident.resolved").count() == 1


def test_an_update_says_only_what_changes() -> None:
    api, web = a_component("API"), a_component("Web")
    incident = an_incident(statuses={api: "major_outage"}, at=ago(hours=1))
    update = post_update(incident, status="identified", body="…", statuses={api: "major_outage", web: "partial_outage"}, at=NOW, by=ED)
    assert update.statuses == {web.key: "partial_outage"}


def test_every_update_raises_the_revision_and_sets_the_next_one_anew() -> None:
    incident = an_incident(at=ago(hours=3), next_update_at=ago(hours=2))
    post_update(incident, status="identified", body="…", next_update_at=ahead(hours=1), at=ago(hours=2), by=ED)
    assert (incident.revision, incident.next_update_at) == (2, ahead(hours=1))
    say(incident, "identified", ago(hours=1))
    incident.refresh_from_db()
    assert (incident.revision, incident.next_update_at) == (3, None)


def test_an_impact_that_followed_from_the_components_goes_on_following() -> None:
    api = a_component()
    automatic = an_incident(statuses={api: "degraded_performance"}, at=ago(hours=1))
    chosen = an_incident(statuses={api: "degraded_performance"}, impact="none", at=ago(hours=1))
    for incident in (automatic, chosen):
        say(incident, "identified", NOW, {api: "major_outage"})
    assert (automatic.impact, chosen.impact) == ("critical", "none")
    say(automatic, "monitoring", ahead(hours=1), {api: "operational"})
    assert automatic.impact == "critical", "it stays at its worst"


def test_an_update_told_later_takes_its_place_in_time() -> None:
    api = a_component()
    incident = an_incident(statuses={api: "major_outage"}, at=ago(hours=4))
    say(incident, "monitoring", ago(hours=1), {api: "operational"})
    say(incident, "identified", ago(hours=2), {api: "degraded_performance"})
    assert incident.status == "monitoring"
    assert held(incident, api) == [("major_outage", ago(hours=4), ago(hours=2)), ("degraded_performance", ago(hours=2), ago(hours=1))]


def test_an_update_cannot_be_older_than_the_incident() -> None:
    incident = an_incident(occurred_at=ago(hours=2))
    with pytest.raises(ValidationError) as refusal:
        say(incident, "identified", ago(hours=1))
    assert list(refusal.value.message_dict) == ["at"]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("status", {"status": "fixed"}),
        ("body", {"status": "investigating", "body": ""}),
        ("body", {"body": "a\x07"}),
        ("next_update_at", {"next_update_at": NOW}),
        ("statuses", {"statuses": {"API": "operational"}}),
    ],
)
def test_what_may_not_be_said_is_refused_by_the_name_of_the_field(field: str, given: dict[str, object]) -> None:
    incident = an_incident(at=ago(hours=1))
    with pytest.raises(ValidationError) as refusal:
        post_update(incident, **{"status": "identified", "body": "…", "at": NOW, "by": ED, **given})  # type: ignore[arg-type]
    assert list(refusal.value.message_dict) == [field]
    assert incident.updates.count() == 1


def test_a_resolved_incident_holds_no_component() -> None:
    api = a_component()
    incident = an_incident(at=ago(hours=1))
    with pytest.raises(ValidationError) as refusal:
        say(incident, "resolved", NOW, {api: "degraded_performance"})
    assert list(refusal.value.message_dict) == ["statuses"]


def test_nothing_is_said_about_a_deleted_incident() -> None:
    incident = an_incident()
    delete_incident(incident, at=ahead(minutes=1), by=ED)
    with pytest.raises(ValidationError, match="deleted"):
        say(incident, "identified", ahead(minutes=2))
    with pytest.raises(ValidationError, match="deleted"):
        resolve_incident(incident, at=ahead(minutes=2), by=ED)


def test_the_event_of_an_update_tells_before_and_after_and_who() -> None:
    incident = an_incident(at=ago(hours=1))
    update = post_update(incident, status="identified", body="…", quiet=True, at=NOW, by=RAE)
    event = Event.objects.get(verb="incident.updated")
    assert (event.actor_name, event.at, event.data["update"]) == ("Rae Reporter", NOW, update.key)
    assert (event.data["status"], event.data["quiet"]) == (["investigating", "identified"], True)


@pytest.mark.django_db(transaction=True)
def test_updates_that_are_told_at_the_same_time_are_all_kept() -> None:
    components = [a_component(f"C{number}") for number in range(4)]
    incident = an_incident(at=ago(hours=1))
    left = list(components)

    def tell() -> int:
        if not left:
            return 0
        say(Incident.objects.get(pk=incident.pk), "identified", NOW, {left.pop(): "major_outage"})
        return 1

    assert at_once(tell, workers=4) == 4
    stored = Incident.objects.get()
    assert (stored.revision, stored.impact, stored.updates.count()) == (5, "critical", 5)
    assert {public_status(component, NOW) for component in components} == {"major_outage"}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["investigating", "monitoring", "resolved"]),
        st.dictionaries(st.sampled_from([0, 1]), st.sampled_from(["operational", "degraded_performance", "major_outage"])),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(STEPS, st.data())
def test_what_is_held_is_what_the_updates_say_in_whatever_order_they_are_told(
    steps: list[tuple[str, dict[int, str]]], data: st.DataObject
) -> None:
    components = [a_component("API"), a_component("Web")]
    order = data.draw(st.sampled_from(list(permutations(range(len(steps))))))
    incident = open_incident(title="T", body="…", statuses={components[0]: "partial_outage"}, at=ago(hours=9), by=ED)
    for number in order:
        status, statuses = steps[number]
        chosen = {} if status == "resolved" else {components[index]: value for index, value in statuses.items()}
        post_update(incident, status=status, body="…", statuses=chosen, at=ago(hours=8 - number), by=ED)
    story = said(updates_of(incident))
    for component in components:
        wanted = [(h.status, h.began_at, h.ended_at) for h in holds_of(story, incident.occurred_at) if h.component == component.key]
        assert held(incident, component) == wanted
    assert incident.status == steps[-1][0]
