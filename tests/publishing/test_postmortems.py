"""What was learned: read by nobody as a draft, by everybody once it is published, and redacted with the rest. Notes: never read."""

import pytest

from aboveboard.incidents.actions import resolve_incident
from aboveboard.incidents.learning import add_note, write_postmortem
from aboveboard.incidents.models import Incident
from aboveboard.publishing.actions import publish
from aboveboard.publishing.addresses import folder_of
from aboveboard.publishing.redaction import redact
from aboveboard.publishing.store import bring_up_to_date
from aboveboard.publishing.work import publish_due
from tests.publishing.databases import backup, restore
from tests.publishing.folders import VALID, document, lines, verdict_of
from tests.publishing.searching import files_with, places_with
from tests.world import ED, NOW, a_component, a_page, ago, ahead, an_incident

pytestmark = pytest.mark.django_db(transaction=True)

BODY = """For 47 minutes bookings were turned away.

## What happened

A list lacked an issuer.

## What we change

- Checks from **every** region (done 13 Nov)
- The list waits 15 minutes (due 1 Dec)
"""


@pytest.fixture
def incident() -> Incident:
    over = an_incident("Bookings fail", {a_component(): "major_outage"}, at=ago(hours=2))
    resolve_incident(over, at=ago(hours=1), by=ED)
    return over


def test_it_stands_on_the_incidents_page_once_it_is_published(incident: Incident) -> None:
    page = a_page()
    write_postmortem(incident, body=BODY, is_published=False, at=NOW, by=ED)
    publish_due(NOW)
    assert files_with("turned away", folder_of(page)) == []

    write_postmortem(incident, body=BODY, author="Ada Lindqvist", is_published=True, at=ahead(minutes=1), by=ED)
    publish_due(ahead(minutes=1))

    shown = document(page, f"incidents/{incident.key}/index.html")
    assert "What we learned" in shown
    assert "Post-mortem by Ada Lindqvist" in shown
    assert f"[What we learned](http://localhost:8000/incidents/{incident.key}/#learned)" in document(page, "index.md")
    assert "edition 2" in shown
    assert "<strong>every</strong> region" in shown
    assert "<span>due 1 Dec</span>" in shown
    assert "(due 1 Dec)" not in shown
    assert lines(page)[-1]["causes"] == ["incident.postmortem_published"]
    assert verdict_of(page) == VALID


def test_it_leaves_the_page_when_it_becomes_a_draft_again(incident: Incident) -> None:
    page = a_page()
    write_postmortem(incident, body=BODY, is_published=True, at=NOW, by=ED)
    publish(page, now=NOW)
    write_postmortem(incident, body=BODY, is_published=False, at=ahead(minutes=1), by=ED)
    publish(page, now=ahead(minutes=1))
    assert "turned away" not in document(page, f"incidents/{incident.key}/index.html")
    assert verdict_of(page) == VALID


def test_it_is_redacted_with_its_incident(incident: Incident) -> None:
    page = a_page()
    write_postmortem(incident, body=BODY, author="Ada Lindqvist", is_published=True, at=NOW, by=ED)
    publish(page, now=NOW)
    redact(f"incident/{incident.key}", reason="names a customer", at=ahead(minutes=1), by=ED)
    publish(page, now=ahead(minutes=1))
    bring_up_to_date(page)
    assert places_with("turned away", folder_of(page)) == []
    assert places_with("Lindqvist", folder_of(page)) == []
    assert verdict_of(page) == VALID


@pytest.mark.parametrize("has_draft", [False, True])
def test_what_was_learned_after_a_backup_is_back_after_the_restore(incident: Incident, has_draft: bool) -> None:
    page = a_page()
    if has_draft:
        write_postmortem(incident, body="A draft.", is_published=False, at=NOW, by=ED)
    publish(page, now=NOW)
    saved = backup()
    write_postmortem(incident, body="A list lacked an issuer.", author="Ada", is_published=True, at=ahead(minutes=2), by=ED)
    publish(page, now=ahead(minutes=2))
    restore(saved)

    assert publish(page, now=ahead(minutes=3)) is None  # nothing differs any more

    back = Incident.objects.get().postmortem
    assert (back.body, back.author, back.published_at) == ({"en": "A list lacked an issuer."}, "Ada", ahead(minutes=2))
    assert verdict_of(page) == VALID


def test_a_note_is_in_no_file_and_makes_no_edition(incident: Incident) -> None:
    page = a_page()
    publish_due(NOW)
    add_note(incident, text="The intern pulled the plug", at=ahead(minutes=1), by=ED)
    publish_due(ahead(minutes=1))
    assert len(lines(page)) == 1
    resolve_incident(incident, body="More words", at=ahead(minutes=2), by=ED)
    publish_due(ahead(minutes=2))
    assert files_with("pulled the plug", folder_of(page)) == []
    assert lines(page)[-1]["causes"] == ["incident.updated"]
