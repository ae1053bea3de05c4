"""Two incidents that were one, one that was taken back at once, one that was told afterwards, and writing at the same time."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from aboveboard.components.models import StatusSpan
from aboveboard.events.models import Event
from aboveboard.incidents.actions import change_incident, delete_incident, edit_update, post_update, resolve_incident
from aboveboard.incidents.backfilling import backfill_incident
from aboveboard.incidents.merging import merge_incidents
from aboveboard.incidents.undoing import undo_opening
from tests.world import ADA, ED, NOW, a_component, a_page, ago, ahead, an_incident

pytestmark = pytest.mark.django_db


def held(kind: str = "incident") -> list[tuple[str, str, str]]:
    spans = StatusSpan.objects.open().filter(cause_kind=kind).select_related("component")
    return sorted((span.component.name, span.status, span.cause_id) for span in spans)


def test_a_duplicate_goes_into_the_other_with_all_that_was_said_and_held() -> None:
    api, web = a_component("API"), a_component("Web app")
    stays = an_incident("Bookings fail", {api: "major_outage"}, at=ago(minutes=20))
    double = an_incident("The web app is down", {web: "partial_outage"}, occurred_at=ago(minutes=40), at=ago(minutes=30))

    merge_incidents(duplicate=double, into=stays, at=NOW, by=ED)

    stays.refresh_from_db()
    double.refresh_from_db()
    assert [update.at for update in stays.updates.order_by("at")] == [ago(minutes=30), ago(minutes=20)]
    assert stays.occurred_at == ago(minutes=40)
    assert held() == [("API", "major_outage", stays.key), ("Web app", "partial_outage", stays.key)]
    assert (double.deleted_at, double.merged_into, double.updates.count()) == (NOW, stays, 0)
    resolve_incident(stays, at=ahead(minutes=1), by=ED)
    assert held() == []


def test_what_cannot_be_merged_is_refused() -> None:
    stays, over = an_incident(at=ago(hours=2)), an_incident(at=ago(hours=2))
    resolve_incident(over, at=ago(hours=1), by=ED)
    hidden = an_incident(at=ago(hours=2), visibility="nobody")
    for duplicate, into in ((over, stays), (stays, over), (hidden, stays), (stays, stays)):
        with pytest.raises(ValidationError) as refusal:
            merge_incidents(duplicate=duplicate, into=into, at=NOW, by=ED)
        assert list(refusal.value.message_dict) == ["into"]
    assert stays.updates.count() == 1


def test_what_was_just_reported_can_be_undone_by_whoever_reported_it() -> None:
    incident = an_incident("A slip", {a_component(): "major_outage"})
    with pytest.raises(ValidationError, match="Only whoever reported it"):
        undo_opening(incident, revision=1, at=NOW, by=ADA)
    undo_opening(incident, revision=1, at=NOW + timedelta(seconds=10), by=ED)
    assert incident.deleted_at
    assert held() == []


def test_it_cannot_be_undone_once_it_is_old_or_was_changed() -> None:
    old, changed = an_incident("Old"), an_incident("Changed")
    with pytest.raises(ValidationError, match="too late"):
        undo_opening(old, revision=1, at=ahead(minutes=1), by=ED)
    change_incident(changed, title="Changed twice", at=NOW, by=ADA)
    with pytest.raises(ValidationError) as refusal:
        undo_opening(changed, revision=1, at=NOW, by=ED)
    assert refusal.value.code == "moved"


def test_what_is_over_is_told_once_and_says_when_it_was_told() -> None:
    a_page()
    api = a_component("API")
    incident = backfill_incident(
        title="It was down", body="For an hour.", statuses={api: "major_outage"}, began_at=ago(days=3), ended_at=ago(days=3, hours=-1),
        at=NOW, by=ED,
    )  # fmt: skip
    incident.refresh_from_db()
    assert (incident.occurred_at, incident.resolved_at, incident.published_at) == (ago(days=3), ago(days=3, hours=-1), NOW)
    span = StatusSpan.objects.get(cause_kind="incident")
    assert (span.began_at, span.ended_at, span.visible_from) == (ago(days=3), ago(days=3, hours=-1), NOW)
    assert Event.objects.get(verb="incident.opened").data["quiet"] is True


@pytest.mark.parametrize(("began_at", "ended_at"), [(ago(days=1), ago(days=2)), (ago(days=1), ahead(days=1)), (NOW, NOW)])
def test_what_is_not_over_cannot_be_told_as_if(began_at: object, ended_at: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        backfill_incident(title="It was down", body="", began_at=began_at, ended_at=ended_at, at=NOW, by=ED)  # type: ignore[arg-type]
    assert list(refusal.value.message_dict) == ["ended_at"]


def test_whoever_looked_at_an_older_version_changes_nothing() -> None:
    incident = an_incident(at=ago(hours=1))
    update = incident.updates.get()
    post_update(incident, status="identified", body="Found.", revision=1, at=NOW, by=ED)
    for act in (
        lambda: post_update(incident, status="monitoring", body="Fixed.", revision=1, at=NOW, by=ADA),
        lambda: change_incident(incident, title="Other", revision=1, at=NOW, by=ADA),
        lambda: edit_update(update, body="Other.", revision=1, at=NOW, by=ADA),
        lambda: delete_incident(incident, revision=1, at=NOW, by=ADA),
    ):
        with pytest.raises(ValidationError) as refusal:
            act()
        assert refusal.value.code == "moved"
    assert (incident.status, incident.updates.count()) == ("identified", 2)


def test_a_step_needs_no_words_but_an_update_has_to_say_something() -> None:
    incident = an_incident(at=ago(hours=1))
    post_update(incident, status="identified", body="", at=ago(minutes=30), by=ED)
    with pytest.raises(ValidationError) as refusal:
        post_update(incident, status="identified", body="", at=NOW, by=ED)
    assert list(refusal.value.message_dict) == ["body"]
