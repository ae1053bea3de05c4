"""Badges and icons: said in words, escaped, wide enough, one per status."""

import re
import struct
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import pytest

from aboveboard.components.status import Status
from aboveboard.publishing.renderers.badges import (
    COLOURS,
    badge,
    badge_flat,
    component_badge,
    component_badge_flat,
    draw_badge,
    draw_flat_badge,
    favicon,
    favicon_ico,
    text_width,
)
from aboveboard.publishing.renderers.html.marks import code
from tests.publishing.renderers.telling import a_component, a_face, a_span, calm, rendering, troubled

SVG = "{http://www.w3.org/2000/svg}"


def with_status(status: str) -> Any:
    return rendering([a_face(), a_component("api", "API"), a_span("api", status)])


def test_a_badge_says_name_and_status_to_eyes_and_ears() -> None:
    drawing = ElementTree.fromstring(badge(rendering(troubled())))

    assert drawing.get("role") == "img"
    assert drawing.findtext(f"{SVG}title") == drawing.get("aria-label") == "Harbourline: Partial outage"
    assert [text.text for text in drawing.iter(f"{SVG}text")] == ["Harbourline", "Partial outage"]


def test_a_badge_speaks_the_language_it_is_asked_for() -> None:
    english, german = (ElementTree.fromstring(badge(rendering(calm(), language=tongue))).get("aria-label") for tongue in ("en", "de"))

    assert english == "Harbourline: Operational"
    assert german is not None and german.startswith("Harbourline: ")


def test_hostile_names_are_escaped() -> None:
    name = "</text><script>alert('1')</script>\"&"

    drawn = draw_badge(name, "Operational", Status.OPERATIONAL)

    assert b"<script" not in drawn
    assert next(iter(ElementTree.fromstring(drawn).iter(f"{SVG}text"))).text == name


@pytest.mark.parametrize("name", ["i", "WWWWWWWW", "Harbourline Logistics & Customs", "港湾物流", "Größe Ä"])
def test_a_badge_is_as_wide_as_its_words_and_nothing_overlaps(name: str) -> None:
    drawing = ElementTree.fromstring(draw_badge(name, "Partial outage", Status.PARTIAL_OUTAGE))
    first, second = drawing.iter(f"{SVG}text")
    ends = [int(text.get("x", "")) + int(text.get("textLength", "")) for text in (first, second)]

    assert drawing.get("viewBox") == f"0 0 {drawing.get('width')} 28"
    assert ends[0] < int(second.get("x", "")) and ends[1] < int(drawing.get("width", ""))


def test_wide_letters_take_more_room_than_narrow_ones_and_bold_more_than_plain() -> None:
    assert text_width("iiii", 13) < text_width("aaaa", 13) < text_width("WWWW", 13) < text_width("港港港港", 13)
    assert text_width("Partial outage", 13, bold=True) > text_width("Partial outage", 13)


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_badge_and_icons_of_its_own(status: Status) -> None:
    r = with_status(status)
    icon = favicon_ico(r)
    reserved, kind, count = struct.unpack("<HHH", icon[:6])

    ElementTree.fromstring(badge(r))
    ElementTree.fromstring(favicon(r))
    assert (reserved, kind, count) == (0, 1, 2)
    for entry in range(count):
        width, height, _, _, _, depth, length, at = struct.unpack("<BBBBHHII", icon[6 + 16 * entry : 22 + 16 * entry])
        assert (width, height, depth) in {(16, 16, 32), (32, 32, 32)}
        assert icon[at : at + 8] == b"\x89PNG\r\n\x1a\n" and at + length <= len(icon)


@pytest.mark.parametrize("status", list(Status))
def test_a_badge_has_the_colours_of_the_page(status: Status) -> None:
    tokens = (files("aboveboard.publishing.renderers") / "css/tokens.css").read_text().upper()
    fill, fill_dark, ink, ink_dark = COLOURS[status]
    name = code(status).upper()

    assert f"--{name}: LIGHT-DARK({fill}, {fill_dark})" in tokens
    assert f"--{name}-INK: LIGHT-DARK({ink}, {ink_dark})" in tokens


def test_no_two_statuses_share_a_picture() -> None:
    for picture in (badge, badge_flat, favicon, favicon_ico):
        assert len({picture(with_status(status)) for status in Status}) == len(Status)


def test_badges_follow_the_readers_scheme_and_load_nothing() -> None:
    drawn = badge(rendering(troubled())).decode()

    assert "prefers-color-scheme:dark" in drawn
    assert not re.findall(r"href|url\(|@import|<script", drawn)


@pytest.mark.parametrize("picture", [component_badge, component_badge_flat])
def test_a_component_has_badges_of_its_own_status(picture: Any) -> None:
    r = rendering(troubled())
    stream, maps = (ElementTree.fromstring(picture(r, slug)) for slug in ("stream", "maps"))

    assert stream.findtext(f"{SVG}title") == stream.get("aria-label") == "Event stream: Partial outage"
    assert maps.findtext(f"{SVG}title") == "Map tiles: Operational"
    german = ElementTree.fromstring(picture(rendering(troubled(), language="de"), "stream"))
    assert german.get("aria-label") == "Event stream: Teilausfall"
    with pytest.raises(KeyError):
        picture(r, "nothing")


def test_the_flat_style_is_lower_says_the_same_and_keeps_apart_what_it_says() -> None:
    r = rendering(troubled())
    plain, flat = ElementTree.fromstring(badge(r)), ElementTree.fromstring(badge_flat(r))
    first, second = flat.iter(f"{SVG}text")

    assert flat.get("aria-label") == plain.get("aria-label") == flat.findtext(f"{SVG}title")
    assert (flat.get("role"), flat.get("height"), plain.get("height")) == ("img", "20", "28")
    assert int(first.get("x", "")) + int(first.get("textLength", "")) < int(second.get("x", ""))
    assert int(second.get("x", "")) + int(second.get("textLength", "")) < int(flat.get("width", ""))


@pytest.mark.parametrize("draw", [draw_badge, draw_flat_badge])
def test_hostile_names_are_words_in_both_styles(draw: Any) -> None:
    drawn = draw("]]></text><script>\x00\ud800\r\n", "Operational", Status.OPERATIONAL)

    assert b"<script" not in drawn and b"\x00" not in drawn
    assert len(list(ElementTree.fromstring(drawn).iter(f"{SVG}text"))) == 2


@pytest.mark.parametrize("status", list(Status))
def test_white_letters_of_the_flat_style_can_be_read(status: Status) -> None:
    assert contrast("#fdfefc", COLOURS[status][2]) >= 4.5


def contrast(one: str, other: str) -> float:
    """By WCAG 2."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
