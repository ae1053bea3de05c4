"""Words that were redacted are nowhere any more, and the record that they stood in is still valid."""

import json
from collections.abc import Callable

import pytest

from aboveboard.events.models import Event
from aboveboard.incidents.actions import delete_incident, edit_update, open_incident, post_update, resolve_incident
from aboveboard.incidents.models import Incident, IncidentUpdate
from aboveboard.maintenances.actions import post_update as post_maintenance_update
from aboveboard.pages.audience import Visibility
from aboveboard.pages.models import Page
from aboveboard.publishing import clock, steps, work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.addresses import folder_of
from aboveboard.publishing.models import ItemRow, Redaction
from aboveboard.publishing.redaction import UnknownSubjectError, redact, scrub_database
from aboveboard.publishing.store import bring_up_to_date
from aboveboard.publishing.verify import verify_folder
from tests.publishing.folders import VALID, document, is_published, verdict_of
from tests.publishing.kept import kept
from tests.publishing.processes import killed_at
from tests.publishing.searching import database_files_with, editions, places_with
from tests.world import ED, NOW, OLGA, a_component, a_maintenance, a_page, ahead, an_incident

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.uncounted]

SECRET = "Zirbelnuss"
REASON = "It named a customer."


@kept
def a_told_story() -> tuple[list[Page], Incident, IncidentUpdate]:
    """Two pages; an incident whose title, updates and earlier wording hold the secret, in two languages; another that does not."""
    pages = [a_page(languages=["en", "de"]), a_page("Second", slug="second", languages=["de"])]
    api = a_component("API")
    incident = an_incident(
        {"en": f"The {SECRET} case", "de": f"Der Fall {SECRET}"}, {api: "major_outage"}, body={"en": f"{SECRET} en", "de": f"{SECRET} de"}
    )
    an_incident("Another matter", {api: "partial_outage"}, body="Nothing to hide.")
    _publish(pages, 0)
    first = incident.updates.get()
    edit_update(first, body=f"Second wording of {SECRET}", at=ahead(minutes=1), by=ED)
    _publish(pages, 1)
    edit_update(first, body="Third wording", at=ahead(minutes=2), by=ED)
    post_update(incident, status="identified", body=f"Harmless words. Not so: {SECRET}", at=ahead(minutes=3), by=ED)
    _publish(pages, 3)
    return pages, incident, first


def _publish(pages: list[Page], minutes: float) -> None:
    for page in pages:
        publish(page, now=ahead(minutes=minutes))


def _redacted(pages: list[Page], subject: str, minutes: float = 10) -> Redaction:
    row = redact(subject, reason=REASON, at=ahead(minutes=minutes), by=OLGA)
    _publish(pages, minutes)
    return row


def test_every_place_holds_the_words_before_they_are_redacted() -> None:
    a_told_story()

    found = places_with(SECRET, editions())

    assert {"incidents_incident", "incidents_incidentupdate", "incidents_incidentupdateedit", "publishing_itemrow"} <= set(found)
    assert any(path.endswith(".gz") for path in found) and any("record/items/" in path for path in found)


def test_a_redacted_incident_is_nowhere_any_more() -> None:
    pages, incident, _ = a_told_story()

    row = _redacted(pages, f"incident/{incident.key}")

    assert row.hashes and places_with(SECRET, editions()) == []
    assert places_with("Third wording", editions()) == [] and places_with("Harmless words", editions()) == []
    assert [verdict_of(page) for page in pages] == [VALID, VALID]


def test_readers_see_that_something_was_removed_when_and_why() -> None:
    pages, incident, _ = a_told_story()

    _redacted(pages, f"incident/{incident.key}")

    assert f"Removed on Tue 24 Nov 2026: {REASON}" in document(pages[0], "index.html")
    assert REASON in document(pages[0], f"de/incidents/{incident.key}/index.html")
    assert "Another matter" in document(pages[0], "index.html")
    assert "Nothing to hide." in document(pages[0], "index.html")


def test_the_words_of_a_tombstone_are_those_of_the_pages_first_language() -> None:
    page = a_page(languages=["de"])
    incident = an_incident("Geheim")

    _redacted([page], f"incident/{incident.key}")

    assert "Entfernt am" in document(page, "index.html")


def test_verify_counts_redacted_items_and_calls_the_record_valid() -> None:
    pages, incident, _ = a_told_story()

    row = _redacted(pages, f"incident/{incident.key}")

    verdicts = [verify_folder(folder_of(page)) for page in pages]
    assert [verdict.code for verdict in verdicts] == ["valid", "valid"]
    assert sum(len(verdict.redacted) for verdict in verdicts) == len(row.hashes)


def test_a_tombstone_tells_reason_time_and_hash_and_nothing_else() -> None:
    pages, incident, _ = a_told_story()

    row = _redacted(pages, f"incident/{incident.key}")

    items = ItemRow.objects.filter(hash__in=row.hashes, page=pages[0])
    for item in items:
        file = json.loads((folder_of(pages[0]) / "record" / "items" / f"{item.hash[:32]}.json").read_bytes())
        removal = {"at": "2026-11-24T09:51:00Z", "reason": REASON}
        assert file.keys() == {"hash", "key", "page", "redacted", "signature", "subject"}
        assert (file["hash"], file["page"], file["redacted"], file["subject"]) == (item.hash, pages[0].key, removal, item.subject)
    assert items.count() > 4


def test_a_redacted_update_loses_its_texts_and_no_other() -> None:
    pages, incident, first = a_told_story()

    _redacted(pages, f"incident/{incident.key}/update/{first.key}")

    assert "Second wording" not in str(places_with("Second wording", editions())) and places_with("Third wording", editions()) == []
    shown = document(pages[0], f"incidents/{incident.key}/index.html")
    assert SECRET in shown and "Harmless words." in shown and REASON in shown  # the title stays
    assert verdict_of(pages[0]) == VALID


def test_old_trees_do_not_keep_the_words() -> None:
    pages, incident, _ = a_told_story()
    clock.render_again(pages[0], now=ahead(hours=2))

    _redacted(pages, f"incident/{incident.key}", minutes=180)

    trees = [path for path in folder_of(pages[0]).iterdir() if path.name.replace(".", "").isdigit()]
    assert len(trees) == 1 and places_with(SECRET, editions()) == []


def test_a_closed_incident_and_its_month_are_redacted_too() -> None:
    pages, incident, _ = a_told_story()
    resolve_incident(incident, body=f"{SECRET} is over", at=ahead(minutes=5), by=ED)
    _publish(pages, 5)
    work.render_due(ahead(minutes=6))

    _redacted(pages, f"incident/{incident.key}")

    assert places_with(SECRET, editions()) == [] and [verdict_of(page) for page in pages] == [VALID, VALID]
    assert REASON in document(pages[0], f"incidents/{incident.key}/index.html")
    assert REASON in document(pages[0], "history/2026-11/index.html")


def test_a_deleted_incident_can_still_be_redacted() -> None:
    pages, incident, _ = a_told_story()
    delete_incident(incident, at=ahead(minutes=5), by=ED)
    _publish(pages, 5)
    assert places_with(SECRET, editions())

    _redacted(pages, f"incident/{incident.key}")

    assert places_with(SECRET, editions()) == [] and [verdict_of(page) for page in pages] == [VALID, VALID]
    assert not is_published(pages[0], f"incidents/{incident.key}/index.html")


def test_an_incident_that_nobody_saw_is_redacted_without_an_edition() -> None:
    page = a_page()
    publish(page, now=NOW)
    incident = open_incident(title=SECRET, body=SECRET, visibility=Visibility.NOBODY, at=NOW, by=ED)
    publish(page, now=NOW)

    _redacted([page], f"incident/{incident.key}")

    assert places_with(SECRET, editions()) == [] and verify_folder(folder_of(page)).edition == 1


def test_a_maintenance_and_one_update_of_it_are_redacted() -> None:
    page, api = a_page(), a_component()
    maintenance = a_maintenance(f"Moving {SECRET}", {api: "under_maintenance"}, body=f"{SECRET} moves")
    update = post_maintenance_update(maintenance, body="Password: Haselnuss", at=ahead(minutes=1), by=ED)
    publish(page, now=ahead(minutes=1))

    _redacted([page], f"maintenance/{maintenance.key}/update/{update.key}")
    assert places_with("Haselnuss", editions()) == [] and SECRET in document(page, "index.html")

    _redacted([page], f"maintenance/{maintenance.key}", minutes=11)
    assert places_with(SECRET, editions()) == [] and verdict_of(page) == VALID


def test_events_never_held_the_words() -> None:
    a_told_story()

    assert Event.objects.count() > 5 and not [event for event in Event.objects.all() if SECRET in str(event.data)]


def test_the_databases_own_files_forget() -> None:
    pages, incident, _ = a_told_story()

    _redacted(pages, f"incident/{incident.key}")

    assert scrub_database() and database_files_with(SECRET) == []


@pytest.mark.parametrize("step", ["gathered", "committed", "items written", "hot written", "switched", "head written"])
def test_a_publisher_killed_while_it_redacts_is_completed(step: str) -> None:
    pages, incident, _ = a_told_story()
    redact(f"incident/{incident.key}", reason=REASON, at=ahead(minutes=10), by=OLGA)

    assert killed_at(step, lambda: publish(pages[0], now=ahead(minutes=10)))
    work.publish_due(ahead(minutes=11))
    work.render_due(ahead(minutes=11))

    assert places_with(SECRET, editions()) == [] and [verdict_of(page) for page in pages] == [VALID, VALID]


def test_words_gathered_before_and_committed_after_a_redaction_are_gathered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pages, incident, _ = a_told_story()
    post_update(incident, status="monitoring", body=f"More of {SECRET}", at=ahead(minutes=5), by=ED)

    monkeypatch.setattr(steps, "hook", _once("gathered", lambda: redact(f"incident/{incident.key}", reason=REASON, by=OLGA)))
    _publish(pages, 10)

    assert places_with(SECRET, editions()) == [] and [verdict_of(page) for page in pages] == [VALID, VALID]


def test_a_folder_of_another_machine_follows() -> None:
    pages, incident, _ = a_told_story()
    redact(f"incident/{incident.key}", reason=REASON, at=ahead(minutes=10), by=OLGA)

    bring_up_to_date(pages[0])  # no new edition yet

    assert not [path for path in (folder_of(pages[0]) / "record" / "items").iterdir() if SECRET.encode() in path.read_bytes()]


@pytest.mark.parametrize("subject", ["incident", "component/k3f9", "incident/k3f9/update", "incident/K3F9", "incident/nothere00000"])
def test_what_cannot_be_redacted_is_refused(subject: str) -> None:
    a_page()

    with pytest.raises(UnknownSubjectError):
        redact(subject, reason=REASON, by=OLGA)


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines", "x" * 151])
def test_a_reason_is_one_line(reason: str) -> None:
    a_page()

    with pytest.raises(ValueError, match="reason"):
        redact(f"incident/{an_incident().key}", reason=reason, by=OLGA)


def _once(name: str, act: Callable[[], object]) -> Callable[[str], None]:
    waiting = [act]

    def hook(step: str) -> None:
        if step == name and waiting:
            waiting.pop()()

    return hook
