"""Bars and day lines are read by pointer and by arrow keys; what they say that way is on the page anyway."""

from collections.abc import Callable, Iterator

import msgspec
import pytest
from playwright.sync_api import Locator, Page, expect

from aboveboard.publishing.renderers.assets import ASSETS, READING_PATH
from tests.browser.conftest import Tab
from tests.browser.publication import Publication, served
from tests.browser.scenes import CLOSED, component_key, in_trouble
from tests.publishing.renderers.telling import NOW

OpenTab = Callable[..., Tab]
TROUBLED = f"/components/{component_key(0, 1)}/"  # it was degraded for 38 minutes, four days ago


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publication]:
    published = Publication(tmp_path_factory.mktemp("bars"), NOW)
    published.publish(in_trouble())
    with served(published):
        yield published


def reading(page: Page) -> Locator:
    return page.locator(".reading")


def visited(standing: Publication, open_tab: OpenTab, path: str, **options: object) -> Page:
    page = open_tab(**options).page
    page.goto(standing.address + path, wait_until="networkidle")
    return page


def test_the_bar_of_a_component_is_one_stop_that_arrows_read_day_by_day(standing: Publication, open_tab: OpenTab) -> None:
    page = visited(standing, open_tab, TROUBLED)
    bar = page.get_by_role("slider").first
    bar.focus()
    expect(reading(page)).to_have_text("Tue 24 Nov · No trouble · 100\u202f%", use_inner_text=True)

    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    said = bar.get_attribute("aria-valuetext") or ""

    assert said == reading(page).inner_text()
    assert said.startswith("Fri 20 Nov · Degraded 09:41 to 10:19 · Exports were slow · ")
    page.keyboard.press("Escape")
    expect(reading(page)).to_have_count(0)
    page.keyboard.press("Home")
    assert (bar.get_attribute("aria-valuetext") or "").startswith("Thu 27 Aug · ")


def test_enter_leads_from_a_day_to_its_hours_and_tab_to_its_incident(standing: Publication, open_tab: OpenTab) -> None:
    page = visited(standing, open_tab, TROUBLED)
    page.get_by_role("slider").first.focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")

    expect(page.locator("#day-2026-11-20 .line")).to_be_focused()
    expect(reading(page)).to_have_text("09:41 · Degraded 09:41 to 10:19")
    page.keyboard.press("ArrowLeft")
    expect(reading(page)).to_have_text("09:26 · No trouble")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{standing.address}/incidents/{CLOSED}/")


def test_the_pointer_reads_the_same_and_today_ends_now(standing: Publication, open_tab: OpenTab) -> None:
    page = visited(standing, open_tab, f"/components/{component_key(4, 0)}/")
    box = page.locator(".hours").first.bounding_box()
    assert box is not None

    page.mouse.move(box["x"] + box["width"] * 9.2 / 24, box["y"] + box["height"] / 2)
    expect(reading(page)).to_contain_text("Partial outage 08:52 to 09:41")
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
    expect(reading(page)).to_contain_text("09:41 · ")
    page.mouse.move(2, 2)
    expect(reading(page)).to_have_count(0)


def test_on_the_page_arrows_read_the_bar_of_the_row_and_a_screen_reader_hears_it(standing: Publication, open_tab: OpenTab) -> None:
    tab = open_tab()
    page = tab.page
    page.goto(standing.address, wait_until="networkidle")
    assert not any(READING_PATH in url for url in tab.requests), "the script comes only when it is needed"

    with page.expect_response(f"**/{READING_PATH}"):
        page.locator(f"a[href='/components/{component_key(4, 0)}/'].row").focus()
    page.evaluate("import(document.documentElement.dataset.bars)")  # the same once more: there as soon as it has run
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#said")).to_have_text("Tue 24 Nov · Partial outage")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#said")).to_have_text("Mon 23 Nov · Operational")
    assert tab.complaints == []


def test_from_right_to_left_the_arrows_turn_too(publication: Publication, open_tab: OpenTab) -> None:
    face, *rest = in_trouble()
    publication.publish([msgspec.structs.replace(face, languages=["en", "ar-XB"]), *rest])  # type: ignore[call-overload]
    page = visited(publication, open_tab, f"/ar-XB{TROUBLED}")
    bar = page.get_by_role("slider").first
    bar.focus()
    page.keyboard.press("ArrowRight")
    assert bar.get_attribute("aria-valuenow") == "88"


@pytest.mark.parametrize("width", [320, 1440])
def test_a_reading_never_makes_the_page_wider(standing: Publication, open_tab: OpenTab, width: int) -> None:
    page = visited(standing, open_tab, TROUBLED, viewport={"width": width, "height": 800})
    page.get_by_role("slider").first.focus()
    for key in ("End", "Home"):
        page.keyboard.press(key)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_edition_that_arrives_leaves_the_reader_where_they_are(publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(in_trouble())
    tab = open_tab()
    tab.page.clock.install()
    tab.page.goto(publication.address + TROUBLED, wait_until="networkidle")
    bar = tab.page.get_by_role("slider").first
    bar.focus()
    tab.page.keyboard.press("ArrowLeft")
    publication.publish(in_trouble(updates=2))
    tab.page.clock.run_for(5000)

    expect(tab.page.locator("html")).to_have_attribute("data-edition", "2")
    expect(bar).to_be_focused()
    assert bar.get_attribute("aria-valuenow") == "88"


def test_the_script_stays_small() -> None:
    assert len(ASSETS[READING_PATH]) <= 4608
