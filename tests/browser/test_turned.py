"""The page from right to left, and in its owner's colour, as a browser draws it."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from aboveboard.publishing.renderers.accent import readable
from tests.browser.conftest import Tab
from tests.browser.publication import Publication
from tests.browser.scenes import INCIDENT, component_key, in_trouble

PSEUDO = "ar-XB"  # the pseudo-locale for right to left


def with_face(**changes: Any) -> list[Any]:
    face, *rest = in_trouble(updates=2)
    return [msgspec.structs.replace(face, **changes), *rest]


def box(tab: Tab, selector: str) -> dict[str, float]:
    found = tab.page.locator(selector).first.bounding_box()
    assert found is not None, selector
    return dict(found)


def ends(tab: Tab, outer: str, inner: str) -> tuple[float, float]:
    """How far the inner box stands from the left and from the right edge of the outer one."""
    around, within = box(tab, outer), box(tab, inner)
    return within["x"] - around["x"], around["x"] + around["width"] - within["x"] - within["width"]


@pytest.mark.parametrize("width", [390, 1440])
def test_every_part_of_the_page_turns_with_the_language(publication: Publication, open_tab: Callable[..., Tab], width: int) -> None:
    publication.publish(with_face(languages=["en", PSEUDO]))
    tab = open_tab(viewport={"width": width, "height": 900})
    told = {}
    for address in ("", f"{PSEUDO}/"):
        tab.page.goto(f"{publication.address}/{address}")
        told[address] = [
            ends(tab, *pair) for pair in (("header", ".brand"), ("header", ".subscribe > summary"), ("summary.row", "summary .name"))
        ]
        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for (left, right), (turned_left, turned_right) in zip(told[""], told[f"{PSEUDO}/"], strict=True):
        assert (left < right and turned_left > turned_right) or (left > right and turned_left < turned_right)


def test_drawings_are_mirrored_and_formulas_are_not(publication: Publication, open_tab: Callable[..., Tab]) -> None:
    publication.publish(with_face(languages=["en", PSEUDO]))
    tab = open_tab()
    for path, drawing in (("", ".bars"), (f"components/{component_key(4, 0)}/", ".bars"), (f"incidents/{INCIDENT}/", ".line")):
        tab.page.goto(f"{publication.address}/{PSEUDO}/{path}")
        assert tab.page.locator(drawing).first.evaluate("element => getComputedStyle(element).scale") == "-1 1"
        tab.page.goto(f"{publication.address}/{path}")
        assert tab.page.locator(drawing).first.evaluate("element => getComputedStyle(element).scale") == "none"
    tab.page.goto(f"{publication.address}/{PSEUDO}/components/{component_key(4, 0)}/")
    assert tab.page.locator(".formula").evaluate("element => getComputedStyle(element).direction") == "ltr"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_owners_colour_is_that_of_the_theme_in_each_scheme(publication: Publication, open_tab: Callable[..., Tab], scheme: str) -> None:
    publication.publish(with_face(accent="#ff5a00"))
    tab = open_tab(color_scheme=scheme)
    tab.page.goto(publication.address)
    tab.page.locator(".subscribe > summary").click()
    drawn = tab.page.locator(".primary").evaluate("element => getComputedStyle(element).backgroundColor")
    colour = getattr(readable("#ff5a00"), scheme)
    assert drawn == f"rgb({', '.join(str(int(colour[n : n + 2], 16)) for n in (1, 3, 5))})"
    assert tab.complaints == []
    assert tab.page.locator(".panel a").count() == 4
