"""Maintenances begin and end by themselves, on time, once."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.core.exceptions import ValidationError

from aboveboard.components.actions import set_baseline
from aboveboard.components.models import StatusSpan
from aboveboard.events.models import Event
from aboveboard.incidents.actions import open_incident
from aboveboard.maintenances.actions import (
    begin_maintenance,
    cancel_maintenance,
    delete_maintenance,
    end_maintenance,
    post_update,
    reschedule_maintenance,
)
from aboveboard.maintenances.models import Maintenance
from aboveboard.maintenances.work import begin_and_end_due, release_due
from tests.maintenances.reading import held, public_status
from tests.racing import at_once
from tests.world import ED, NOW, a_component, a_maintenance, ago, ahead

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(Event.objects.filter(verb__startswith="maintenance").order_by("id").values_list("verb", flat=True))


def test_it_begins_and_ends_at_its_planned_times() -> None:
    api = a_component()
    maintenance = a_maintenance(statuses={api: "under_maintenance"}, begins_at=ahead(hours=1), ends_at=ahead(hours=2))
    runs = [begin_and_end_due(ahead(minutes=minutes)) for minutes in (0, 59, 60, 61, 119, 120, 121)]
    assert runs == [0, 0, 1, 0, 0, 1, 0]
    maintenance.refresh_from_db()
    assert (maintenance.status, maintenance.began_at, maintenance.ended_at) == ("completed", ahead(hours=1), ahead(hours=2))
    assert held(maintenance) == [("under_maintenance", ahead(hours=1), ahead(hours=2))]
    assert verbs() == ["maintenance.planned", "maintenance.began", "maintenance.ended"]
    assert maintenance.revision == 3
    changes = [(e.data["before"], e.data["after"]) for e in Event.objects.filter(verb="component.status_changed").order_by("id")]
    assert changes == [("operational", "under_maintenance"), ("under_maintenance", "operational")]


def test_a_schedule_that_runs_late_says_when_it_really_began_and_ended() -> None:
    maintenance = a_maintenance(statuses={a_component(): "under_maintenance"}, begins_at=ahead(hours=1), ends_at=ahead(hours=2))
    assert begin_and_end_due(ahead(days=1)) == 2
    maintenance.refresh_from_db()
    assert (maintenance.began_at, maintenance.ended_at) == (ahead(hours=1), ahead(hours=2))
    assert held(maintenance) == [("under_maintenance", ahead(hours=1), ahead(hours=2))]
    began = Event.objects.get(verb="maintenance.began")
    assert (began.at, began.data["began_at"], began.actor_kind) == (ahead(days=1), "2026-11-24T10:41:00Z", "system")


@pytest.mark.django_db(transaction=True)
def test_it_begins_and_ends_once_however_many_run_the_schedule() -> None:
    for number in range(4):
        a_maintenance(statuses={a_component(f"C{number}"): "under_maintenance"})
    assert at_once(lambda: begin_and_end_due(ahead(days=1))) == 8
    assert sorted(verbs()) == ["maintenance.began"] * 4 + ["maintenance.ended"] * 4 + ["maintenance.planned"] * 4
    assert StatusSpan.objects.filter(cause_kind="maintenance").count() == 4


def test_while_it_runs_it_replaces_the_baseline_and_incidents_add() -> None:
    api = a_component()
    set_baseline(api, status="major_outage", at=ago(hours=1), by=ED)
    a_maintenance(statuses={api: "under_maintenance"}, begins_at=ahead(hours=1), ends_at=ahead(hours=4))
    begin_and_end_due(ahead(hours=1))
    open_incident(title="T", body="…", statuses={api: "degraded_performance"}, at=ahead(hours=2), by=ED)
    begin_and_end_due(ahead(hours=4))
    seen = [public_status(api, ahead(hours=hours)) for hours in (0, 1, 2, 4)]
    assert seen == ["major_outage", "under_maintenance", "degraded_performance", "major_outage"]


def test_a_component_that_is_only_touched_keeps_its_status() -> None:
    api = a_component()
    set_baseline(api, status="degraded_performance", at=ago(hours=1), by=ED)
    begin_maintenance(a_maintenance(statuses={api: "operational"}), at=NOW, by=ED)
    assert public_status(api, NOW) == "degraded_performance"


def test_it_can_begin_early_and_end_early_by_hand() -> None:
    maintenance = a_maintenance(statuses={a_component(): "under_maintenance"})
    begin_maintenance(maintenance, body="We begin.", at=ahead(hours=1), by=ED)
    end_maintenance(maintenance, body="Done.", at=ahead(hours=1.5), by=ED)
    assert begin_and_end_due(ahead(days=1)) == 0
    assert held(maintenance) == [("under_maintenance", ahead(hours=1), ahead(hours=1.5))]
    said = [(update.status, update.body["en"]) for update in maintenance.updates.order_by("at")]
    assert said[1:] == [("in_progress", "We begin."), ("completed", "Done.")]


def test_a_maintenance_begun_after_its_planned_end_has_not_ended_before_it_began() -> None:
    maintenance = a_maintenance(statuses={a_component(): "under_maintenance"})
    begin_maintenance(maintenance, at=ahead(hours=5), by=ED)
    begin_and_end_due(ahead(hours=6))
    maintenance.refresh_from_db()
    assert (maintenance.status, maintenance.ended_at) == ("completed", ahead(hours=5))
    assert held(maintenance) == []


def test_a_cancelled_one_never_begins() -> None:
    maintenance = a_maintenance(statuses={a_component(): "under_maintenance"})
    cancel_maintenance(maintenance, body="Not today.", at=ahead(minutes=1), by=ED)
    assert begin_and_end_due(ahead(days=1)) == 0
    assert (maintenance.status, maintenance.began_at) == ("cancelled", None)
    assert held(maintenance) == []
    assert verbs()[-1] == "maintenance.cancelled"


def test_one_that_is_broken_off_holds_until_then() -> None:
    maintenance = a_maintenance(statuses={a_component(): "under_maintenance"})
    begin_and_end_due(ahead(hours=2))
    cancel_maintenance(maintenance, at=ahead(hours=2.25), by=ED)
    assert held(maintenance) == [("under_maintenance", ahead(hours=2), ahead(hours=2.25))]


@pytest.mark.parametrize(
    ("steps", "refused"),
    [
        ([], end_maintenance),
        ([begin_maintenance], begin_maintenance),
        ([begin_maintenance, end_maintenance], begin_maintenance),
        ([begin_maintenance, end_maintenance], end_maintenance),
        ([begin_maintenance, end_maintenance], cancel_maintenance),
        ([cancel_maintenance], begin_maintenance),
        ([cancel_maintenance], end_maintenance),
        ([cancel_maintenance], cancel_maintenance),
    ],
)
def test_stages_follow_one_another(steps: list[Callable[..., Maintenance]], refused: Callable[..., Maintenance]) -> None:
    maintenance = a_maintenance()
    for step in steps:
        step(maintenance, at=ahead(minutes=1), by=ED)
    before = verbs()
    with pytest.raises(ValidationError) as refusal:
        refused(maintenance, at=ahead(minutes=2), by=ED)
    assert list(refusal.value.message_dict) == ["status"]
    assert verbs() == before


def test_it_cannot_end_before_it_began() -> None:
    maintenance = a_maintenance()
    begin_maintenance(maintenance, at=ahead(hours=1), by=ED)
    with pytest.raises(ValidationError) as refusal:
        end_maintenance(maintenance, at=NOW, by=ED)
    assert list(refusal.value.message_dict) == ["at"]


def test_a_moved_maintenance_begins_at_its_new_time() -> None:
    maintenance = a_maintenance()
    reschedule_maintenance(maintenance, begins_at=ahead(days=1), ends_at=ahead(days=1, hours=1), body="Moved.", at=NOW, by=ED)
    assert [begin_and_end_due(ahead(hours=5)), begin_and_end_due(ahead(days=1))] == [0, 1]
    event = Event.objects.get(verb="maintenance.rescheduled")
    assert event.data["before"] == ["2026-11-24T11:41:00Z", "2026-11-24T12:41:00Z"]
    assert event.data["after"] == ["2026-11-25T09:41:00Z", "2026-11-25T10:41:00Z"]
    assert maintenance.updates.count() == 2


def test_moving_to_the_same_time_is_nothing() -> None:
    maintenance = a_maintenance()
    reschedule_maintenance(maintenance, begins_at=maintenance.begins_at, at=NOW, by=ED)
    assert verbs() == ["maintenance.planned"]


def test_an_overrun_that_is_said_in_time_moves_the_end() -> None:
    maintenance = a_maintenance(statuses={a_component(): "under_maintenance"})
    begin_and_end_due(ahead(hours=2))
    reschedule_maintenance(maintenance, ends_at=ahead(hours=5), at=ahead(hours=2.5), by=ED)
    assert [begin_and_end_due(ahead(hours=3)), begin_and_end_due(ahead(hours=5))] == [0, 1]
    assert held(maintenance) == [("under_maintenance", ahead(hours=2), ahead(hours=5))]


def test_an_overrun_that_is_said_late_leaves_no_gap() -> None:
    api = a_component()
    maintenance = a_maintenance(statuses={api: "under_maintenance"})
    begin_and_end_due(ahead(hours=3))
    span = StatusSpan.objects.get(cause_kind="maintenance")
    reschedule_maintenance(maintenance, ends_at=ahead(hours=5), at=ahead(hours=3.5), by=ED)
    assert (maintenance.status, maintenance.ended_at) == ("in_progress", None)
    assert held(maintenance) == [("under_maintenance", ahead(hours=2), None)]
    assert StatusSpan.objects.get(cause_kind="maintenance").key == span.key
    assert begin_and_end_due(ahead(hours=5)) == 1
    assert held(maintenance) == [("under_maintenance", ahead(hours=2), ahead(hours=5))]


@pytest.mark.parametrize(
    ("hours", "cancelled", "window", "field"),
    [
        (0, False, {"ends_at": ahead(hours=2)}, "ends_at"),
        (0, False, {"begins_at": ahead(hours=3)}, "ends_at"),
        (2, False, {"begins_at": ahead(hours=2.5)}, "begins_at"),
        (2, False, {"ends_at": ahead(hours=2) + (ahead(hours=1) - NOW) / 4}, "ends_at"),
        (0, True, {"ends_at": ahead(hours=9)}, "status"),
    ],
)
def test_a_window_is_moved_only_where_that_makes_sense(hours: int, cancelled: bool, window: dict[str, datetime], field: str) -> None:
    maintenance = a_maintenance()
    begin_and_end_due(ahead(hours=hours))
    if cancelled:
        cancel_maintenance(maintenance, at=NOW, by=ED)
    with pytest.raises(ValidationError) as refusal:
        reschedule_maintenance(maintenance, at=ahead(hours=2.5), by=ED, **window)
    assert list(refusal.value.message_dict) == [field]


def test_under_embargo_it_runs_unseen_until_the_embargo_is_over_and_that_is_announced_once() -> None:
    api = a_component()
    a_maintenance(statuses={api: "under_maintenance"}, published_at=ahead(hours=2.5))
    begin_and_end_due(ahead(hours=2))
    assert (public_status(api, ahead(hours=2)), public_status(api, ahead(hours=2.5))) == ("operational", "under_maintenance")
    assert [release_due(ahead(hours=hours)) for hours in (2, 2.5, 3)] == [0, 1, 0]
    assert verbs().count("maintenance.released") == 1


def test_an_update_can_begin_it() -> None:
    maintenance = a_maintenance(statuses={a_component(): "under_maintenance"})
    update = post_update(maintenance, body="Here we go.", status="in_progress", at=ahead(hours=1), by=ED)
    assert (update.status, maintenance.status, maintenance.began_at) == ("in_progress", "in_progress", ahead(hours=1))
    assert Event.objects.get(verb="maintenance.began").data["update"] == update.key


def test_a_deleted_one_neither_begins_nor_ends_nor_is_announced() -> None:
    scheduled, running = a_maintenance(published_at=ahead(hours=1)), a_maintenance(statuses={a_component(): "under_maintenance"})
    begin_maintenance(running, at=NOW, by=ED)
    for maintenance in (scheduled, running):
        delete_maintenance(maintenance, at=ahead(minutes=1), by=ED)
    assert (begin_and_end_due(ahead(days=1)), release_due(ahead(days=1))) == (0, 0)
    assert held(running) == []
