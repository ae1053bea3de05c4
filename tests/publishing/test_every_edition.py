"""Shared documents that every edition changes: right after the switch, before it when something is taken back, never missing."""

import shutil

import pytest

from aboveboard.incidents.editing import change_incident
from aboveboard.pages.models import Page
from aboveboard.publishing import clock, steps, work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.documents import EDITION, HOT, PAGE
from aboveboard.publishing.models import DocumentRow
from tests.publishing.folders import VALID, document, folder_of, head, is_published, verdict_of
from tests.publishing.kept import kept
from tests.publishing.processes import killed_at
from tests.world import ED, NOW, a_component, a_page, ahead, an_incident

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.uncounted]

PATHS = [
    *("history/index.html", "record/index.html", "calendar.ics", "index.md", "llms.txt", "sitemap.xml"),
    *("de/history/index.html", "de/record/index.html", "de/calendar.ics", "de/index.md"),
]


@kept
def a_published_page() -> Page:
    page, api = a_page(languages=["en", "de"]), a_component("API")
    publish(page, now=NOW)
    an_incident("Requests fail", {api: "major_outage"})
    return page


def test_they_tell_of_the_edition_before_until_right_after_the_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    page = a_published_page()
    told: list[tuple[bool, tuple[str, object]]] = []

    def look(name: str) -> None:
        if name in ("switched", "head written"):
            told.append(("Requests fail" in document(page, "index.md"), verdict_of(page)))

    monkeypatch.setattr(steps, "hook", look)
    publish(page, now=ahead(minutes=1))

    assert [is_told for is_told, _ in told] == [False, False] and told[-1][1] == VALID
    assert "Requests fail" in document(page, "index.md") and "Requests fail" in document(page, "de/index.md")
    assert not DocumentRow.objects.filter(subject=EDITION, due=True).exists()
    assert verdict_of(page) == VALID


def test_what_is_taken_back_has_left_them_before_the_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    page, api = a_page(), a_component("API")
    incident = an_incident("Requests fail", {api: "major_outage"})
    publish(page, now=NOW)
    change_incident(incident, visibility="nobody", by=ED)
    there: list[bool] = []
    monkeypatch.setattr(
        steps, "hook", lambda name: there.append("Requests fail" in document(page, "index.md")) if name == "switched" else None
    )

    publish(page, now=ahead(minutes=1))

    assert there == [False] and verdict_of(page) == VALID


def test_a_publisher_killed_after_the_switch_leaves_them_to_the_next_look() -> None:
    page = a_published_page()

    assert killed_at("head written", lambda: publish(page, now=ahead(minutes=1)))
    work.render_due(ahead(minutes=1))

    assert head(page)["edition"] == 2 and "Requests fail" in document(page, "index.md")
    assert not DocumentRow.objects.filter(due=True).exists() and verdict_of(page) == VALID


@pytest.mark.parametrize("follows", ["a renewal", "an edition"])
def test_what_an_earlier_release_had_in_the_hot_tree_is_never_missing(follows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page, folder = a_published_page(), folder_of
    for path in PATHS:
        for found in (folder(page) / "shared").glob(f"{path}*"):
            target = folder(page) / "current" / found.relative_to(folder(page) / "shared")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(found, target)
    DocumentRow.objects.filter(subject=EDITION).update(subject=PAGE, temperature=HOT, due=False)
    missing: set[str] = set()
    monkeypatch.setattr(steps, "hook", lambda _: missing.update(path for path in PATHS if not is_published(page, path)))

    if follows == "an edition":
        publish(page, now=ahead(minutes=1))
    else:
        clock.render_again(page, now=ahead(minutes=1))

    assert not missing and all((folder(page) / "shared" / path).exists() for path in PATHS)
    assert DocumentRow.objects.filter(subject=EDITION, due=False).count() == len(PATHS)
    assert verdict_of(page) == VALID
