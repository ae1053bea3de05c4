"""How far a membership or a token reaches: everywhere, or only these pages and component groups."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self

import msgspec


class LimitKind(StrEnum):
    PAGE = "page"
    GROUP = "group"


class Limits(msgspec.Struct, frozen=True):
    """Keys of pages and of component groups; none at all means no limit. ``within(limits)`` on querysets applies them."""

    pages: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str]]) -> Self:
        """From (kind, key) rows."""
        given = list(rows)
        return cls(
            pages=frozenset(key for kind, key in given if kind == LimitKind.PAGE),
            groups=frozenset(key for kind, key in given if kind == LimitKind.GROUP),
        )

    def rows(self) -> list[tuple[LimitKind, str]]:
        return [*((LimitKind.PAGE, key) for key in sorted(self.pages)), *((LimitKind.GROUP, key) for key in sorted(self.groups))]

    def __bool__(self) -> bool:
        return bool(self.pages or self.groups)

    def cover(self, other: "Limits") -> bool:
        """Whether whoever has these limits may hand out the others: nobody gives more than he has."""
        return not self or (bool(other) and other.pages <= self.pages and other.groups <= self.groups)

    def narrowed_to(self, other: "Limits") -> "Limits | None":
        """What lies within both; null if that is nothing, which is not the same as no limits."""
        if not self or not other:
            return self or other
        both = Limits(self.pages & other.pages, self.groups & other.groups)
        return both or None


EVERYWHERE = Limits()
