"""Style sheets from outside: read by a parser, refused if they reach for anything elsewhere, and written anew from what was read."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

import tinycss2

# Whatever may stand behind an @. What fetches (@import), names encodings or speaks to printers' programs is not among them.
_AT_RULES = frozenset(
    {
        *("container", "counter-style", "keyframes", "-webkit-keyframes", "layer", "media", "page", "property", "scope"),
        *("starting-style", "supports"),
    }
)
# Functions that fetch what a text names, or that a browser once ran as a program.
_FETCHING = frozenset({"image-set", "-webkit-image-set", "image", "cross-fade", "-webkit-cross-fade", "src", "paint", "expression"})
_OWN = re.compile(r"/?(assets/[0-9a-f]{16}\.[a-z0-9]{1,5})")
_MARKUP = re.compile(r"</|<!--|-->")


class Refusal(StrEnum):
    """Why a style sheet is not taken."""

    BROKEN = "broken"
    AT_RULE = "at_rule"
    ADDRESS = "address"
    FUNCTION = "function"
    MARKUP = "markup"


class Complaint(NamedTuple):
    """``what``: the name or the address that is refused; ``line``: where, from 1."""

    refusal: Refusal
    what: str
    line: int


class Tamed(NamedTuple):
    """``text`` may be published if there are no ``complaints``."""

    text: str
    complaints: list[Complaint]


def tamed(source: str) -> Tamed:
    """``source`` as the parser understood it, so that no browser can understand more: every block closed.

    Addresses may lead to files named by their content below ``assets/`` and nowhere else; they come out relative.
    """
    nodes = tinycss2.parse_component_value_list(source)
    complaints = list(_complaints(nodes))
    text = "" if complaints else tinycss2.serialize(nodes).strip()
    if _MARKUP.search(text):
        complaints.append(Complaint(Refusal.MARKUP, "", 1))
    return Tamed(text, complaints)


def _complaints(nodes: list[Any]) -> Iterator[Complaint]:
    for node in nodes:
        line = node.source_line
        match node.type:
            case "error":
                yield Complaint(Refusal.BROKEN, node.kind, line)
            case "at-keyword" if node.lower_value not in _AT_RULES:
                yield Complaint(Refusal.AT_RULE, f"@{node.value}", line)
            case "url":
                yield from _of_address(node, line, "url({})")
            case "function":
                yield from _of_function(node, line)
        for inner in (getattr(node, "content", None), getattr(node, "arguments", None)):
            if isinstance(inner, list):
                yield from _complaints(inner)


def _of_function(node: Any, line: int) -> Iterator[Complaint]:
    if node.lower_name == "url":  # with quotes; without them it is a token of its own
        inner = [each for each in node.arguments if each.type not in ("whitespace", "comment")]
        if len(inner) == 1 and inner[0].type == "string":
            yield from _of_address(inner[0], line, '"{}"')
            return
    if node.lower_name == "url" or node.lower_name in _FETCHING:
        yield Complaint(Refusal.FUNCTION, f"{node.name}()", line)


def _of_address(node: Any, line: int, form: str) -> Iterator[Complaint]:
    own = _OWN.fullmatch(node.value)
    if own is None:
        yield Complaint(Refusal.ADDRESS, node.value[:100], line)
    else:
        node.value, node.representation = own[1], form.format(own[1])
