"""Between editions: what depends on the clock is rendered again, what waited is written."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from aboveboard.components.models import Component
from aboveboard.incidents.actions import resolve_incident
from aboveboard.pages.actions import change_page, delete_page
from aboveboard.project.schedule import turn_days
from aboveboard.publishing import clock, shelving, steps, work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.models import DocumentRow, EditionRow, LaterList
from aboveboard.publishing.renderers.assets import ASSETS
from tests.publishing.folders import VALID, document, everything, folder_of, head, is_published, pointer, verdict_of
from tests.world import ED, NOW, OLGA, a_component, a_page, ahead, an_incident

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.uncounted]


def later_list(page: Any, number: int) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder_of(page) / f"record/documents/{number}-later.json").read_bytes())
    return value


@pytest.mark.parametrize(
    ("trouble", "at", "due"),
    [
        (False, ahead(minutes=11), False),
        (False, ahead(minutes=61), True),
        (True, ahead(minutes=9), False),
        (True, ahead(minutes=11), True),
    ],
)
def test_the_page_is_rendered_again_hourly_and_in_trouble_every_ten_minutes(trouble: bool, at: datetime, due: bool) -> None:
    page, api = a_page(), a_component()
    if trouble:
        an_incident(statuses={api: "major_outage"})
    publish(page, now=NOW)

    assert clock.is_due(page, at) == due


def test_a_renewal_makes_no_edition_and_is_listed_as_written_later() -> None:
    page, api = a_page(), a_component()
    an_incident(statuses={api: "major_outage"})
    publish(page, now=NOW)
    before = document(page, "index.html")

    work.render_due(ahead(minutes=11))

    assert (pointer(page), head(page)["edition"], EditionRow.objects.count()) == ("1.1", 1, 1)
    assert document(page, "index.html") != before
    assert "index.html" in later_list(page, 1)["documents"] and later_list(page, 1)["serial"] >= 1
    assert verdict_of(page) == VALID


def test_the_turn_of_the_day_renders_the_page_again_at_once() -> None:
    page = a_page()
    a_component()
    work.publish_due(NOW)
    before = document(page, "index.html")

    turn_days(ahead(hours=15))
    work.publish_due(ahead(hours=15))

    assert (pointer(page), EditionRow.objects.count()) == ("1.1", 1)
    assert document(page, "index.html") != before
    assert verdict_of(page) == VALID


def test_the_serial_of_a_later_list_grows() -> None:
    page, api = a_page(), a_component()
    an_incident(statuses={api: "major_outage"})
    publish(page, now=NOW)
    clock.render_again(page, now=ahead(minutes=11))
    first = later_list(page, 1)["serial"]

    clock.render_again(page, now=ahead(minutes=22))

    assert later_list(page, 1)["serial"] == first + 1 and pointer(page) == "1.2"
    assert verdict_of(page) == VALID


def test_documents_beyond_the_first_hundred_wait_and_are_written_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelving, "AT_ONCE", 7)
    page = a_page()
    slugs = [a_component(f"Component {n}").slug for n in range(30)]
    publish(page, now=NOW)
    waiting = [slug for slug in slugs if not is_published(page, f"components/{slug}/index.html")]
    assert waiting and verdict_of(page) == VALID
    assert all(is_published(page, f"{status}.html") for status in (404, 405, 500, 503)), "servers need them from the first edition on"

    while work.render_due(NOW):
        assert verdict_of(page) == VALID

    assert all(is_published(page, f"components/{slug}/index.html") for slug in slugs)
    assert not DocumentRow.objects.filter(due=True).exists()


def test_a_publisher_that_comes_between_two_chunks_is_not_kept_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelving, "AT_ONCE", 0)
    page = a_page()
    components = [a_component(f"Component {n}") for n in range(2 * clock.CHUNK)]
    publish(page, now=NOW)
    an_incident(statuses={components[0]: "major_outage"})
    locks: list[float] = []
    locked = Folder.locked

    @contextmanager
    def with_a_publisher_before_the_second(self: Folder, *, wait: float) -> Iterator[None]:
        locks.append(wait)
        if len(locks) == 2:
            publish(page, now=NOW)
        with locked(self, wait=wait):
            yield

    monkeypatch.setattr(Folder, "locked", with_a_publisher_before_the_second)
    clock.write_due(page, now=NOW, most=100)

    assert head(page)["edition"] == 2 and (folder_of(page) / "record/documents/2-later.json").exists()
    assert verdict_of(page) == VALID


def test_a_script_of_a_new_release_is_there_before_a_renewed_document_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    page = a_page()
    publish(page, now=NOW)
    monkeypatch.setitem(ASSETS, "assets/0123456789abcdef.js", b"'new';")
    there: list[bool] = []
    monkeypatch.setattr(steps, "hook", lambda name: there.append(is_published(page, "assets/0123456789abcdef.js")))

    clock.render_again(page, now=ahead(minutes=61))
    work.render_due(ahead(minutes=61))

    assert there[0] and all(there)
    assert verdict_of(page) == VALID and not DocumentRow.objects.filter(due=True).exists()


def test_a_component_page_grows_old_by_the_hour() -> None:
    page, api = a_page(), a_component()
    publish(page, now=NOW)
    work.render_due(NOW)
    before = DocumentRow.objects.get(path=f"components/{api.slug}/index.html").written_at

    work.render_due(ahead(minutes=61))

    after = DocumentRow.objects.get(path=f"components/{api.slug}/index.html").written_at
    assert before == NOW and after == ahead(minutes=61)
    assert verdict_of(page) == VALID


def test_cold_documents_are_left_alone_while_their_content_stays() -> None:
    page, api = a_page(), a_component()
    incident = an_incident(statuses={api: "major_outage"})
    resolve_incident(incident, at=NOW, by=ED)
    publish(page, now=NOW)
    cold = folder_of(page) / f"shared/incidents/{incident.key}/index.html"
    inode = cold.stat().st_ino

    an_incident("Another", {Component.objects.get(): "major_outage"}, at=ahead(days=1))
    work.publish_due(ahead(days=1))
    work.render_due(ahead(days=2))

    assert cold.stat().st_ino == inode
    assert verdict_of(page) == VALID


def test_a_head_is_confirmed_without_an_edition() -> None:
    page = a_page()
    publish(page, now=NOW)

    assert work.confirm_heads(ahead(seconds=10)) == 1
    assert head(page)["confirmed_at"] == "2026-11-24T09:41:10Z" and head(page)["published_at"] == "2026-11-24T09:41:00Z"
    assert len((folder_of(page) / "head.json").read_bytes()) <= 300


def test_a_page_that_moves_takes_its_folder_along() -> None:
    page = a_page()
    publish(page, now=NOW)
    old = folder_of(page)

    change_page(page, host="status.example.org", by=OLGA)
    work.publish_due(ahead(minutes=1))
    page.refresh_from_db()
    work.render_due(ahead(minutes=1))

    assert not old.exists() and folder_of(page).name == "status.example.org"
    assert json.loads((folder_of(page) / "site.json").read_bytes())["hosts"] == ["status.example.org"]
    assert (head(page)["edition"], verdict_of(page)) == (2, VALID)


def test_two_pages_that_swap_names_swap_folders() -> None:
    one, two = a_page("One", slug="one"), a_page("Two", slug="two")
    work.publish_due(NOW)

    change_page(two, slug="three", by=OLGA)
    change_page(one, slug="two", by=OLGA)
    change_page(two, slug="one", by=OLGA)
    work.publish_due(NOW)
    work.publish_due(NOW)

    for page in (one, two):
        page.refresh_from_db()
        assert verdict_of(page) == VALID and page.name in document(page, "index.html")


def test_the_folder_of_a_deleted_page_goes() -> None:
    page, other = a_page(), a_page("Other", slug="other")
    work.publish_due(NOW)
    old = folder_of(other)
    assert old.exists()

    delete_page(other, by=OLGA)
    work.publish_due(NOW)

    assert not old.exists() and folder_of(page).exists()


def test_a_language_taken_away_takes_its_documents_along() -> None:
    page = a_page(languages=["en", "de"])
    a_component()
    publish(page, now=NOW)
    assert is_published(page, "de/index.html")

    change_page(page, languages=["en"], by=OLGA)
    publish(page, now=NOW)

    assert not [path for path in (folder_of(page) / "shared").rglob("de/*") if path.is_file()] and not is_published(page, "de/index.html")
    assert verdict_of(page) == VALID


def test_later_lists_that_tell_nothing_new_leave_the_database_and_the_folder() -> None:
    page, api = a_page(), a_component()
    for hour in range(6):
        an_incident(f"Number {hour}", {api: "partial_outage"}, at=ahead(hours=hour * 2))
        publish(page, now=ahead(hours=hour * 2))
        work.render_due(ahead(hours=hour * 2, minutes=70))
    assert LaterList.objects.count() <= 2 < EditionRow.objects.count()
    assert sum(path.endswith("-later.json") for path in everything(folder_of(page) / "record")) == LaterList.objects.count()
    assert verdict_of(page) == VALID
