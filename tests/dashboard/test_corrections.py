"""Correcting a component's history on its screen: looking first, doing it, and taking it back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from aboveboard.components.corrections import correct_history, withdraw_correction
from aboveboard.components.models import Component, Correction
from aboveboard.events.models import Event
from aboveboard.incidents.actions import resolve_incident
from tests.dashboard.conftest import SignIn
from tests.world import ED, a_component, a_page, an_incident

YESTERDAY = (timezone.now() - timedelta(days=1)).replace(hour=10, minute=0, second=20, microsecond=500_000)


@pytest.fixture
def api(db: None) -> Component:
    """A component that was down yesterday from a little after ten to a little after eleven."""
    a_page(languages=["en", "de"])
    component = a_component()
    incident = an_incident(statuses={component: "major_outage"}, at=YESTERDAY)
    resolve_incident(incident, at=YESTERDAY + timedelta(hours=1), by=ED)
    return component


@pytest.fixture
def ed(api: Component, sign_in: SignIn) -> Client:
    return sign_in("ed")


def filled(**other: Any) -> dict[str, Any]:
    window = {"began_at": f"{YESTERDAY:%Y-%m-%dT10:00:00}", "ended_at": f"{YESTERDAY:%Y-%m-%dT11:30:00}"}
    return {**window, "status": "operational", "reason": "The alarm was false.", "reason__de": "Fehlalarm.", **other}


def seen_in(screen: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', screen)
    return found[1] if found else ""


def test_a_spell_of_the_history_leads_to_a_form_that_holds_it(ed: Client, api: Component) -> None:
    span = api.spans.get(cause_kind="incident")
    address = f"/dashboard/components/{api.key}/correct/?span={span.key}"
    assert address in ed.get(f"/dashboard/components/{api.key}/").content.decode()
    form = ed.get(address).content.decode()
    assert f'value="{YESTERDAY:%Y-%m-%dT10:00:20}"' in form and f'value="{YESTERDAY:%Y-%m-%dT11:00:21}"' in form
    assert '<option value="major_outage" selected' in form


def test_what_would_change_is_shown_before_anything_does(ed: Client, api: Component) -> None:
    screen = ed.post(f"/dashboard/components/{api.key}/correct/", filled()).content.decode()
    figures = re.findall(r'<td class="n">(?:<b>)?([\d.]+)', screen)
    assert figures[:2] == ["95.83", "100"] and figures[3] == "100"
    assert seen_in(screen) and "Correct it" in screen
    assert not Correction.objects.exists() and not Event.objects.filter(verb="component.corrected").exists()


def test_what_was_seen_is_carried_out_with_author_and_reason(ed: Client, api: Component) -> None:
    address = f"/dashboard/components/{api.key}/correct/"
    seen = seen_in(ed.post(address, filled()).content.decode())
    screen = ed.post(address, filled(seen=seen), follow=True).content.decode()
    correction = Correction.objects.get()
    assert correction.reason == {"en": "The alarm was false.", "de": "Fehlalarm."} and correction.author_name == "Ed"
    assert "The alarm was false." in screen and "Corrected by Ed" in screen and f"corrections/{correction.key}/withdraw/" in screen


@pytest.mark.parametrize("other", [{}, {"seen": ""}, {"seen": "x"}, {"look": "again"}])
def test_nothing_is_carried_out_that_was_not_seen(ed: Client, api: Component, other: dict[str, str]) -> None:
    address = f"/dashboard/components/{api.key}/correct/"
    seen = seen_in(ed.post(address, filled()).content.decode())
    answer = ed.post(address, filled(**{"seen": seen, "status": "partial_outage", **other}))
    assert answer.status_code == 200 and "Correct it" in answer.content.decode() and not Correction.objects.exists()


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"reason": ""}, "This field is required"),
        ({"reason": "x" * 301}, "at most 300"),
        ({"status": "broken"}, "not one of the available choices"),
        ({"began_at": "never"}, "Enter a valid date/time"),
        ({"began_at": "2019-01-01T00:00:00"}, "a year at most"),
        ({"ended_at": "2999-01-01T00:00:00"}, "still to come"),
        ({"ended_at": f"{YESTERDAY:%Y-%m-%dT09:00:00}"}, "end after it begins"),
        ({"ended_at": f"{YESTERDAY:%Y-%m-%dT10:00:10}"}, "says already"),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(ed: Client, api: Component, other: dict[str, str], words: str) -> None:
    answer = ed.post(f"/dashboard/components/{api.key}/correct/", filled(**other))
    screen = answer.content.decode()
    assert answer.status_code == 400 and words in screen and 'class="fault"' in screen and not Correction.objects.exists()


def test_withdrawing_asks_first_and_the_correction_stays_in_the_list(ed: Client, api: Component) -> None:
    window = {"began_at": YESTERDAY, "ended_at": YESTERDAY + timedelta(minutes=30)}
    made = correct_history(api, status="operational", **window, reason="The alarm was false.", by=ED)
    address = f"/dashboard/components/{api.key}/corrections/{made.key}/withdraw/"
    assert "Withdraw the correction?" in ed.get(address).content.decode() and Correction.objects.in_force().count() == 1
    assert "What was said before counts again." in ed.post(address, follow=True).content.decode()
    assert not Correction.objects.in_force().exists()
    assert "withdrawn already" in ed.post(address, follow=True).content.decode()
    listed = ed.get(f"/dashboard/components/{api.key}/corrections/?filter=withdrawn").content.decode()
    assert "The alarm was false." in listed and "withdrawn by Ed" in listed and "/withdraw/" not in listed


def test_whoever_may_takes_the_reason_out_of_the_record(api: Component, sign_in: SignIn) -> None:
    window = {"began_at": YESTERDAY, "ended_at": YESTERDAY + timedelta(minutes=30)}
    made = correct_history(api, status="operational", **window, reason="Ulf slept.", by=ED)
    address = f"/dashboard/record/redact/?subject=correction/{made.key}"
    assert address not in sign_in("ed").get(f"/dashboard/components/{api.key}/").content.decode()
    ada = sign_in("ada")
    assert address in ada.get(f"/dashboard/components/{api.key}/").content.decode()
    assert "Ulf slept." in ada.get(address).content.decode()
    ada.post("/dashboard/record/redact/", {"subject": f"correction/{made.key}", "reason": "It named a colleague."})
    assert "It named a colleague." in str(Correction.objects.get().reason)


def test_the_list_of_components_counts_what_is_corrected(ed: Client, api: Component) -> None:
    assert ">100\u202f%" not in ed.get("/dashboard/components/").content.decode().replace("&#8239;", "\u202f")
    window = {"began_at": YESTERDAY, "ended_at": YESTERDAY + timedelta(hours=1)}
    made = correct_history(api, status="operational", **window, reason="The alarm was false.", by=ED)
    corrected = ed.get("/dashboard/components/").content.decode()
    withdraw_correction(made, by=ED)
    withdrawn = ed.get("/dashboard/components/").content.decode()
    assert "30 days, 0 of them with trouble" in corrected and "30 days, 1 of them with trouble" in withdrawn


def test_corrections_come_in_pages_and_the_newest_stand_on_the_screen(ed: Client, api: Component) -> None:
    one = {"component": api, "status": "unknown", "reason": {"en": "No probe."}, "author_kind": "person", "author_name": "Ed"}
    Correction.objects.bulk_create(
        Correction(**one, began_at=YESTERDAY, ended_at=YESTERDAY + timedelta(minutes=n + 1), created_at=YESTERDAY + timedelta(hours=n))
        for n in range(60)
    )
    assert ed.get(f"/dashboard/components/{api.key}/").content.decode().count("No probe.") == 5
    assert ed.get(f"/dashboard/components/{api.key}/corrections/?page=2").content.decode().count("No probe.") == 10


def test_a_viewer_reads_corrections_and_is_not_offered_to_make_any(api: Component, sign_in: SignIn) -> None:
    vera = sign_in("vera")
    assert "/correct/" not in vera.get(f"/dashboard/components/{api.key}/").content.decode()
    assert "Nothing was corrected." in vera.get(f"/dashboard/components/{api.key}/corrections/").content.decode()
    assert vera.post(f"/dashboard/components/{api.key}/correct/", filled()).status_code == 403
