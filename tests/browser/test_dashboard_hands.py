"""Small things that hands expect of the dashboard: what was typed is not lost by a wrong click, and an address is copied to pass it on."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import OpenTab, readers_read, sign_in
from tests.browser.installation import Installation, installed


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, staffed: Path) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("hands"), staffed) as running:
        yield running


def test_leaving_words_behind_that_were_not_saved_is_asked_about(installation: Installation, open_tab: OpenTab) -> None:
    tab = sign_in(open_tab(locale="en-GB"), installation, "ada@harbourline.example", at="/dashboard/groups/new/")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    tab.page.get_by_label("Name", exact=True).type("Card payments")
    tab.page.on("dialog", stay)
    with tab.page.expect_event("dialog"):
        tab.page.get_by_role("link", name="Incidents").first.click(no_wait_after=True)
    expect(tab.page.get_by_label("Name", exact=True)).to_have_value("Card payments")
    assert asked == ["beforeunload"] and tab.page.url.endswith("/groups/new/")
    tab.page.get_by_role("button", name="Save").click()
    tab.page.wait_for_url("**/dashboard/components/")
    assert asked == ["beforeunload"]
    tab.page.get_by_role("link", name="Incidents").first.click()
    tab.page.wait_for_url("**/dashboard/incidents/")
    assert asked == ["beforeunload"]


def test_the_address_of_an_incident_is_copied_as_readers_have_it(installation: Installation, open_tab: OpenTab) -> None:
    key = installation.run("incident", "open", "--title", "Parcels lose their labels", "--message", "We are looking.")
    tab = open_tab(locale="en-GB", permissions=["clipboard-read", "clipboard-write"])
    sign_in(tab, installation, "ada@harbourline.example", at=f"/dashboard/incidents/{key}/")
    tab.page.get_by_role("button", name="Copy link").click()
    tab.page.get_by_role("button", name="Copied").wait_for()
    address = tab.page.evaluate("navigator.clipboard.readText()")
    assert address == f"{installation.address}/incidents/{key}/"
    readers_read(tab, address, "Parcels lose their labels")


@pytest.mark.parametrize(("locale", "status"), [("de-DE", "Teilausfall"), ("en-GB", "Degraded")])
def test_what_is_done_with_many_leaves_them_in_sight_on_a_phone(
    locale: str, status: str, installation: Installation, open_tab: OpenTab
) -> None:
    tab = open_tab(locale=locale, viewport={"width": 390, "height": 844}, has_touch=True)
    sign_in(tab, installation, "ada@harbourline.example", at="/dashboard/components/")
    tab.page.locator("input[name=chosen]").first.check()
    bar, foot = (tab.page.locator(f".{name}").bounding_box() for name in ("bulk", "foot"))
    assert bar and foot and bar["height"] < 844 / 4 and bar["y"] + bar["height"] <= foot["y"]
    tab.page.locator(".bulk summary").click()
    for pressed in tab.page.locator(".bulk :is(button, summary, select, input), .group-head button").all():
        box = pressed.bounding_box()
        assert box and box["height"] >= 43.9 and box["width"] >= 43.9, pressed.inner_html()
    tab.page.get_by_role("button", name=status, exact=True).click()
    tab.page.locator("tr:has(input[name=chosen]) .now").first.get_by_text(status).wait_for()


def test_the_order_of_groups_and_components_is_changed_by_keys_alone(installation: Installation, open_tab: OpenTab) -> None:
    tab = sign_in(open_tab(locale="en-GB"), installation, "ada@harbourline.example", at="/dashboard/components/")
    first, second = (row.get_attribute("data-component") for row in tab.page.locator("tr[data-component]").all()[:2])
    step = tab.page.locator(f"tr[data-component='{second}']").get_by_role("button", name="Up")
    box = step.bounding_box()
    assert box and min(box["width"], box["height"]) >= 24
    step.press("Enter")
    tab.page.locator(f"tr[data-component='{second}'] + tr[data-component='{first}']").wait_for(state="attached")


def test_what_is_said_beneath_a_component_is_as_high_as_a_finger_on_a_phone(installation: Installation, open_tab: OpenTab) -> None:
    tab = open_tab(locale="de-DE", viewport={"width": 390, "height": 844}, has_touch=True)
    sign_in(tab, installation, "ada@harbourline.example")
    back = [button.bounding_box() for button in tab.page.locator(".named small .link").all()]
    assert back and all(box and box["height"] >= 43.9 for box in back)
