"""A publisher that is killed at any step leaves the old edition or the new one, and the next one completes it."""

import shutil
from collections.abc import Callable

import pytest

from aboveboard.incidents.actions import delete_incident, resolve_incident
from aboveboard.incidents.models import Incident
from aboveboard.pages.models import Page
from aboveboard.publishing import clock, steps, work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.models import DocumentRow, EditionRow
from tests.publishing.folders import VALID, document, folder_of, head, is_published, verdict_of
from tests.publishing.kept import kept
from tests.publishing.processes import killed_at
from tests.world import ED, NOW, a_component, a_page, ahead, an_incident

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.uncounted]

STEPS = [
    "gathered",
    "rendered",
    "committed",
    "items written",
    "record written",
    "shared written",
    "hot tree written",
    "hot written",
    "line written",
    "switched",
    "removed",
    "head written",
]
DUE = ["due documents written", "due documents listed"]
RENEWAL = ["hot tree written", "renewed tree written", "later list written", "renewed tree switched"]
REPAIR = ["items written", "repaired shared", "repaired line", *RENEWAL]


@kept
def a_page_with_news() -> Page:
    """Edition 1 has an open incident; since then it was resolved, another was opened, and a third deleted."""
    page, api, web = a_page(languages=["en", "de"]), a_component("API"), a_component("Web")
    first, third = an_incident("The first", {api: "major_outage"}), an_incident("The third", {web: "major_outage"})
    publish(page, now=NOW)
    resolve_incident(first, at=ahead(minutes=1), by=ED)
    an_incident("The second", {web: "partial_outage"}, at=ahead(minutes=1))
    delete_incident(third, by=ED)
    return page


def publishing(page: Page) -> Callable[[], object]:
    return lambda: publish(page, now=ahead(minutes=2))


def test_every_step_of_a_publisher_is_in_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    page = a_page_with_news()
    passed: list[str] = []
    monkeypatch.setattr(steps, "hook", passed.append)

    publish(page, now=ahead(minutes=2))

    assert passed == STEPS


@pytest.mark.parametrize("step", STEPS)
def test_a_publisher_killed_at_any_step_leaves_the_old_edition_or_the_new_one(step: str) -> None:
    page = a_page_with_news()

    assert killed_at(step, publishing(page))

    shown = document(page, "index.html")
    assert ("The second" in shown) == ("The third" not in shown)  # never a bit of each
    assert head(page)["edition"] in (1, 2)


@pytest.mark.parametrize("step", STEPS)
def test_the_next_publisher_completes_what_a_killed_one_left(step: str) -> None:
    page = a_page_with_news()
    third = _path_of("The third")

    killed_at(step, publishing(page))
    work.publish_due(ahead(minutes=2))

    assert verdict_of(page) == VALID
    assert (head(page)["edition"], EditionRow.objects.count()) == (2, 2)
    assert "The second" in document(page, "index.html")
    assert not is_published(page, third)
    assert work.render_due(ahead(minutes=2)) == 0 and verdict_of(page) == VALID


def test_documents_of_a_component_follow_right_after_the_switch(monkeypatch: pytest.MonkeyPatch) -> None:
    page, api = a_page(), a_component("API")
    publish(page, now=NOW)
    an_incident("The second", {api: "partial_outage"}, at=ahead(minutes=1))
    passed: list[str] = []
    monkeypatch.setattr(steps, "hook", passed.append)

    publish(page, now=ahead(minutes=2))

    assert passed == [*STEPS, *DUE]
    assert "The second" in document(page, "components/api/index.html")
    assert verdict_of(page) == VALID and not DocumentRow.objects.filter(due=True).exists()


@pytest.mark.parametrize("step", ["switched", *DUE])
def test_a_publisher_killed_after_the_switch_leaves_documents_of_components_to_whoever_looks_for_due_ones(step: str) -> None:
    page, api = a_page(), a_component("API")
    publish(page, now=NOW)
    an_incident("The second", {api: "partial_outage"}, at=ahead(minutes=1))

    assert killed_at(step, publishing(page))
    work.publish_due(ahead(minutes=2))
    work.render_due(ahead(minutes=2))

    assert "The second" in document(page, "components/api/index.html")
    assert verdict_of(page) == VALID and not DocumentRow.objects.filter(due=True).exists()


@pytest.mark.parametrize("step", REPAIR)
def test_a_repair_that_is_killed_is_repaired(step: str) -> None:
    page = a_page_with_news()
    killed_at("line written", publishing(page))

    assert killed_at(step, lambda: work.publish_due(ahead(minutes=2)))
    work.publish_due(ahead(minutes=2))

    assert (verdict_of(page), head(page)["edition"]) == (VALID, 2)


@pytest.mark.parametrize("step", RENEWAL)
def test_a_renewal_that_is_killed_is_repaired(step: str) -> None:
    page = a_page_with_news()
    publish(page, now=ahead(minutes=2))

    assert killed_at(step, lambda: clock.render_again(page, now=ahead(hours=3)))
    work.render_due(ahead(hours=3))

    assert (verdict_of(page), head(page)["edition"]) == (VALID, 2)


@pytest.mark.parametrize("step", DUE)
def test_a_writer_of_due_documents_that_is_killed_is_repaired(step: str) -> None:
    page = a_page_with_news()
    publish(page, now=ahead(minutes=2))

    assert killed_at(step, lambda: clock.write_due(page, now=ahead(hours=3), most=50))
    work.render_due(ahead(hours=3))

    assert verdict_of(page) == VALID


def test_a_folder_that_was_lost_is_made_again_from_the_rows() -> None:
    page = a_page_with_news()
    publish(page, now=ahead(minutes=2))
    before = (folder_of(page) / "record/editions.jsonl").read_bytes()

    shutil.rmtree(folder_of(page))
    work.render_due(ahead(minutes=3))

    assert (folder_of(page) / "record/editions.jsonl").read_bytes() == before
    assert verdict_of(page) == VALID


def _path_of(title: str) -> str:
    return next(f"incidents/{incident.key}/index.html" for incident in Incident.objects.all() if incident.title["en"] == title)
