"""Reads HTML into a small tree that tests can ask: ``one("a.row .word").text``."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr", "path", "use", "circle", "rect"}


class Element:
    """An element; ``text`` is what a reader gets, white space folded, styles and scripts left out."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Element | None") -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Element | str] = []

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        return re.sub(r"[ \n\t]+", " ", self._raw()).strip()

    def _raw(self) -> str:
        inner = "".join(
            c if isinstance(c, str) else "" if c.tag in ("style", "title") and self.tag != "title" else c._raw() for c in self.children
        )
        return f" {inner} " if self.tag in ("p", "li", "div", "dt", "dd", "h2", "h3", "td", "th", "option", "label") else inner

    def __iter__(self) -> Iterator["Element"]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child

    def children_of(self, tag: str) -> list["Element"]:
        return [child for child in self.children if isinstance(child, Element) and child.tag == tag]

    def all(self, selector: str) -> list["Element"]:
        """Elements by tag, .class, #id, [attribute] and descent (spaces), in the document's order."""
        *before, last = selector.split()
        return [element for element in self if element._is(last) and element._is_within(before)]

    def one(self, selector: str) -> "Element":
        """The first of them; fails if there is none."""
        found = self.all(selector)
        assert found, f"nothing is {selector}"
        return found[0]

    def _is(self, simple: str) -> bool:
        tag, marks = re.match(r"([\w*-]*)(.*)", simple).groups()  # type: ignore[union-attr]
        if tag not in ("", "*", self.tag):
            return False
        for kind, name in re.findall(r"([.#\[])([\w-]+)", marks):
            has = {".": name in self.classes, "#": self.attributes.get("id") == name, "[": name in self.attributes}
            if not has[kind]:
                return False
        return True

    def _is_within(self, ancestors: list[str]) -> bool:
        if not ancestors:
            return True
        above = self.parent
        while above is not None:
            if above._is(ancestors[-1]):
                return above._is_within(ancestors[:-1])
            above = above.parent
        return False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Element("#", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def read(document: bytes) -> Element:
    """The document's tree; fails where an end tag does not match."""
    reader = _Reader()
    reader.feed(document.decode())
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is not closed"
    return reader.root
