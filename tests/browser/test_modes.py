"""Every document on paper, in forced colours, without motion, much enlarged, and when nobody vouches for it any more."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab
from tests.browser.publication import Publication, served
from tests.browser.scenes import INCIDENT, component_key, in_trouble
from tests.publishing.renderers.telling import NOW

OpenTab = Callable[..., Tab]
COMPONENT = f"/components/{component_key(4, 0)}/"
STYLE_OF = "(element, [property, pseudo]) => getComputedStyle(element, pseudo)[property]"


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publication]:
    published = Publication(tmp_path_factory.mktemp("modes"), NOW)
    published.publish(in_trouble(updates=3))
    with served(published):
        yield published


def addresses(publication: Publication) -> list[str]:
    """Every document that was published, German and error pages too."""
    return [f"{publication.address}/{path.removesuffix('index.html')}" for path in publication.documents if path.endswith("index.html")] + [
        f"{publication.address}/nowhere/"
    ]


def style(page: Page, selector: str, name: str, pseudo: str | None = None) -> str:
    return str(page.locator(selector).first.evaluate(STYLE_OF, [name, pseudo]))


def test_at_400_percent_no_document_scrolls_sideways(standing: Publication, open_tab: OpenTab) -> None:
    """A window of 1280 pixels then has 320 of CSS; texts grow with it, so the phone's form is what is seen."""
    page = open_tab(viewport={"width": 320, "height": 256}).page
    wide = {}
    for address in addresses(standing):
        page.goto(address, wait_until="domcontentloaded")
        page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            wide[address] = width
    assert len(addresses(standing)) > 100
    assert wide == {}


def test_forced_colours_keep_board_tab_stages_glyphs_and_bars(standing: Publication, open_tab: OpenTab) -> None:
    """Grounds vanish there, so what carries meaning is drawn as a border, a fill or a stroke."""
    page = open_tab(forced_colors="active").page
    page.goto(standing.address)
    text = style(page, "h1", "color")
    assert (style(page, ".verdict", "borderBlockEndStyle"), style(page, ".verdict", "borderBlockEndWidth")) == ("solid", "6px")
    assert style(page, ".verdict", "borderBlockEndColor") == text
    cells = page.locator(".meter").first.locator("i")
    widths = cells.evaluate_all("cells => cells.map(cell => parseFloat(getComputedStyle(cell).borderTopWidth))")
    filled = sum(1 for width in widths if width > 1)
    assert (len(widths), filled) == (4, 2)
    assert style(page, ".g", "color") == text
    paths = page.locator(".bars path").evaluate_all(
        "paths => paths.map(p => [p.classList[0], getComputedStyle(p).fill, getComputedStyle(p).stroke])"
    )
    assert all(text in (fill, stroke) for name, fill, stroke in paths if name != "un")
    page.goto(f"{standing.address}/history/")
    assert (style(page, "nav [aria-current]", "borderBlockEndStyle"), style(page, "nav [aria-current]", "borderBlockEndWidth")) == (
        "solid",
        "3px",
    )


def test_reduced_motion_means_none(standing: Publication, open_tab: OpenTab) -> None:
    page = open_tab(reduced_motion="reduce").page
    moving = "() => [...document.querySelectorAll('*')].filter(e => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"
    for path in ("/", f"/incidents/{INCIDENT}/", COMPONENT):
        page.goto(standing.address + path)
        assert page.evaluate(moving) == 0
        assert page.evaluate("document.getAnimations().length") == 0
    free = open_tab(reduced_motion="no-preference").page
    free.goto(standing.address)
    assert free.evaluate(moving) > 0, "or this test sees nothing"


def test_on_paper_a_page_is_light_and_has_only_what_paper_can_use(standing: Publication, open_tab: OpenTab) -> None:
    page = open_tab(color_scheme="dark").page
    page.goto(standing.address)
    dark = style(page, "body", "backgroundColor")
    page.emulate_media(media="print")
    assert style(page, "body", "backgroundColor") == "rgb(255, 255, 255)" != dark
    for gone in (".subscribe", ".theme", ".acts", ".mast nav", "footer nav", ".skip"):
        expect(page.locator(gone).first).to_be_hidden()
    for kept in ("h1", ".sheet .said", "details[open] a.row", ".folio"):
        expect(page.locator(kept).first).to_be_visible()
    for whole in ("a.row", ".sheet", ".days > li"):
        assert style(page, whole, "breakInside") == "avoid"
    assert style(page, ".folio a", "textDecorationLine") == "none"
    assert style(page, ".bars", "printColorAdjust") == "exact"
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_choice_of_dark_colours_is_not_printed(standing: Publication, open_tab: OpenTab) -> None:
    page = open_tab(color_scheme="light").page
    page.goto(standing.address)
    page.locator("label", has_text="Dark").click()
    page.emulate_media(media="print")
    assert style(page, "body", "backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("path", ["/", COMPONENT, f"/incidents/{INCIDENT}/", "/history/", "/record/"])
def test_every_stop_of_the_tab_key_shows_that_it_has_the_focus(path: str, standing: Publication, open_tab: OpenTab) -> None:
    page = open_tab().page
    page.goto(standing.address + path, wait_until="networkidle")
    unseen: list[Any] = []
    for number in range(60):
        page.keyboard.press("Tab")
        told = page.evaluate(
            """() => {
                const e = document.activeElement
                if (e === document.body) return null
                const ringed = [e, e.nextElementSibling, e.parentElement].filter(Boolean).map(n => getComputedStyle(n))
                const box = e.getBoundingClientRect()
                return {
                    html: e.outerHTML.slice(0, 90),
                    ring: ringed.some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2),
                    inside: box.bottom > 0 && box.top < innerHeight && box.width > 0,
                }
            }"""
        )
        if told is None and number:
            break
        if told and not (told["ring"] and told["inside"]):
            unseen.append(told)
    assert unseen == []


def test_a_page_that_nobody_vouches_for_says_since_when(publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(in_trouble())
    page = open_tab().page
    page.clock.install(time=NOW)
    page.goto(publication.address, wait_until="networkidle")
    confirmed = page.locator("[data-confirmed]")
    expect(confirmed).to_contain_text("confirmed")
    calm = style(page, ".fresh", "color")

    publication.now = NOW + timedelta(minutes=3, seconds=5)
    page.clock.run_for(8000)

    expect(confirmed).to_have_text("Not confirmed since 09:41")
    expect(page.locator(".asof")).to_be_hidden()
    assert style(page, ".fresh", "color") != calm
    assert "▲" in style(page, ".stale", "content", "::before")
    publication.confirm(at=publication.now)
    page.clock.run_for(8000)
    expect(confirmed).to_contain_text("confirmed")
    expect(page.locator(".asof")).to_be_visible()
