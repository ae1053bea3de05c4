"""From the command line to an open page: a real installation, its own processes, a real browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Tab
from tests.browser.installation import Installation, installed

OpenTab = Callable[..., Tab]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, sown: Path) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("installation"), sown) as running:
        yield running


def test_an_incident_is_there_at_a_reload_and_comes_by_itself_to_an_open_page(installation: Installation, open_tab: OpenTab) -> None:
    open_page, reloaded = open_tab(), open_tab(java_script_enabled=False)
    for tab in (open_page, reloaded):
        tab.page.goto(installation.address)

    key = installation.run("incident", "open", "--title", "Parcels lose their labels", "--message", "We are **looking**.")

    expect(open_page.page.get_by_role("heading", name="Parcels lose their labels").first).to_be_visible()
    reloaded.page.reload()
    expect(reloaded.page.get_by_role("heading", name="Parcels lose their labels").first).to_be_visible()
    expect(reloaded.page.locator(f"a[href='/incidents/{key}/']").first).to_be_visible()
    assert open_page.complaints == []


def test_an_open_incident_page_hears_of_its_updates_and_of_its_end(installation: Installation, open_tab: OpenTab) -> None:
    key = installation.run("incident", "open", "--title", "Scanners are slow", "--message", "We are looking.", "--impact", "minor")
    tab = open_tab()
    tab.page.goto(f"{installation.address}/incidents/{key}/")

    installation.run("incident", "update", key, "--status", "identified", "--message", "A cable came loose.")
    expect(tab.page.locator("main")).to_contain_text("A cable came loose.", timeout=6000)
    installation.run("incident", "resolve", key, "--message", "It is plugged in.")
    expect(tab.page.locator("main")).to_contain_text("It is plugged in.", timeout=6000)

    assert tab.complaints == []
