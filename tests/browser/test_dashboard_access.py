"""axe-core finds nothing on the screens of incidents and pages, in either scheme, on a phone in German and on a desk in English."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.dashboard import OpenTab, sign_in
from tests.browser.installation import Installation, installed
from tests.browser.test_access import by_turns, violations

SCREENS = (
    "/dashboard/",
    "/dashboard/?only=trouble",
    "/dashboard/incidents/",
    "/dashboard/incidents/new/",
    "/dashboard/incidents/backfill/",
    "/dashboard/components/",
    "/dashboard/templates/",
    "/dashboard/templates/new/",
    "/dashboard/pages/",
    "/dashboard/pages/new/",
)
LONG = "Paketverfolgungsinformationsdienstleistungsschnittstellen-antworten-in-eu-central-1-nicht-mehr"  # nowhere to break
OF_ONE = ("", "change/", "merge/", "delete/", "postmortem/")
OF_PAGES = ("", "edit/", "look/", "shows/", "remove/")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, staffed: Path) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("access"), staffed) as running:
        yield running


@pytest.mark.parametrize(("turn", "width"), [(0, 390), (1, 1440)])
def test_no_screen_has_a_violation(turn: int, width: int, installation: Installation, open_tab: OpenTab) -> None:
    key = installation.run("incident", "open", "--title", LONG, "--message", "The queue on wq-3.int.example is full.")
    language = "de-DE" if width == 390 else "en-GB"  # the longest words on the narrowest screen
    tab = open_tab(viewport={"width": width, "height": 900}, reduced_motion="reduce", locale=language)
    sign_in(tab, installation, "ada@harbourline.example")
    tab.page.goto(f"{installation.address}/dashboard/pages/")
    page = tab.page.get_by_role("link", name="Harbourline", exact=True).get_attribute("href")
    found: dict[str, list[str]] = {}
    of_one = (*(f"/dashboard/incidents/{key}/{rest}" for rest in OF_ONE), *(f"{page}{rest}" for rest in OF_PAGES))
    for place, path in enumerate((*SCREENS, *of_one)):
        tab.page.goto(installation.address + path)
        tab.page.wait_for_load_state("networkidle")
        tab.page.evaluate("document.querySelectorAll('main details').forEach(e => { e.open = true })")
        found[path] = violations(tab, by_turns(place, turn))
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert {path: lines for path, lines in found.items() if lines} == {}
    assert tab.complaints == []
