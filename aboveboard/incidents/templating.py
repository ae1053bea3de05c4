"""Places in ready-made words: ``{{ components }}``, ``{{ page }}``, ``{{ time }}``, and nothing else. Pure.

There is no template engine behind it. A place is replaced once, what is put in is not looked at again, and everything that is
not one of the three names stands as it is written; ``unknown_places`` finds those before they are stored.
"""

import re
from collections.abc import Mapping

PLACES = ("components", "page", "time")
_PLACE = re.compile(r"\{\{ ?([a-z]{1,20}) ?\}\}")
_BRACED = re.compile(r"\{\{[^{}]{0,80}\}?\}?|\{%[^{}]{0,80}%?\}?")


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with the known places filled from ``values``; a place without a value stays."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]) if found[1] in PLACES else found[0], text)


def unknown_places(text: str) -> list[str]:
    """What looks like a place or a tag and is none of the three."""
    known = {found[0] for found in _PLACE.finditer(text) if found[1] in PLACES}
    return [found[0] for found in _BRACED.finditer(text) if found[0] not in known]
