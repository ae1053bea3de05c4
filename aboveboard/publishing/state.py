"""PageState: the facts, with their times, that one page tells one audience. Frozen and language-neutral."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from aboveboard.publishing.items import (
    AnyItem,
    ComponentItem,
    GroupItem,
    IncidentItem,
    MaintenanceItem,
    PageFace,
    PostmortemItem,
    SpanItem,
    TextItem,
    UpdateItem,
)


class MonthFact(msgspec.Struct, frozen=True):
    """How much the archive holds for one month ("2026-02", in the page's zone)."""

    month: str
    incidents: int
    maintenances: int


class PageState(msgspec.Struct, frozen=True, kw_only=True):
    """What one page tells one audience, within the hot window (docs/record.md §6).

    Order: groups and components by position; incidents and maintenances newest first; updates newest first per subject.
    ``postmortems``: by the subject of their incident. ``texts`` maps (subject, slot) to language -> text.
    """

    face: PageFace
    groups: tuple[GroupItem, ...] = ()
    components: tuple[ComponentItem, ...] = ()
    spans: tuple[SpanItem, ...] = ()
    incidents: tuple[IncidentItem, ...] = ()
    maintenances: tuple[MaintenanceItem, ...] = ()
    updates: Mapping[str, tuple[UpdateItem, ...]] = {}
    postmortems: Mapping[str, PostmortemItem] = {}
    texts: Mapping[tuple[str, str], Mapping[str, str]] = {}
    months: tuple[MonthFact, ...] = ()

    def updates_of(self, subject: str) -> tuple[UpdateItem, ...]:
        return self.updates.get(subject, ())

    def text(self, subject: str, slot: str, language: str) -> tuple[str, str]:
        """The words and the language they are in: the one asked for, else the page's first, else any there is."""
        by_language = self.texts.get((subject, slot), {})
        for candidate in (language, self.face.languages[0]):
            if candidate in by_language:
                return by_language[candidate], candidate
        for candidate in sorted(by_language):
            return by_language[candidate], candidate
        return "", language


class Appearance(msgspec.Struct, frozen=True):
    """Where the present version of an item entered the record."""

    edition: int
    hash: str


class EditionFact(msgspec.Struct, frozen=True):
    """An edition, when it was published, and the verbs of the events that led to it (sorted)."""

    number: int
    at: datetime
    causes: tuple[str, ...] = ()


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """What a renderer may know about the edition it renders. ``appeared``: subject -> where its item entered.

    ``at``: when the edition was published. ``key``: fingerprint of the signing key. ``recent``: this edition and those before it,
    newest first, a bounded number.
    """

    number: int
    at: datetime
    release: str
    key: str
    appeared: Mapping[str, Appearance] = {}
    recent: tuple[EditionFact, ...] = ()


class Rendering(msgspec.Struct, frozen=True):
    """Everything that a renderer is given; its output is a pure function of this.

    ``newest``: the newest edition's number, if the document is to present itself as a past edition's. ``private``: it is made for
    one reader and published to nobody, so there is no edition, no feed and no proof of it.
    """

    edition: Edition
    state: PageState
    language: str
    now: datetime
    newest: int | None = None
    private: bool = False


def state_from_items(items: Iterable[AnyItem], months: tuple[MonthFact, ...] = ()) -> PageState:
    """Sorts items into a PageState. Exactly one of them is the page's face (``ValueError`` otherwise)."""
    kinds: dict[type, list[AnyItem]] = {}
    for item in items:
        kinds.setdefault(type(item), []).append(item)
    faces = kinds.get(PageFace, [])
    if len(faces) != 1:
        raise ValueError(f"a page state has one face, not {len(faces)}")
    updates: dict[str, list[UpdateItem]] = {}
    for update in _of(kinds, UpdateItem):
        updates.setdefault(update.of, []).append(update)
    texts: dict[tuple[str, str], dict[str, str]] = {}
    for text in _of(kinds, TextItem):
        texts.setdefault((text.of, text.slot), {})[text.language] = text.text
    return PageState(
        face=_of(kinds, PageFace)[0],
        groups=tuple(sorted(_of(kinds, GroupItem), key=lambda g: (g.position, g.id))),
        components=tuple(sorted(_of(kinds, ComponentItem), key=lambda c: (c.position, c.id))),
        spans=tuple(sorted(_of(kinds, SpanItem), key=lambda s: (s.began_at, s.id))),
        incidents=tuple(sorted(_of(kinds, IncidentItem), key=lambda i: (i.occurred_at, i.id), reverse=True)),
        maintenances=tuple(sorted(_of(kinds, MaintenanceItem), key=lambda m: (m.begins_at, m.id), reverse=True)),
        updates={of: tuple(sorted(said, key=lambda u: (u.at, u.id), reverse=True)) for of, said in sorted(updates.items())},
        postmortems={item.of: item for item in sorted(_of(kinds, PostmortemItem), key=lambda p: p.id)},
        texts=texts,
        months=months,
    )


def _of[T: AnyItem](kinds: dict[type, list[AnyItem]], kind: type[T]) -> list[T]:
    return [item for item in kinds.get(kind, []) if isinstance(item, kind)]
