"""The jobs that publish: what fails is tried less and less often and told once; what a killed one left is found."""

import logging
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings

from aboveboard.pages.actions import delete_page
from aboveboard.pages.models import Page
from aboveboard.publishing import steps, work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.models import EditionRow
from tests.publishing.folders import VALID, document, folder_of, head, verdict_of
from tests.publishing.processes import killed_at
from tests.world import NOW, OLGA, a_component, a_page, ahead, an_incident

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def locked_out(data_dir: object) -> Page:
    """A page whose key was exchanged by hand, so that nothing can be published."""
    page = a_page()
    work.publish_due(NOW)
    (settings.KEYS_DIR / "signing.pem").rename(settings.KEYS_DIR / "aside")
    an_incident("Said to nobody", at=ahead(seconds=1))
    return page


def told(caplog: pytest.LogCaptureFixture, words: str) -> int:
    return sum(words in record.getMessage() for record in caplog.records)


def attempts(monkeypatch: pytest.MonkeyPatch, moments: list[datetime]) -> list[int]:
    """How often publishing was begun at each of these moments."""
    begun: list[str] = []
    monkeypatch.setattr(steps, "hook", begun.append)
    found = []
    for moment in moments:
        before = begun.count("gathered")
        work.publish_due(moment)
        found.append(begun.count("gathered") - before)
    return found


def test_a_page_that_fails_is_tried_less_and_less_often(locked_out: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = [ahead(seconds=10 + tenths / 10) for tenths in (0, 1, 5, 10, 11, 29, 30, 31, 69, 70)]
    assert attempts(monkeypatch, moments) == [1, 0, 0, 1, 0, 0, 1, 0, 0, 1]


def test_what_is_said_meanwhile_is_tried_at_once(locked_out: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    assert attempts(monkeypatch, [ahead(seconds=10), ahead(seconds=10.1)]) == [1, 0]
    an_incident("One more", at=ahead(seconds=10))
    assert attempts(monkeypatch, [ahead(seconds=10.2), ahead(seconds=10.3)]) == [1, 0]


def test_the_log_hears_once_that_it_fails_and_once_that_it_is_well_again(locked_out: Page, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        for minutes in range(1, 6):
            work.publish_due(ahead(minutes=minutes))
        assert told(caplog, "cannot be published") == 1
        assert not any(record.exc_info for record in caplog.records), "a wrong key is explained, not a fault of the program"
        (settings.KEYS_DIR / "aside").rename(settings.KEYS_DIR / "signing.pem")
        work.publish_due(ahead(minutes=10))
        assert told(caplog, "is published again") == 1
    assert (head(locked_out)["edition"], verdict_of(locked_out)) == (2, VALID)


def test_a_deleted_pages_folder_goes_though_the_worker_was_killed_before() -> None:
    page, other = a_page(), a_page("Other", slug="other")
    work.publish_due(NOW)
    assert folder_of(other).exists()
    kept = folder_of(other)
    delete_page(other, by=OLGA)
    work.dispatch_due(now=NOW)  # and there it was killed
    work.publish_due(ahead(seconds=1))
    work.withdraw_due(ahead(seconds=1))
    assert not kept.exists() and folder_of(page).exists()


def test_a_database_without_pages_takes_no_folder_away_by_itself() -> None:
    page = a_page()
    work.publish_due(NOW)
    Page.objects.all().delete()
    work.withdraw_due(ahead(seconds=1))
    assert folder_of(page).exists()


def test_after_a_kill_between_switch_and_head_only_the_new_edition_is_written_again() -> None:
    page, api = a_page(), a_component()
    publish(page, now=NOW)
    items = {path: path.stat().st_ino for path in (folder_of(page) / "record" / "items").iterdir()}
    an_incident(statuses={api: "major_outage"}, at=ahead(minutes=1))
    assert killed_at("switched", lambda: publish(page, now=ahead(minutes=1)))
    work.publish_due(ahead(minutes=2))
    assert (head(page)["edition"], EditionRow.objects.count(), verdict_of(page)) == (2, 2, VALID)
    assert {path: path.stat().st_ino for path in items} == items


def test_a_process_with_another_address_says_so_in_an_edition_of_its_own_and_only_once(data_dir: object, settings: Any) -> None:
    page = a_page()
    work.publish_due(NOW)
    settings.SITE_URL = "https://status.example.org"
    work.publish_due(ahead(seconds=1))
    assert head(page)["edition"] == 1, "the settings of a process do not change"
    work._COMPARED.clear()
    assert [work.publish_due(ahead(seconds=2)), work.publish_due(ahead(seconds=3))] == [1, 0]
    assert head(page)["edition"] == 2
    assert "https://status.example.org/" in document(page, "index.html")
