"""axe-core finds nothing on the screens of incidents, in either scheme, on a phone and on a desk."""

from collections.abc import Iterator

import pytest

from tests.browser.dashboard import OpenTab, make_person, sign_in
from tests.browser.installation import Installation, installed
from tests.browser.test_access import violations

SCREENS = (
    "/dashboard/",
    "/dashboard/?only=trouble",
    "/dashboard/incidents/",
    "/dashboard/incidents/new/",
    "/dashboard/incidents/backfill/",
    "/dashboard/templates/",
    "/dashboard/templates/new/",
)
OF_ONE = ("", "change/", "merge/", "delete/", "postmortem/")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("access"), "50") as running:
        make_person(running, "Ed", "editor")
        yield running


@pytest.mark.parametrize("width", [390, 1440])
def test_no_screen_has_a_violation(width: int, installation: Installation, open_tab: OpenTab) -> None:
    key = installation.run(
        "incident", "open", "--title", "Parcels lose their labels", "--message", "The queue on wq-3.int.example is full."
    )
    tab = open_tab(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    sign_in(tab, installation, "ed@harbourline.example")
    found: dict[str, list[str]] = {}
    for path in (*SCREENS, *(f"/dashboard/incidents/{key}/{rest}" for rest in OF_ONE)):
        tab.page.goto(installation.address + path)
        tab.page.wait_for_load_state("networkidle")
        tab.page.evaluate("document.querySelectorAll('main details').forEach(e => { e.open = true })")
        found[path] = violations(tab)
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert {path: lines for path, lines in found.items() if lines} == {}
    assert tab.complaints == []
