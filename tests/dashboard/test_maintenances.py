"""Maintenances as people plan and run them."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aboveboard.accounts.limits import Limits
from aboveboard.maintenances.models import Maintenance, MaintenanceSeries
from tests.dashboard.conftest import SignIn
from tests.world import a_component, a_group, a_maintenance, a_page

NEW = "/dashboard/maintenances/new/"


def minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M")


def plan(**given: object) -> dict[str, object]:
    begins_at = timezone.now() + timedelta(days=3)
    window = {"begins_at": minute(begins_at), "ends_at": minute(begins_at + timedelta(hours=1))}
    words = {"title": "Map tiles move", "body": "Tiles may load slowly."}
    return {**words, **window, "status": "under_maintenance", "visibility": "everyone", "announce_days": 7, **given}


@pytest.fixture
def ed(sign_in: SignIn) -> Client:
    a_page()
    return sign_in("ed")


def test_an_empty_list_says_what_belongs_there(ed: Client) -> None:
    assert "Nothing is planned." in ed.get("/dashboard/maintenances/").content.decode()


def test_a_maintenance_is_planned_on_the_pages_clock(sign_in: SignIn) -> None:
    a_page(time_zone="Europe/Berlin")
    ed, tiles = sign_in("ed"), a_component("Tiles")
    answer = ed.post(NEW, plan(begins_at="2027-01-12T02:00", ends_at="2027-01-12T04:00", components=[tiles.key]))
    assert answer.status_code == 302
    planned = Maintenance.objects.get()
    assert (planned.begins_at.isoformat(), planned.affected.get().component) == ("2027-01-12T01:00:00+00:00", tiles)
    screen = ed.get("/dashboard/maintenances/").content.decode()
    assert "Map tiles move" in screen and "02:00" in screen and "CET" in screen


def test_a_window_is_written_as_the_language_writes_dates(sign_in: SignIn) -> None:
    a_page(time_zone="Europe/Berlin")
    ed = sign_in("ed")
    ed.post(NEW, plan(begins_at="2027-01-12T02:00", ends_at="2027-01-13T04:00"))
    english, german = (ed.get("/dashboard/maintenances/", headers={"accept-language": tongue}).content.decode() for tongue in ("en", "de"))
    assert "Tue 12 Jan 2027, 02:00 – Wed 13 Jan 2027, 04:00 CET" in english
    assert "Di. 12. Jan. 2027, 02:00 – Mi. 13. Jan. 2027, 04:00 CET" in german


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("title", {"title": ""}),
        ("ends_at", {"ends_at": "2020-01-01T00:00"}),
        ("begins_at", {"begins_at": "soon"}),
        ("rule", {"repeat": "rule"}),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(ed: Client, field: str, given: dict[str, object]) -> None:
    answer = ed.post(NEW, plan(**given))
    assert answer.status_code == 400 and 'class="fault"' in answer.content.decode()
    assert not Maintenance.objects.exists() and not MaintenanceSeries.objects.exists(), field


def test_what_comes_again_shows_its_next_dates_before_and_plans_them_after(ed: Client) -> None:
    begins = {"begins_at": "2027-01-12T02:00", "ends_at": "2027-01-12T04:00", "repeat": "weekday"}
    shown = ed.post("/dashboard/maintenances/preview", plan(**begins)).content.decode()
    assert "Tue 12 Jan 2027, 02:00 UTC" in shown and "Tue 9 Feb 2027, 02:00 UTC" in shown
    answer = ed.post(NEW, plan(**begins), follow=True).content.decode()
    assert MaintenanceSeries.objects.get().rule == "FREQ=MONTHLY;BYDAY=2TU"
    assert "FREQ=MONTHLY;BYDAY=2TU" in answer
    ed.post(f"/dashboard/maintenances/series/{MaintenanceSeries.objects.get().key}/end")
    assert MaintenanceSeries.objects.get().next_begins_at is None


def test_another_maintenance_in_the_way_is_named(ed: Client) -> None:
    tiles = a_component("Tiles")
    ed.post(NEW, plan(components=[tiles.key]))
    shown = ed.post("/dashboard/maintenances/preview", plan(title="Another", components=[tiles.key])).content.decode()
    assert "At the same time for some of these components: “Map tiles move”" in shown


def test_it_is_begun_extended_told_of_and_ended_by_hand(ed: Client) -> None:
    tiles = a_component("Tiles")
    ed.post(NEW, plan(components=[tiles.key]))
    one = Maintenance.objects.get()
    address = f"/dashboard/maintenances/{one.key}/"
    ed.post(f"{address}move", {"status": "in_progress"})
    ed.post(f"{address}extend", {"minutes": "30"})
    ed.post(f"{address}say", {"body": "Half done."})
    one.refresh_from_db()
    assert (one.status, one.updates.count()) == ("in_progress", 2)
    screen = ed.get(address).content.decode()
    assert "Half done." in screen and "End now" in screen
    update = one.updates.latest("id")
    ed.post(f"{address}updates/{update.key}/", {"body": "Nearly done."})
    ed.post(f"{address}move", {"status": "completed"})
    one.refresh_from_db()
    update.refresh_from_db()
    assert (one.status, update.body, update.edits.count()) == ("completed", {"en": "Nearly done."}, 1)
    assert "cannot become" in ed.post(f"{address}move", {"status": "in_progress"}, follow=True).content.decode()


def test_its_window_moves_and_a_wrong_one_is_refused(ed: Client) -> None:
    ed.post(NEW, plan())
    one = Maintenance.objects.get()
    address = f"/dashboard/maintenances/{one.key}/reschedule"
    assert ed.post(address, {"begins_at": "2027-03-01T10:00", "ends_at": "2027-03-01T09:00"}).status_code == 400
    assert ed.post(address, {"begins_at": "2027-03-01T10:00", "ends_at": "2027-03-01T12:00", "body": "Later."}).status_code == 302
    one.refresh_from_db()
    assert (one.begins_at.isoformat(), one.updates.count()) == ("2027-03-01T10:00:00+00:00", 2)


def test_words_in_another_language_are_kept_beside_the_first(sign_in: SignIn) -> None:
    a_page(languages=("en", "de"))
    ed = sign_in("ed")
    ed.post(NEW, plan(title__de="Kartenkacheln ziehen um"))
    one = Maintenance.objects.get()
    assert one.title == {"en": "Map tiles move", "de": "Kartenkacheln ziehen um"}
    sent = {"revision": one.revision, "status": "under_maintenance", "visibility": "everyone"}
    ed.post(f"/dashboard/maintenances/{one.key}/edit/", {**sent, "title": "Tiles move", "title__de": "Kacheln ziehen um"})
    one.refresh_from_db()
    assert one.title == {"en": "Tiles move", "de": "Kacheln ziehen um"}


def test_somebody_who_was_overtaken_loses_nothing(ed: Client) -> None:
    ed.post(NEW, plan())
    one = Maintenance.objects.get()
    sent = {"revision": one.revision, "status": "under_maintenance", "visibility": "everyone"}
    address = f"/dashboard/maintenances/{one.key}/edit/"
    assert ed.post(address, {**sent, "title": "Theirs"}).status_code == 302
    answer = ed.post(address, {**sent, "title": "Mine"})
    assert answer.status_code == 409 and "Theirs" in answer.content.decode() and "Mine" in answer.content.decode()


def test_taking_back_asks_first(ed: Client) -> None:
    ed.post(NEW, plan())
    one = Maintenance.objects.get()
    assert ed.get(f"/dashboard/maintenances/{one.key}/remove/").status_code == 200
    assert Maintenance.objects.existing().exists()
    ed.post(f"/dashboard/maintenances/{one.key}/remove/")
    assert not Maintenance.objects.existing().exists()


def test_whoever_is_limited_plans_only_for_what_they_reach(sign_in: SignIn) -> None:
    a_page()
    mine, theirs = a_group("Mine"), a_group("Theirs")
    inside, outside = a_component("Inside", group=mine), a_component("Outside", group=theirs)
    ed, ada = sign_in("ed", limits=Limits(groups=frozenset({mine.key}))), sign_in("ada")
    assert ed.post(NEW, plan(components=[outside.key])).status_code == 400
    assert ed.post(NEW, plan()).status_code == 400
    assert ed.post(NEW, plan(components=[inside.key])).status_code == 302
    ada.post(NEW, plan(title="Both", components=[inside.key, outside.key]))
    both = Maintenance.objects.latest("id")
    assert ed.get(f"/dashboard/maintenances/{both.key}/").status_code == 404
    assert "Both" not in ed.get("/dashboard/maintenances/?filter=all").content.decode()


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ("", {"scheduled", "in_progress"}),
        ("running", {"in_progress"}),
        ("coming", {"scheduled"}),
        ("over", {"completed"}),
        ("cancelled", {"cancelled"}),
        ("all", {"scheduled", "in_progress", "completed", "cancelled"}),
    ],
)
def test_each_filter_shows_what_its_name_says(ed: Client, chosen: str, found: set[str]) -> None:
    every = ("scheduled", "in_progress", "completed", "cancelled")
    for status in every:
        planned, at = a_maintenance(title=f"It is {status}"), timezone.now()
        times = {"began_at": at if status in ("in_progress", "completed") else None, "ended_at": at if status == "completed" else None}
        Maintenance.objects.filter(pk=planned.pk).update(status=status, **times)
    screen = ed.get("/dashboard/maintenances/", {"filter": chosen}).content.decode()
    assert {status for status in every if f"It is {status}<" in screen} == found
