"""What a colour becomes on the page, and why, for the screen where it is chosen."""

import math
from typing import NamedTuple

from aboveboard.lib.checks import accent_is_valid
from aboveboard.publishing.renderers.accent import DARK, LIGHT, contrast, readable


class Shade(NamedTuple):
    """``colour`` as the page uses it, and its contrast with what it stands on at worst."""

    colour: str
    ratio: float


class Report(NamedTuple):
    """``asked`` is the colour as chosen with its contrast in the light scheme."""

    asked: Shade
    light: Shade
    dark: Shade

    @property
    def is_moved(self) -> bool:
        return self.asked.colour != self.light.colour or self.asked.colour != self.dark.colour

    @property
    def is_pale(self) -> bool:
        """Whether it could not be read on the light page as it is."""
        return self.asked.colour != self.light.colour


def report_on(accent: str) -> Report | None:
    """None if that is no colour."""
    colour = accent.strip().lower()
    if not accent_is_valid(colour):
        return None
    used = readable(colour)
    return Report(
        Shade(colour, _worst(colour, LIGHT)), Shade(used.light, _worst(used.light, LIGHT)), Shade(used.dark, _worst(used.dark, DARK))
    )


def _worst(colour: str, grounds: tuple[str, str]) -> float:
    """Rounded down, so that what is not enough does not look as if it were."""
    return math.floor(min(contrast(colour, ground) for ground in grounds) * 10) / 10
