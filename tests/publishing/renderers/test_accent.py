"""The owner's colour: readable in both schemes, the same hue, nothing else touched."""

import colorsys
from importlib.resources import files

import pytest

from aboveboard.publishing.renderers.accent import DARK, LIGHT, ON_DARK, ON_LIGHT, contrast, readable, theme_css
from tests.publishing.renderers.telling import a_face, calm, rendering

COLOURS = [
    "#000000",
    "#ffffff",
    "#ff0000",
    "#ffff00",
    "#00ff00",
    "#0000ff",
    "#7f7f7f",
    "#0b5748",
    "#8fd3bc",
    "#E4007C",
    "#123456",
    "#fedcba",
]


def hue(colour: str) -> float:
    return colorsys.rgb_to_hls(*(int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)))[0]


@pytest.mark.parametrize("colour", COLOURS)
def test_a_colour_becomes_readable_on_paper_and_sheet_and_under_its_own_text(colour: str) -> None:
    light, dark = readable(colour)

    assert min(contrast(light, ground) for ground in (*LIGHT, ON_LIGHT)) >= 4.5
    assert min(contrast(dark, ground) for ground in (*DARK, ON_DARK)) >= 4.5


@pytest.mark.parametrize("colour", ["#ff0000", "#ffff00", "#0000ff", "#e4007c", "#123456", "#0b5748"])
def test_its_hue_stays(colour: str) -> None:
    for moved in readable(colour):
        distance = abs(hue(moved) - hue(colour))
        assert min(distance, 1 - distance) < 0.012


def test_a_colour_that_can_be_read_is_left_alone_and_another_is_moved_no_further_than_needed() -> None:
    assert readable("#0b5748").light == "#0b5748" and readable("#8fd3bc").dark == "#8fd3bc"
    assert 4.5 <= min(contrast(readable("#ff0000").light, ground) for ground in LIGHT) < 4.6


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#0b5748", "#f2f5f0") == pytest.approx(7.73, abs=0.01)


def test_the_grounds_are_those_of_the_page() -> None:
    tokens = (files("aboveboard.publishing.renderers") / "css/tokens.css").read_text()

    assert f"--paper: light-dark({LIGHT[0]}, {DARK[0]})" in tokens
    assert f"--sheet: light-dark({LIGHT[1]}, {DARK[1]})" in tokens


def test_the_theme_sets_the_accent_and_its_text_and_nothing_else() -> None:
    css = theme_css(rendering([a_face(accent="#e4007c"), *calm()[1:]]))
    light, dark = readable("#e4007c")

    assert css == f":root{{--accent:light-dark({light},{dark});--on-accent:light-dark(#fdfefc,#0e1512)}}\n"


def test_what_the_owner_adds_comes_after_the_accent() -> None:
    own = "h1 { color: red }"
    assert theme_css(rendering([a_face(custom_css=own), *calm()[1:]])) == f"{own}\n"
    both = theme_css(rendering([a_face(accent="#e4007c", custom_css=own), *calm()[1:]]))
    assert both.startswith(":root{--accent:") and both.endswith(f"\n{own}\n")


def test_a_page_without_a_look_of_its_own_has_a_theme_that_sets_nothing() -> None:
    assert "{" not in theme_css(rendering(calm()))
