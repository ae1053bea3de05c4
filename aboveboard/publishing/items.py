"""What the record holds: the content of every kind of item (docs/record.md §3).

Contents are frozen values without floats; ``content_of`` turns one into plain JSON values and ``item_from`` back. A PageState
is made of these and of nothing else, so what readers see is exactly what was signed.
"""

from datetime import datetime
from typing import Any

import msgspec

Texts = dict[str, str]  # language -> text


class Item(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """``id`` is the stable public id of the thing that the item states something about."""

    id: str

    @property
    def subject(self) -> str:
        """Names the thing across all versions of its item: ``incident/k3f9…``."""
        return f"{self.__struct_config__.tag}/{self.id}"


class Link(msgspec.Struct, frozen=True):
    label: str
    url: str


class Affected(msgspec.Struct, frozen=True):
    """A component (its id) and a status; what the pair means is said where it is used."""

    component: str
    status: str


class PageFace(Item, frozen=True, kw_only=True, tag="page", omit_defaults=True):
    """How a page presents itself. ``url`` is absolute and ends with a slash; ``accent`` is "#rrggbb" or empty; ``logo`` is the path of
    a document below ``url``, or empty. Members with a default are absent where they have it."""

    url: str
    name: str
    description: Texts
    languages: list[str]  # the first is the page's first language
    time_zone: str
    history_days: int
    accent: str
    logo: str
    footer_links: list[Link]
    created_at: datetime
    custom_css: str = ""


class GroupItem(Item, frozen=True, kw_only=True, tag="group"):
    """``collapse`` is always, never or unless_trouble; ``order`` (of its components) manual, name or status."""

    name: str
    description: Texts
    position: int
    order: str
    collapse: str
    created_at: datetime


class ComponentItem(Item, frozen=True, kw_only=True, tag="component"):
    """``group`` is a group's id or empty."""

    slug: str
    name: str
    description: Texts
    link: str
    group: str
    position: int
    tags: list[str]
    created_at: datetime


class SpanItem(Item, frozen=True, kw_only=True, tag="span", omit_defaults=True):
    """``component`` had ``status`` from ``began_at`` until ``ended_at`` (null: still), because of ``cause_kind``/``cause_id``.

    ``cause_kind`` is baseline or correction (then ``cause_id`` is empty), incident or maintenance. A correction takes the place of all
    other spans of its time, and of corrections with an earlier ``corrected_at``, which only it has; why stands in the text ``reason``.
    """

    component: str
    status: str
    cause_kind: str
    cause_id: str
    began_at: datetime
    ended_at: datetime | None
    corrected_at: datetime | None = None  # stays out of the content of all other spans


class IncidentItem(Item, frozen=True, kw_only=True, tag="incident"):
    """Its title is the text ``title``. ``components``: each affected component at its worst, worst first.

    ``occurred_at``: when the trouble began; ``published_at``: when it was first said here.
    """

    status: str
    impact: str
    pinned: bool
    components: list[Affected]
    occurred_at: datetime
    published_at: datetime
    resolved_at: datetime | None
    next_update_at: datetime | None


class MaintenanceItem(Item, frozen=True, kw_only=True, tag="maintenance"):
    """Its title is the text ``title``. ``components``: the status each has while the maintenance runs."""

    status: str
    components: list[Affected]
    begins_at: datetime  # planned
    ends_at: datetime  # planned
    began_at: datetime | None
    ended_at: datetime | None
    published_at: datetime


class UpdateItem(Item, frozen=True, kw_only=True, tag="update"):
    """Something said about ``of`` (a subject: ``incident/…`` or ``maintenance/…``). Its words are the text ``body``.

    ``components``: those whose status this update set, and to what. ``edited_at``: the time of every edit, oldest first;
    the wording before the edit ``edited_at[k]`` is the text ``before-<k>``.
    """

    of: str
    status: str
    components: list[Affected]
    at: datetime
    edited_at: list[datetime]


class PostmortemItem(Item, frozen=True, kw_only=True, tag="postmortem"):
    """What was learned from ``of`` (``incident/…``, whose id it shares). Its words are the text ``body``; the text ``author`` is a line
    that its author chose, absent if nobody is named."""

    of: str
    published_at: datetime


class TextItem(Item, frozen=True, kw_only=True, tag="text"):
    """Words in one language. ``id`` is ``<subject>/<slot>/<language>``; bodies are Markdown, titles plain."""

    of: str
    slot: str
    language: str
    text: str


AnyItem = PageFace | GroupItem | ComponentItem | SpanItem | IncidentItem | MaintenanceItem | UpdateItem | PostmortemItem | TextItem


def text_item(of: str, slot: str, language: str, text: str) -> TextItem:
    return TextItem(id=f"{of}/{slot}/{language}", of=of, slot=slot, language=language, text=text)


def content_of(item: AnyItem) -> dict[str, Any]:
    """The item as plain JSON values, ready for ``lib.canonical``. Times become RFC 3339 in UTC with ``Z``."""
    content: dict[str, Any] = msgspec.to_builtins(item)
    return content


def item_from(content: dict[str, Any]) -> AnyItem:
    """The inverse of ``content_of``. Raises ``msgspec.ValidationError`` on anything else."""
    item: AnyItem = msgspec.convert(content, AnyItem)
    return item
