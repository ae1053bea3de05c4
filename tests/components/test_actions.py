"""Components and groups, and setting a status by hand."""

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from aboveboard.components.actions import change_component, change_group, delete_component, delete_group, select_for_page, set_baseline
from aboveboard.components.models import Component, ComponentGroup
from aboveboard.events.models import Event
from aboveboard.incidents.actions import resolve_incident
from aboveboard.maintenances.actions import begin_maintenance
from tests.world import ADA, ED, NOW, a_component, a_group, a_maintenance, a_page, ago, ahead, an_incident

pytestmark = pytest.mark.django_db


def test_setting_a_status_by_hand_sets_the_baseline() -> None:
    api = a_component()
    answer = set_baseline(api, status="partial_outage", reason="Disk is full", at=NOW, by=ED)
    assert (answer.status_now, answer.held_by) == ("partial_outage", [])
    assert [(s.status, s.ended_at) for s in api.spans.order_by("began_at")] == [("operational", NOW), ("partial_outage", None)]
    event = Event.objects.get(verb="component.status_changed")
    assert event.data == {
        "baseline": ["operational", "partial_outage"], "before": "operational", "after": "partial_outage", "cause": "baseline",
        "reason": "Disk is full",
    }  # fmt: skip


def test_while_an_incident_holds_a_component_the_answer_says_so() -> None:
    api = a_component()
    incident = an_incident(statuses={api: "major_outage"}, at=ago(hours=1))
    answer = set_baseline(api, status="degraded_performance", at=NOW, by=ED)
    assert (answer.status_now, answer.held_by) == ("major_outage", [f"incident/{incident.key}"])
    resolve_incident(incident, at=ahead(hours=1), by=ED)
    assert set_baseline(api, status="degraded_performance", at=ahead(hours=2), by=ED).status_now == "degraded_performance"


def test_while_a_maintenance_runs_it_replaces_what_is_set_by_hand() -> None:
    api = a_component()
    maintenance = a_maintenance(statuses={api: "under_maintenance"}, at=ago(hours=3))
    begin_maintenance(maintenance, at=ago(hours=1), by=ED)
    answer = set_baseline(api, status="major_outage", at=NOW, by=ED)
    assert (answer.status_now, answer.held_by) == ("under_maintenance", [f"maintenance/{maintenance.key}"])


def test_an_incident_that_nobody_sees_holds_nothing_in_public() -> None:
    api = a_component()
    an_incident(statuses={api: "major_outage"}, at=ago(hours=1), visibility="nobody")
    answer = set_baseline(api, status="degraded_performance", at=NOW, by=ED)
    assert (answer.status_now, answer.held_by) == ("degraded_performance", [])


@pytest.mark.parametrize(("status", "at", "field"), [("fine", NOW, "status"), ("", NOW, "status"), ("unknown", ago(days=500), "at")])
def test_a_status_that_does_not_exist_or_a_time_before_the_present_one_is_refused(status: str, at: datetime, field: str) -> None:
    api = a_component(status="degraded_performance")
    with pytest.raises(ValidationError) as refusal:
        set_baseline(api, status=status, at=at, by=ED)
    assert list(refusal.value.message_dict) == [field]


def test_a_component_has_one_open_baseline_however_often_it_is_set() -> None:
    api = a_component()
    for hour, status in enumerate(["major_outage", "operational", "unknown", "operational", "operational"]):
        set_baseline(api, status=status, at=ahead(hours=hour), by=ED)
    assert api.spans.get_queryset().open().count() == 1
    assert Event.objects.filter(verb="component.status_changed").count() == 4


def test_components_go_behind_the_others_of_their_group() -> None:
    group = a_group()
    assert [a_component(name, group=group).position for name in "abc"] == [0, 1, 2]
    assert a_component("d").position == 0


def test_slugs_follow_the_name_and_are_given_once() -> None:
    assert [a_component("Event stream").slug, a_component("Event Stream").slug] == ["event-stream", "event-stream-2"]
    with pytest.raises(ValidationError) as refusal:
        a_component(slug="event-stream")
    assert list(refusal.value.message_dict) == ["slug"]


REFUSED: list[tuple[str, Any]] = [
    ("name", ""),
    ("name", "a\u2066b"),
    ("name", "x" * 101),
    ("slug", "Über"),
    ("link", "javascript:alert(1)"),
    ("link", "https://"),
    ("link", "https://a b.example"),
    ("link", "http://[::1"),
    ("group", "Booking"),
    ("group", ComponentGroup(pk=999)),
    ("position", -1),
    ("position", 2**31),
    ("position", "1"),
    ("tags", "a"),
    ("tags", ["x" * 41]),
    ("tags", [str(n) for n in range(21)]),
    ("tags", [""]),
    ("enabled", "no"),
    ("description", {"en": "a\x00b"}),
]


@pytest.mark.parametrize(("field", "value"), REFUSED)
def test_what_a_component_may_not_be_like_is_refused_by_the_name_of_the_field(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refusal:
        a_component(**{field: value})
    assert list(refusal.value.message_dict) == [field]
    api = a_component()
    with pytest.raises(ValidationError) as refusal:
        change_component(api, by=ADA, **{field: value})
    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(("field", "value"), [("status", "fine"), ("since", ahead(days=1))])
def test_a_new_component_has_a_known_status_and_a_past(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refusal:
        a_component(**{field: value})
    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("order", "random"), ("collapse", "sometimes"), ("position", -1), ("size", 1)])
def test_what_a_group_may_not_be_like_is_refused_by_the_name_of_the_field(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refusal:
        change_group(a_group(), by=ADA, **{field: value})
    assert list(refusal.value.message_dict) == [field]


def test_changes_of_components_and_groups_are_recorded_and_raise_the_revision() -> None:
    group = a_group()
    api = a_component(tags=["eu", "eu", "beta"])
    change_component(api, group=group, name="Booking API", at=NOW, by=ADA)
    change_group(group, collapse="never", name="Booking API", at=NOW, by=ADA)
    assert (api.revision, group.revision, api.tags) == (2, 2, ["eu", "beta"])
    changes = {event.verb: event.data["changes"] for event in Event.objects.filter(verb__endswith=".changed")}
    assert changes == {
        "component.changed": {"group": [None, group.key], "name": ["API", "Booking API"]},
        "group.changed": {"collapse": ["unless_trouble", "never"]},
    }


def test_the_components_of_a_deleted_group_stay_and_readers_hear_of_it() -> None:
    group = a_group()
    api = a_component(group=group)
    delete_group(group, by=ADA)
    api.refresh_from_db()
    assert (api.group, api.revision) == (None, 2)
    assert Event.objects.get(verb="group.deleted").data["components"] == [api.key]


def test_a_deleted_component_is_held_by_nothing_and_cannot_be_changed() -> None:
    page, api = a_page(), a_component()
    an_incident(statuses={api: "major_outage"}, at=ago(hours=1))
    delete_component(api, at=NOW, by=ADA)
    assert not api.spans.get_queryset().open().exists()
    assert not Component.objects.shown_on(page).exists()
    with pytest.raises(ValidationError, match="deleted"):
        set_baseline(api, status="operational", by=ADA)
    with pytest.raises(ValidationError, match="deleted"):
        change_component(api, name="New", by=ADA)
    with pytest.raises(ValidationError) as refusal:
        an_incident(statuses={api: "major_outage"})
    assert list(refusal.value.message_dict) == ["statuses"]


def test_a_page_shows_everything_or_what_it_chose_with_future_members_of_groups() -> None:
    group, other = a_group(), a_group("Web")
    api, web, mail = a_component("API", group=group), a_component("Web", group=other), a_component("Mail")
    everything, some = a_page("All"), a_page("Some")
    select_for_page(some, groups=[group], components=[mail], at=NOW, by=ADA)
    later = a_component("Later", group=group)
    a_component("Hidden", group=group, enabled=False)
    assert set(Component.objects.shown_on(everything)) == {api, web, mail, later}
    assert set(Component.objects.shown_on(some)) == {api, mail, later}
    assert set(ComponentGroup.objects.shown_on(everything)) == {group, other}
    assert list(ComponentGroup.objects.shown_on(some)) == [group]
    chosen = [f"group/{group.key}", f"component/{mail.key}"]
    assert Event.objects.filter(verb="page.changed").latest("id").data == {"changes": {"shows": [["everything"], chosen]}}


def test_a_page_that_chose_nothing_shows_nothing() -> None:
    a_component()
    page = select_for_page(a_page(), by=ADA)
    assert not Component.objects.shown_on(page).exists()
    assert not ComponentGroup.objects.shown_on(page).exists()
