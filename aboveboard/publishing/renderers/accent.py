"""The owner's accent, moved in lightness until it can be read in both schemes, and ``theme.css`` that sets it."""

import colorsys
from typing import NamedTuple

from aboveboard.publishing.items import PageFace
from aboveboard.publishing.state import Rendering

ENOUGH = 4.5  # contrast, WCAG 2 AA for text
STEPS = 400  # of lightness from black to white

# Paper and sheet per scheme: what the accent stands on (css/tokens.css). Its own text is the light sheet or the dark paper.
LIGHT = ("#f2f5f0", "#fdfefc")
DARK = ("#0e1512", "#161f1b")
ON_LIGHT, ON_DARK = LIGHT[1], DARK[0]


class Accent(NamedTuple):
    """What a colour becomes in the light and in the dark scheme, "#rrggbb"."""

    light: str
    dark: str


def theme_css(r: Rendering) -> str:
    """Sets the accent, and then says what the page's owner adds. Without either it is empty but for a comment, and no page asks for it."""
    face = r.state.face
    if not has_theme(face):
        return "/* The page has no look of its own. */\n"
    return "".join(f"{part}\n" for part in (_accent_css(face.accent), face.custom_css) if part)


def has_theme(face: PageFace) -> bool:
    return bool(face.accent or face.custom_css)


def _accent_css(colour: str) -> str:
    if not colour:
        return ""
    accent = readable(colour)
    return f":root{{--accent:light-dark({accent.light},{accent.dark});--on-accent:light-dark({ON_LIGHT},{ON_DARK})}}"


def readable(colour: str) -> Accent:
    """``colour`` ("#rrggbb"), darker for light and lighter for dark as far as contrast asks for; hue and saturation stay."""
    return Accent(_moved(colour, LIGHT, -1), _moved(colour, DARK, 1))


def contrast(one: str, other: str) -> float:
    """Of two colours by WCAG 2, 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _moved(colour: str, grounds: tuple[str, str], direction: int) -> str:
    if _can_be_read(colour, grounds):
        return colour.lower()
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    for step in range(round(lightness * STEPS), -1 if direction < 0 else STEPS + 1, direction):
        moved = _written(*colorsys.hls_to_rgb(hue, step / STEPS, saturation))
        if _can_be_read(moved, grounds):
            return moved
    raise ValueError(f"no lightness of {colour} can be read")  # black and white can, so this is no colour


def _can_be_read(colour: str, grounds: tuple[str, str]) -> bool:
    return all(contrast(colour, ground) >= ENOUGH for ground in grounds)


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue


def _written(red: float, green: float, blue: float) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in (red, green, blue))


def _luminance(colour: str) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
