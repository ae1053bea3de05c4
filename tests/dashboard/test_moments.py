"""Times that people type are on the clock of the page, also where that clock is set forward or back."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.test import Client
from django.utils import timezone

from aboveboard.dashboard.forms import MomentField, SecondField
from aboveboard.incidents.models import Incident
from tests.dashboard.conftest import SignIn
from tests.world import a_component, a_maintenance, a_page, an_incident

FIRST, SECOND = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # both are 02:30 in Berlin
INVALID, SKIPPED = "invalid", "skipped"


class _Form(forms.Form):
    minute = MomentField(required=False)
    second = SecondField(required=False)


def typed(text: str, stored: datetime | None = None, *, field: str = "minute", zone: str = "Europe/Berlin") -> datetime | str | None:
    """The moment that is meant, or the code of the refusal."""
    with timezone.override(ZoneInfo(zone)):
        form = _Form({field: text}, initial={field: stored})
        if form.is_valid():
            found: datetime | None = form.cleaned_data[field]
            assert (field in form.changed_data) is (found != stored)
            return found
        return str(form.errors.as_data()[field][0].code)


@pytest.mark.parametrize(
    ("text", "stored", "meant"),
    [
        ("2026-10-24T02:30", None, datetime(2026, 10, 24, 0, 30, tzinfo=UTC)),
        ("2026-10-25T02:30", None, FIRST),
        ("2026-10-25T02:30", FIRST, FIRST),
        ("2026-10-25T02:30", SECOND, SECOND),  # nobody touched it
        ("2026-10-25T02:31", SECOND, FIRST + timedelta(minutes=1)),
        ("2026-10-25T02:30", SECOND + timedelta(days=1), FIRST),
        ("2026-10-25T02:59", None, datetime(2026, 10, 25, 0, 59, tzinfo=UTC)),
        ("2026-10-25T03:00", None, datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        ("2026-10-25T02:30", SECOND + timedelta(seconds=17, microseconds=5), SECOND + timedelta(seconds=17, microseconds=5)),
        ("2026-10-25T02:30:00+01:00", None, SECOND),
        ("2026-03-29T01:59", None, datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
        ("2026-03-29T02:00", None, SKIPPED),
        ("2026-03-29T02:59", None, SKIPPED),
        ("2026-03-29T03:00", None, datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("2026-11-24 09:41", None, datetime(2026, 11, 24, 8, 41, tzinfo=UTC)),
        ("", SECOND, None),
        ("2026-02-30T09:41", None, INVALID),
        ("0001-01-01T00:00", None, INVALID),
        ("tomorrow", None, INVALID),
    ],
)
def test_one_rule_says_which_moment_is_meant(text: str, stored: datetime | None, meant: datetime | str | None) -> None:
    assert typed(text, stored) == meant


def test_a_field_of_seconds_follows_the_same_rule() -> None:
    stored = SECOND + timedelta(seconds=17)
    assert typed("2026-10-25T02:30:17", stored, field="second") == stored
    assert typed("2026-10-25T02:30:18", stored, field="second") == FIRST + timedelta(seconds=18)
    assert typed("2026-03-29T02:30:00", field="second") == SKIPPED


def test_other_clocks_have_other_hours() -> None:
    assert typed("2026-04-05T01:45", zone="Australia/Lord_Howe") == datetime(2026, 4, 4, 14, 45, tzinfo=UTC)  # set back by half an hour
    assert typed("2026-10-04T02:15", zone="Australia/Lord_Howe") == SKIPPED
    assert typed("2026-03-29T02:30", zone="UTC") == datetime(2026, 3, 29, 2, 30, tzinfo=UTC)


@pytest.fixture
def ed(sign_in: SignIn) -> Client:
    a_page(time_zone="Europe/Berlin")
    return sign_in("ed")


def sent(one: Incident, **other: Any) -> dict[str, Any]:
    local = one.occurred_at.astimezone(ZoneInfo("Europe/Berlin"))
    times = {"occurred_at": f"{local:%Y-%m-%dT%H:%M}", "published_at": f"{local:%Y-%m-%dT%H:%M}"}
    return {"title": "Bookings fail", "visibility": "everyone", "revision": one.revision, **times, **other}


def test_changing_an_incident_of_the_second_hour_leaves_its_time_alone(ed: Client) -> None:
    one = an_incident(at=SECOND + timedelta(seconds=20))
    assert ed.post(f"/dashboard/incidents/{one.key}/change/", sent(one, title="Bookings are slow")).status_code == 302
    one.refresh_from_db()
    assert (one.title["en"], one.occurred_at) == ("Bookings are slow", SECOND + timedelta(seconds=20))


def test_moving_one_end_of_a_maintenance_leaves_the_other_where_it_is(ed: Client) -> None:
    begins_at = datetime(2030, 10, 27, 1, 30, tzinfo=UTC)  # the second 02:30 of that night
    one = a_maintenance(statuses={a_component(): "under_maintenance"}, begins_at=begins_at, ends_at=begins_at + timedelta(hours=1))
    screen = f"/dashboard/maintenances/{one.key}/"
    moved = ed.post(f"{screen}reschedule", {"begins_at": "2030-10-27T02:30", "ends_at": "2030-10-27T04:00"})
    one.refresh_from_db()
    assert moved.status_code == 302 and (one.begins_at, one.ends_at) == (begins_at, datetime(2030, 10, 27, 3, 0, tzinfo=UTC))


def test_a_time_that_clocks_skip_is_said_beside_its_field(ed: Client) -> None:
    one = an_incident(at=SECOND)
    refused = ed.post(f"/dashboard/incidents/{one.key}/change/", sent(one, occurred_at="2026-03-29T02:30"))
    assert refused.status_code == 400 and "Clocks skip this time on that day." in refused.content.decode()
