"""The schedule: which jobs there are, and the turn of the day, once per page."""

from datetime import UTC, datetime

import pytest

from aboveboard.events.models import Event
from aboveboard.project.schedule import JOBS, turn_days
from tests.world import a_page


def test_every_job_has_a_name_of_its_own_and_the_head_is_confirmed_in_time() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)
    assert next(job.every for job in JOBS if job.name == "publishing.confirm_heads") <= 10
    assert next(job.every for job in JOBS if job.name == "publish") == 0


def test_rendering_again_holds_up_neither_publishing_nor_the_schedule() -> None:
    lanes = {job.name: job.lane for job in JOBS}
    slow = lanes["publishing.render"]
    assert slow not in (lanes["publish"], lanes["publishing.confirm_heads"], lanes["maintenances.begin_and_end"])


@pytest.mark.django_db
def test_a_day_turns_once_however_often_one_looks() -> None:
    page = a_page()
    midnight = datetime(2026, 11, 24, 0, 0, 1, tzinfo=UTC)
    assert [turn_days(midnight), turn_days(midnight), turn_days(midnight.replace(hour=23))] == [1, 0, 0]
    assert turn_days(midnight.replace(day=25)) == 1
    assert [event.data["day"] for event in Event.objects.filter(verb="page.day_turned")] == ["2026-11-24", "2026-11-25"]
    assert {event.subject_id for event in Event.objects.filter(verb="page.day_turned")} == {page.key}


@pytest.mark.django_db
def test_the_day_turns_when_it_does_where_the_page_is() -> None:
    tokyo, utc = a_page("Tokyo", time_zone="Asia/Tokyo"), a_page("Greenwich")
    turn_days(datetime(2026, 11, 23, 12, tzinfo=UTC))
    turn_days(datetime(2026, 11, 23, 15, 0, 1, tzinfo=UTC))
    turned = [(event.subject_id, event.data["day"]) for event in Event.objects.filter(verb="page.day_turned").order_by("id")]
    assert turned == [(tokyo.key, "2026-11-23"), (utc.key, "2026-11-23"), (tokyo.key, "2026-11-24")]


@pytest.mark.django_db
def test_a_page_that_is_younger_than_the_day_has_not_seen_it_turn() -> None:
    a_page(at=datetime(2026, 11, 24, 8, tzinfo=UTC))
    assert turn_days(datetime(2026, 11, 24, 9, tzinfo=UTC)) == 0
