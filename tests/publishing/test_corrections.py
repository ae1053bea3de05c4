"""A correction in the record and on the page: what was said before stays, figures count what is said now."""

import json

import pytest

from aboveboard.components.corrections import correct_history, withdraw_correction
from aboveboard.components.models import Component, Correction
from aboveboard.components.status import settle
from aboveboard.incidents.actions import resolve_incident
from aboveboard.pages.models import Page
from aboveboard.publishing import work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.past import read_changes, read_past
from aboveboard.publishing.redaction import UnknownSubjectError, redact
from tests.publishing.databases import backup, restore
from tests.publishing.folders import VALID, document, folder_of, lines, verdict_of
from tests.publishing.reading import read
from tests.publishing.searching import editions, places_with
from tests.world import ADA, ED, NOW, OLGA, a_component, a_page, ago, ahead, an_incident

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "components/api/index.html"


def published() -> tuple[Page, Component]:
    """A page whose API was down for two hours yesterday."""
    page, api = a_page(languages=["en", "de"]), a_component()
    incident = an_incident(statuses={api: "major_outage"}, at=ago(hours=26))
    resolve_incident(incident, at=ago(hours=24), by=ED)
    publish(page, now=NOW)
    work.publish_due(NOW)
    return page, api


def correct(api: Component) -> Correction:
    correction = correct_history(
        api, status="operational", began_at=ago(hours=26), ended_at=ago(hours=25), reason={"en": "The alarm was false."}, at=NOW, by=ADA
    )
    work.publish_due(NOW)
    return correction


def uptime_of_ninety_days(page: Page) -> str:
    return read(document(page, PAGE).encode()).all(".figures b")[3].text


def test_the_record_keeps_what_was_said_and_says_what_is_corrected() -> None:
    page, api = published()
    correction = correct(api)
    line = lines(page)[-1]
    subject = f"span/{correction.key}"
    assert [changed for changed, _ in line["changes"]] == [subject, f"text/{subject}/reason/en"]
    assert line["causes"] == ["component.corrected"] and ADA.name not in str(lines(page))
    item = json.loads((folder_of(page) / "record" / "items" / f"{line['changes'][0][1][:32]}.json").read_bytes())["content"]
    assert item == {
        "kind": "span", "id": correction.key, "component": api.key, "status": "operational", "cause_kind": "correction", "cause_id": "",
        "began_at": "2026-11-23T07:41:00Z", "ended_at": "2026-11-23T08:41:00Z", "corrected_at": "2026-11-24T09:41:00Z",
    }  # fmt: skip
    assert verdict_of(page) == VALID


def test_a_span_that_corrects_nothing_has_the_content_that_it_always_had() -> None:
    page, _ = published()
    files = (folder_of(page) / "record" / "items").glob("*.json")
    spans = [item for item in (json.loads(file.read_bytes())["content"] for file in files) if item["kind"] == "span"]
    assert spans and all(sorted(span) == sorted({**span} | {"cause_id": ""}) and "corrected_at" not in span for span in spans)


def test_the_page_of_the_component_says_when_why_and_what_it_was_before() -> None:
    page, api = published()
    assert uptime_of_ninety_days(page) == "99.90"
    correct(api)
    assert uptime_of_ninety_days(page) == "99.95"
    told = read(document(page, PAGE).encode()).one("#corrections li").text
    assert told == (
        "Mon 23 Nov, 07:41 – 08:41 UTC Major outage → corrected to Operational Corrected on Tue 24 Nov 2026: The alarm was false."
    )
    german = read(document(page, f"de/{PAGE}").encode()).one("#corrections li")
    assert "Berichtigt am Di." in german.text and german.one("span[lang]").attributes["lang"] == "en"


def test_a_withdrawn_correction_is_gone_from_the_page_and_withdrawn_in_the_record() -> None:
    page, api = published()
    correction = correct(api)
    withdraw_correction(correction, at=ahead(minutes=5), by=ED)
    work.publish_due(ahead(minutes=5))
    subject = f"span/{correction.key}"
    line = lines(page)[-1]
    assert line["changes"] == [[subject, None], [f"text/{subject}/reason/en", None]]
    assert line["causes"] == ["component.correction_withdrawn"]
    assert uptime_of_ninety_days(page) == "99.90" and "corrections" not in document(page, PAGE)
    assert verdict_of(page) == VALID
    assert [changed.before is not None for changed in read_changes(page, 2, 3).values()] == [True, True]


def test_a_correction_of_what_a_page_does_not_show_is_not_said_there() -> None:
    page, _ = published()
    hidden = a_component("Inside", enabled=False)
    correct_history(hidden, status="unknown", began_at=ago(hours=26), ended_at=ago(hours=25), reason="No probe.", at=NOW, by=ADA)
    assert work.publish_due(NOW) == 0 and len(lines(page)) == 1


def test_a_past_edition_tells_what_it_told_then() -> None:
    page, api = published()
    correct(api)
    told = []
    for number in (1, 2):
        past = read_past(page, number)
        assert past is not None
        spans = [span for span in past.shelf.state.spans if span.component == api.key]
        told.append(sum((s.ended_at - s.began_at for s in settle(spans, until=NOW) if s.status == "major_outage"), start=NOW - NOW))
    assert [hours.total_seconds() / 3600 for hours in told] == [2, 1]


def test_the_reason_of_a_correction_can_be_redacted() -> None:
    page, api = published()
    correction = correct(api)
    assert {"components_correction", "publishing_itemrow"} <= set(places_with("alarm", editions()))

    redact(f"correction/{correction.key}", reason="It named a colleague.", at=ahead(minutes=5), by=OLGA)
    work.publish_due(ahead(minutes=5))
    work.render_due(ahead(minutes=6))

    assert places_with("alarm", editions()) == []
    assert "Removed on Tue 24 Nov 2026: It named a colleague." in document(page, PAGE)
    assert lines(page)[-1]["causes"] == ["component.correction_redacted"] and uptime_of_ninety_days(page) == "99.95"
    assert verdict_of(page) == VALID


@pytest.mark.parametrize("subject", ["correction/nothere00000", "correction/nothere00000/update/nothere00000", "span/nothere00000"])
def test_a_correction_that_there_is_not_cannot_be_redacted(subject: str) -> None:
    published()
    with pytest.raises(UnknownSubjectError):
        redact(subject, reason="It named a colleague.", at=NOW, by=OLGA)


def test_a_correction_that_a_backup_lost_comes_back_from_the_record() -> None:
    page, api = published()
    saved = backup()
    correction = correct(api)
    restore(saved)
    assert not Correction.objects.exists()

    publish(page, now=ahead(minutes=5))

    back = Correction.objects.get()
    assert (back.key, back.component, back.status, back.reason) == (correction.key, api, "operational", {"en": "The alarm was false."})
    assert (back.began_at, back.ended_at, back.created_at) == (ago(hours=26), ago(hours=25), NOW)
    assert uptime_of_ninety_days(page) == "99.95" and verdict_of(page) == VALID
