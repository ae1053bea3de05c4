"""The record in the dashboard, and the search that is above every screen."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from aboveboard.components.corrections import correct_history
from aboveboard.incidents.actions import post_update
from aboveboard.incidents.editing import delete_incident
from aboveboard.incidents.models import Incident
from aboveboard.publishing.actions import publish
from aboveboard.publishing.models import EditionRow, Redaction
from tests.dashboard.conftest import SignIn
from tests.world import OLGA, a_component, a_maintenance, a_page, ago, an_incident


@pytest.fixture
def ada(sign_in: SignIn) -> Client:
    publish(a_page(), now=timezone.now())
    return sign_in("ada")


def test_editions_say_when_and_why(ada: Client) -> None:
    screen = ada.get("/dashboard/record/").content.decode()
    assert "http://localhost:8000/record/1/" in screen
    assert "Nothing was ever taken out of this record." in screen


def test_words_are_taken_out_after_it_was_said_what_goes(ada: Client) -> None:
    incident = an_incident(title="The password is hunter2")
    address = f"/dashboard/record/redact/?subject=incident/{incident.key}"
    asked = ada.get(address).content.decode()
    assert "The password is hunter2" in asked and "There is no way back." in asked
    assert ada.post(address, {"subject": f"incident/{incident.key}", "reason": ""}).status_code == 400
    assert not Redaction.objects.exists()
    said = ada.post(address, {"subject": f"incident/{incident.key}", "reason": "It held a password."}, follow=True).content.decode()
    assert "It held a password." in said and "hunter2" not in said
    assert "hunter2" not in str(Incident.objects.get().title)


@pytest.mark.parametrize("subject", ["", "incident/none", "incident", "user/1", "../etc", "incident/x/update/y"])
def test_what_does_not_exist_cannot_be_taken_out(ada: Client, subject: str) -> None:
    said = ada.get("/dashboard/record/redact/", {"subject": subject}, follow=True).content.decode()
    assert "There is nothing of that name any more." in said and "Which words are to go?" in said


def test_what_words_are_taken_out_of_is_found_by_a_piece_of_them(ada: Client) -> None:
    incident, moved = an_incident(title="Bookings fail"), a_maintenance(title="Booking database moves")
    post_update(incident, status="identified", body="The password is hunter2", by=OLGA)
    delete_incident(an_incident(title="Said by mistake"), by=OLGA)
    reason = correct_history(
        a_component(), status="major_outage", began_at=ago(hours=3), ended_at=ago(hours=2), reason="The alarm was wrong", by=OLGA
    )
    choose = "/dashboard/record/choose/"

    everything = ada.get(choose).content.decode()
    assert all(word in everything for word in ("Bookings fail", "Booking database moves", "Said by mistake", "The alarm was wrong"))
    found = ada.get(choose, {"search": "bookings"}).content.decode()
    assert "Booking database moves" not in found and "The alarm was wrong" not in found
    address = f"/dashboard/record/redact/?subject=incident%2F{incident.key}"
    update = incident.updates.get(status="identified")
    assert f'href="{address}"' in found and f'href="{address}%2Fupdate%2F{update.key}"' in found
    assert "hunter2" in ada.get(f"{address}%2Fupdate%2F{update.key}").content.decode()
    for key in (moved.key, reason.key):
        assert ada.get(choose, {"search": key}).content.decode().count("/dashboard/record/redact/?subject=") >= 1
    assert "Nothing has words like these." in ada.get(choose, {"search": "zzz"}).content.decode()


def test_who_may_take_words_out_begins_where_they_are(ada: Client, sign_in: SignIn) -> None:
    incident, moved = an_incident(), a_maintenance()
    for address, key in ((f"incidents/{incident.key}", incident.key), (f"maintenances/{moved.key}", moved.key)):
        link = f'href="/dashboard/record/choose/?search={key}"'
        assert link in ada.get(f"/dashboard/{address}/").content.decode()
        assert link not in sign_in("ed").get(f"/dashboard/{address}/").content.decode()


@pytest.mark.parametrize(
    ("sought", "found"),
    [("2", ["2"]), ("2026-11-24", ["1", "2"]), ("2026-11-23", []), ("0", []), ("tomorrow", []), ("9" * 99, []), ("9999-12-31", [])],
)
def test_editions_are_found_by_number_and_by_day(sign_in: SignIn, sought: str, found: list[str]) -> None:
    page = a_page(time_zone="Pacific/Auckland")
    publish(page, now=datetime(2026, 11, 23, 11, 30, tzinfo=UTC))
    an_incident()
    publish(page, now=datetime(2026, 11, 24, 10, 30, tzinfo=UTC))
    screen = sign_in("ada").get("/dashboard/record/", {"search": sought}).content.decode()
    assert re.findall(r'record/(\d+)/">', screen) == found[::-1]
    assert ("Nothing matches." in screen) == (not found)


def test_an_editor_reads_the_record_and_takes_nothing_out(sign_in: SignIn, ada: Client) -> None:
    ed = sign_in("ed")
    assert "Take words out" not in ed.get("/dashboard/record/").content.decode()
    assert ed.get("/dashboard/record/redact/?subject=incident/x").status_code == 403
    assert ada


def test_one_search_finds_everything_by_a_piece_of_its_name(ada: Client) -> None:
    api = a_component("Booking API")
    an_incident(title="Bookings fail", statuses={api: "major_outage"})
    a_maintenance(title="Booking database moves")
    found = ada.get("/dashboard/find/?search=booking").content.decode()
    assert all(name in found for name in ("Booking API", "Bookings fail", "Booking database moves"))
    assert "Nothing has a name like that." in ada.get("/dashboard/find/?search=zzz").content.decode()
    assert "Ada" in ada.get("/dashboard/find/?search=ada").content.decode()


def test_an_edition_that_nobodys_act_made_says_so_in_words(ada: Client) -> None:
    publish(a_page())
    assert {b'"causes":[]' in bytes(line) for line in EditionRow.objects.values_list("line", flat=True)} == {True}
    assert "<td>Installation changed</td>" in ada.get("/dashboard/record/").content.decode()
