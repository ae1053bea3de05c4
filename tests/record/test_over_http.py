"""The record and the documents as a reader gets them: from the front, at a page's address."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from aboveboard.front.app import build
from aboveboard.incidents.actions import resolve_incident
from aboveboard.pages.models import Page
from aboveboard.publishing.actions import publish
from aboveboard.publishing.addresses import folder_of, page_url
from aboveboard.publishing.clock import write_due
from aboveboard.publishing.verify import Verdict, verify_url
from tests.world import ED, NOW, a_component, a_page, ahead, an_incident

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.uncounted]


@pytest.fixture(autouse=True)
def editions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "EDITIONS_DIR", tmp_path / "editions")
    monkeypatch.setattr(settings, "KEYS_DIR", tmp_path / "keys")
    return tmp_path / "editions"


@pytest.fixture
def pages() -> list[Page]:
    """One at the root of its host, one below it, with three editions each and warm and cold documents."""
    made = [a_page(languages=["en", "de"]), a_page("Quayside", slug="quayside")]
    api = a_component("API")
    for page in made:
        publish(page, now=NOW)
    over = an_incident("It was over soon", {api: "major_outage"})
    for page in made:
        publish(page, now=NOW)
    resolve_incident(over, at=ahead(minutes=5), by=ED)
    for page in made:
        publish(page, now=ahead(minutes=5))
        write_due(page, now=ahead(minutes=6), most=100)
    return made


@pytest.fixture
def client(editions: Path, pages: list[Page]) -> Iterator[httpx.Client]:
    with httpx.Client(transport=httpx.WSGITransport(app=build(editions))) as client:
        yield client


def asked(page: Page, client: httpx.Client, name: str | None = None) -> Verdict:
    return verify_url(page_url(page), page=name, pause=lambda _: None, client=client)


def test_every_page_is_valid_at_its_address(pages: list[Page], client: httpx.Client) -> None:
    verdicts = [asked(page, client, page.key) for page in pages]

    assert [(v.code, v.detail, v.edition) for v in verdicts] == [("valid", "", 3), ("valid", "", 3)]


def test_another_page_of_the_installation_is_not_the_one_that_was_asked_for(pages: list[Page], client: httpx.Client) -> None:
    assert asked(pages[0], client, pages[1].key).code == "wrong-page"


def test_a_document_that_was_changed_on_the_way_is_found(pages: list[Page], editions: Path) -> None:
    (folder_of(pages[1]) / "shared/history/index.html").write_bytes(b"Nothing ever happened.")

    with httpx.Client(transport=httpx.WSGITransport(app=build(editions))) as client:
        verdicts = [asked(page, client).code for page in pages]

    assert verdicts == ["valid", "bad-document"]
