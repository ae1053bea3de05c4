"""The record in the dashboard, and the search that is above every screen."""

import pytest
from django.test import Client
from django.utils import timezone

from aboveboard.incidents.models import Incident
from aboveboard.publishing.actions import publish
from aboveboard.publishing.models import Redaction
from tests.dashboard.conftest import SignIn
from tests.world import a_component, a_maintenance, a_page, an_incident


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
    assert "There is nothing of that name." in said


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
