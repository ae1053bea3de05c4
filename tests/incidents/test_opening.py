"""Opening incidents."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from aboveboard.components.models import StatusSpan
from aboveboard.events.models import Event
from aboveboard.incidents.actions import open_incident
from aboveboard.incidents.models import Incident
from tests.incidents.reading import held, public_status
from tests.world import ED, NOW, a_component, a_page, ago, ahead, an_incident

pytestmark = pytest.mark.django_db


def test_an_incident_holds_its_components_from_when_it_occurred() -> None:
    api, web = a_component("API"), a_component("Web")
    incident = an_incident(statuses={api: "major_outage", web: "degraded_performance"}, occurred_at=ago(minutes=20))
    assert held(incident, api) == [("major_outage", ago(minutes=20), None)]
    assert (public_status(web, NOW), public_status(web, ago(minutes=30))) == ("degraded_performance", "operational")
    rows = {row.component: (row.status, row.worst) for row in incident.affected.all()}
    assert rows == {api: ("major_outage", "major_outage"), web: ("degraded_performance", "degraded_performance")}


def test_opening_writes_the_first_update_and_two_kinds_of_events() -> None:
    api = a_component()
    incident = an_incident(statuses={api: "major_outage"}, occurred_at=ago(minutes=20), quiet=True)
    update = incident.updates.get()
    assert (update.status, update.body, update.statuses, update.at) == (
        "investigating", {"en": "We are looking into it."}, {api.key: "major_outage"}, NOW,
    )  # fmt: skip
    events = {event.verb: event for event in Event.objects.filter(verb__in=["incident.opened", "component.status_changed"])}
    assert events["component.status_changed"].data == {
        "before": "operational", "after": "major_outage", "cause": f"incident/{incident.key}",
    }  # fmt: skip
    opened = events["incident.opened"]
    assert (opened.subject_id, opened.actor_name, opened.at) == (incident.key, "Ed Editor", NOW)
    assert opened.data["quiet"] is True
    assert opened.data["occurred_at"] == "2026-11-24T09:21:00Z"
    assert "We are looking" not in str(opened.data), "words stay out of events"


@pytest.mark.parametrize(
    ("statuses", "given", "expected"),
    [
        ([], None, "none"),
        (["degraded_performance"], None, "minor"),
        (["degraded_performance", "partial_outage"], None, "major"),
        (["major_outage", "operational"], None, "critical"),
        (["unknown", "under_maintenance"], None, "none"),
        (["major_outage"], "minor", "minor"),
        ([], "critical", "critical"),
    ],
)
def test_the_impact_is_that_of_the_worst_component_unless_it_is_chosen(statuses: list[str], given: str | None, expected: str) -> None:
    components = {a_component(f"C{number}"): status for number, status in enumerate(statuses)}
    assert an_incident(statuses=components, impact=given).impact == expected


def test_a_plain_text_is_in_the_default_pages_first_language() -> None:
    a_page(languages=["de", "en"])
    incident = an_incident("Buchungen gehen nicht")
    assert incident.title == {"de": "Buchungen gehen nicht"}
    incident = an_incident(title={"de": "Störung", "en": "Trouble", "pt-BR": ""})
    assert incident.title == {"de": "Störung", "en": "Trouble"}
    with pytest.raises(ValidationError) as refusal:
        an_incident(title={"en": "Trouble"})
    assert list(refusal.value.message_dict) == ["title"]


def test_what_is_over_when_it_is_told_holds_until_then_and_is_resolved() -> None:
    api = a_component()
    incident = an_incident(statuses={api: "major_outage"}, status="resolved", occurred_at=ago(hours=2), at=ago(hours=1))
    assert incident.resolved_at == ago(hours=1)
    assert held(incident, api) == [("major_outage", ago(hours=2), ago(hours=1))]
    assert incident.affected.get().status == "operational"
    assert incident.affected.get().worst == "major_outage"
    assert not Incident.objects.unresolved().exists()


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("title", {"title": ""}),
    ("title", {"title": "  "}),
    ("title", {"title": "x" * 201}),
    ("title", {"title": "a\x00b"}),
    ("title", {"title": "a\x1bb"}),
    ("title", {"title": "two\nlines"}),
    ("title", {"title": "evil \u202etxt.exe"}),
    ("title", {"title": {"xx": "?", "en": "ok"}}),
    ("title", {"title": {"en": 5}}),
    ("title", {"title": None}),
    ("title", {"title": {}}),
    ("body", {"body": "x" * 20_001}),
    ("body", {"body": "a\x00b"}),
    ("body", {"body": "\ud800"}),
    ("body", {"body": {"en": "fine", "klingon": "?"}}),
    ("status", {"status": "fixed"}),
    ("impact", {"impact": "huge"}),
    ("visibility", {"visibility": "friends"}),
    ("occurred_at", {"occurred_at": ahead(minutes=1)}),
    ("next_update_at", {"next_update_at": ago(minutes=1)}),
    ("statuses", {"statuses": {"API": "major_outage"}}),
    ("import_key", {"import_key": "x" * 101}),
]


@pytest.mark.parametrize(("field", "given"), REFUSED)
def test_what_may_not_be_said_is_refused_by_the_name_of_the_field(field: str, given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refusal:
        an_incident(**given)
    assert list(refusal.value.message_dict) == [field]
    assert not Incident.objects.exists()
    assert not Event.objects.exists()


def test_an_unknown_status_of_a_component_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        an_incident(statuses={a_component(): "on_fire"})
    assert list(refusal.value.message_dict) == ["statuses"]


def test_everything_wrong_is_said_at_once() -> None:
    with pytest.raises(ValidationError) as refusal:
        an_incident("", body="a\x00b", status="fixed", occurred_at=ahead(hours=1))
    assert sorted(refusal.value.message_dict) == ["body", "occurred_at", "status", "title"]


def test_the_same_thing_is_imported_once() -> None:
    an_incident(import_key="github:1")
    with pytest.raises(ValidationError) as refusal:
        an_incident(import_key="github:1")
    assert list(refusal.value.message_dict) == ["import_key"]
    an_incident()
    an_incident()  # without a key, as often as one likes


def test_a_text_may_use_the_whole_of_unicode() -> None:
    words = "Ausfall 🔥 in København — Ελλάδα, 日本 и Україна"
    incident = an_incident(words, body=f"{words}\r\n\r\n👩‍💻\tfixed")
    incident.refresh_from_db()
    assert incident.title == {"en": words}
    assert incident.updates.get().body == {"en": f"{words}\n\n👩‍💻\tfixed"}


@pytest.mark.django_db(transaction=True)
def test_an_incident_that_fails_half_way_leaves_nothing() -> None:
    api = a_component()
    with pytest.raises(RuntimeError), transaction.atomic():
        open_incident(title="Bookings fail", body="…", statuses={api: "major_outage"}, by=ED)
        raise RuntimeError
    assert not Incident.objects.exists()
    assert not StatusSpan.objects.filter(cause_kind="incident").exists()
    assert not Event.objects.filter(verb__startswith="incident").exists()
