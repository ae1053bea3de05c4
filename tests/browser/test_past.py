"""The past as a browser shows it: old editions, what changed, and the list of editions, in a whole installation."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Tab
from tests.browser.installation import Installation, installed
from tests.browser.test_access import by_turns, violations

OpenTab = Callable[..., Tab]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, sown: Path) -> Iterator[Installation]:
    """The demonstration, which moved here as edition 2, and whose open incident was told once more as edition 3."""
    with installed(tmp_path_factory.mktemp("past"), sown) as made:
        incident = _unresolved(made)
        made.run("incident", "update", incident, "--status", "monitoring", "--message", "It is getting **better**.")
        made.wait_for_edition(3)
        yield made


def _unresolved(installation: Installation) -> str:
    with urllib.request.urlopen(f"{installation.address}/api/v2/incidents/unresolved.json") as answer:
        return str(json.load(answer)["incidents"][0]["id"])


def paths(installation: Installation) -> list[str]:
    incident = _unresolved(installation)
    return ["record/", "record/2/", "record/3/", "record/3/changes/", "record/1/changes/", f"record/3/incidents/{incident}/"]


@pytest.mark.parametrize(("turn", "language"), [(0, ""), (1, "de/")])
def test_the_past_has_no_violation(turn: int, language: str, installation: Installation, open_tab: OpenTab) -> None:
    tab = open_tab(reduced_motion="reduce")
    found = {}
    for place, path in enumerate(paths(installation)):
        answer = tab.page.goto(f"{installation.address}/{language}{path}")
        assert answer is not None and answer.status == 200, path
        tab.page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
        found[path] = violations(tab, by_turns(place, turn))
    assert {path: lines for path, lines in found.items() if lines} == {}
    assert [line for line in tab.complaints if "frame-ancestors" not in line] == []


def test_the_past_does_not_scroll_sideways_at_400_percent(installation: Installation, open_tab: OpenTab) -> None:
    page = open_tab(viewport={"width": 320, "height": 256}).page
    wide = {}
    for path in paths(installation):
        page.goto(f"{installation.address}/{path}")
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            wide[path] = width
    assert wide == {}


def test_a_reader_goes_from_the_record_to_an_old_page_through_time_and_back(installation: Installation, open_tab: OpenTab) -> None:
    page = open_tab().page
    page.goto(f"{installation.address}/de/record/")
    page.get_by_role("link", name="Ausgabe 2", exact=True).click()
    expect(page).to_have_url(f"{installation.address}/de/record/2/")
    expect(page.locator(".past")).to_contain_text("So sah die Seite")

    page.get_by_role("link", name="Spätere Ausgabe").click()
    expect(page).to_have_url(f"{installation.address}/de/record/3/")
    page.locator("main .sheet h2 a").first.click()
    expect(page).to_have_url(f"{installation.address}/de/record/3/incidents/{_unresolved(installation)}/")
    page.get_by_role("link", name="English").first.click()
    expect(page).to_have_url(f"{installation.address}/record/3/incidents/{_unresolved(installation)}/")
    page.get_by_role("link", name="What changed").click()
    expect(page.locator("#changes")).to_contain_text("Monitoring")
    page.get_by_role("link", name="The page today").click()
    expect(page).to_have_url(f"{installation.address}/")
