"""Maintenances that come again: each time is announced once, in good time, whoever looks and whenever."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from aboveboard.components.actions import delete_component
from aboveboard.events.models import Event
from aboveboard.maintenances.models import Maintenance, MaintenanceSeries
from aboveboard.maintenances.series import change_series, create_series, end_series
from aboveboard.maintenances.work import announce_due
from tests.racing import at_once
from tests.world import ED, NOW, a_component, a_page

FIRST = NOW + timedelta(days=10)
pytestmark = pytest.mark.django_db


def a_series(**given: object) -> MaintenanceSeries:
    words = {"title": "Patch night", "body": "Short interruptions.", "rule": "FREQ=WEEKLY", "time_zone": "Europe/Berlin"}
    window = {"begins_at": FIRST, "ends_at": FIRST + timedelta(hours=2)}
    return create_series(**{**words, **window, "at": NOW, "by": ED, **given})  # type: ignore[arg-type]


def planned() -> list[datetime]:
    return list(Maintenance.objects.order_by("begins_at").values_list("begins_at", flat=True))


def test_each_time_is_announced_once_and_in_good_time() -> None:
    a_page()
    api = a_component()
    series = a_series(statuses={api: "under_maintenance"})
    assert planned() == []
    assert announce_due(NOW + timedelta(days=2)) == 0
    assert announce_due(NOW + timedelta(days=3)) == 1
    assert announce_due(NOW + timedelta(days=3)) == 0
    assert planned() == [FIRST]
    announce_due(NOW + timedelta(days=10, hours=3))
    assert planned() == [FIRST, FIRST + timedelta(days=7)]
    last = Maintenance.objects.order_by("begins_at").last()
    assert last is not None and last.series == series
    assert (last.ends_at - last.begins_at, last.affected.get().component) == (timedelta(hours=2), api)


def test_what_is_due_already_is_announced_at_once_and_the_past_is_left_out() -> None:
    a_page()
    long_ago = NOW - timedelta(days=21)
    a_series(begins_at=long_ago, ends_at=long_ago + timedelta(hours=2), announce_days=8)
    assert planned() == [NOW + timedelta(days=7)]


def test_times_that_passed_while_nobody_looked_are_not_announced_afterwards() -> None:
    a_page()
    a_series()
    later = FIRST + timedelta(days=7 * 4, hours=3)
    assert announce_due(later) == 0
    assert announce_due(later) == 1
    assert planned() == [FIRST + timedelta(days=35)]


def test_a_component_that_was_deleted_is_left_out() -> None:
    a_page()
    gone, stays = a_component("Gone"), a_component("Stays")
    a_series(statuses={gone: "under_maintenance", stays: "under_maintenance"})
    delete_component(gone, at=NOW, by=ED)
    announce_due(NOW + timedelta(days=3))
    assert [row.component for row in Maintenance.objects.get().affected.all()] == [stays]


def test_an_ended_series_comes_no_more_and_what_was_announced_stays() -> None:
    a_page()
    series = a_series(announce_days=10)
    end_series(series, by=ED)
    assert announce_due(NOW + timedelta(days=400)) == 0
    assert planned() == [FIRST]
    assert Event.objects.filter(verb="maintenance_series.ended").count() == 1


def test_new_words_are_those_of_the_next_announcement() -> None:
    a_page()
    series = change_series(a_series(), title="Quiet patch night", announce_days=9, by=ED)
    announce_due(NOW + timedelta(days=1))
    assert Maintenance.objects.get().title == {"en": "Quiet patch night"} == series.title


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("rule", {"rule": "FREQ=MINUTELY"}),
        ("time_zone", {"time_zone": "Mars/Olympus"}),
        ("ends_at", {"ends_at": FIRST - timedelta(hours=1)}),
        ("announce_days", {"announce_days": 91}),
        ("title", {"title": ""}),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(field: str, given: dict[str, object]) -> None:
    a_page()
    with pytest.raises(ValidationError) as refused:
        a_series(**given)
    assert field in refused.value.message_dict
    assert not MaintenanceSeries.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_announce_a_time_once() -> None:
    a_page()
    a_series()
    at = datetime(2026, 12, 1, tzinfo=UTC)
    assert at_once(lambda: announce_due(at)) == 1
    assert planned() == [FIRST]
