"""What changed between two editions, in words."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aboveboard.incidents.lifecycle import IncidentStatus
from aboveboard.maintenances.lifecycle import MaintenanceStatus
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
from aboveboard.publishing.renderers.causes import causes_in_words
from aboveboard.publishing.renderers.html.shell import document, links_for, words_of
from aboveboard.publishing.renderers.view import view_of
from aboveboard.publishing.renderers.words import Words
from aboveboard.publishing.state import Rendering

MANY = 4  # things added together are told as one from this number on

Pair = tuple[AnyItem | None, AnyItem | None]  # what was said before, and after
Pairs = Mapping[str, Pair]  # by subject


class Told(NamedTuple):
    """One change. ``names``: of many things told as one; ``was`` and ``now``: wordings, where words were changed."""

    text: str
    href: str = ""
    names: str = ""
    was: str = ""
    now: str = ""


def render_changes(after: Rendering, before: Rendering | None, pairs: Pairs, *, more: bool = False) -> bytes:
    """``record/<number>/changes/``: ``pairs`` is what differs; ``before`` is None for the first edition; ``more``: not all is in it."""
    words = words_of(after)
    since = before.edition.number if before else 0
    return document(
        "changes.html", after, "changes/",
        title=words._("What changed"),
        told=list(_Teller(after, before, pairs).all()),
        since=since,
        since_href=links_for(after).edition(since) if since else "",
        is_step=since == after.edition.number - 1,
        more=more,
        why=causes_in_words(after.edition.recent[0].causes, words) if after.edition.recent else "",
    )  # fmt: skip


class _Teller:
    def __init__(self, after: Rendering, before: Rendering | None, pairs: Pairs) -> None:
        self.after, self.before, self.pairs = after, before, pairs
        self.words: Words = words_of(after)
        self._ = self.words._
        self.links = links_for(after)
        self.updated = {old_or_new(pair).of for pair in pairs.values() if isinstance(old_or_new(pair), UpdateItem)}  # type: ignore[union-attr]

    def all(self) -> Iterator[Told]:
        """Pages and components first, then what was said."""
        yield from self._statuses()
        many = self._many_added()
        order = (PageFace, GroupItem, ComponentItem, IncidentItem, MaintenanceItem, UpdateItem, PostmortemItem, TextItem)
        for kind in order:
            if kind in many:
                yield many[kind]
                continue
            for pair in self.pairs.values():
                if isinstance(old_or_new(pair), kind):
                    yield from self._told(*pair)
        spans = [span for pair in self.pairs.values() if isinstance(span := old_or_new(pair), SpanItem)]
        corrected = {span.component for span in spans if span.corrected_at}
        for component in self.after.state.components:
            if component.id in corrected:
                sentence = self._("The history of %(name)s was corrected.") % {"name": component.name}
                yield Told(sentence, self.links.component(component.slug))
        if any(not span.corrected_at for span in spans) and not list(self._statuses()):
            yield Told(self._("The history of statuses changed."))

    def _many_added(self) -> dict[type, Told]:
        """Groups and components, where there are many and all of them are new: one sentence with their names."""
        ngettext, told = self.words.ngettext, dict[type, Told]()
        for kind in (GroupItem, ComponentItem):
            found = [pair for pair in self.pairs.values() if isinstance(old_or_new(pair), kind)]
            if len(found) >= MANY and all(was is None for was, _ in found):
                new = sorted((now for _, now in found if isinstance(now, GroupItem | ComponentItem)), key=self._place)
                sentence = (
                    ngettext("%(count)s group was added.", "%(count)s groups were added.", len(new))
                    if kind is GroupItem
                    else ngettext("%(count)s component was added.", "%(count)s components were added.", len(new))
                )
                names = self.words.listed([now.name for now in new])
                told[kind] = Told(sentence % {"count": self.words.number(len(new))}, names=names)
        return told

    def _place(self, thing: GroupItem | ComponentItem) -> tuple[int, int]:
        """For the order that the page has."""
        groups = {group.id: group.position for group in self.after.state.groups}
        return (groups.get(thing.group, len(groups)) if isinstance(thing, ComponentItem) else 0), thing.position

    def _statuses(self) -> Iterator[Told]:
        if self.before is None:
            return
        then, now = view_of(self.before).status, view_of(self.after).status
        for component in self.after.state.components:
            was, became = then.get(component.id), now[component.id]
            if was is not None and was != became:
                said = {"name": component.name, "was": self.words.status(was), "now": self.words.status(became)}
                yield Told(self._("%(name)s went from “%(was)s” to “%(now)s”.") % said, self.links.component(component.slug))

    def _told(self, was: AnyItem | None, now: AnyItem | None) -> Iterator[Told]:
        match was or now:
            case PageFace():
                yield Told(self._("The settings of the page changed.") if was else self._("The page was set up."))
            case GroupItem() | ComponentItem():
                yield self._thing(was, now)
            case IncidentItem() | MaintenanceItem():
                yield from self._happening(was, now)
            case UpdateItem():
                yield from self._update(was, now)
            case PostmortemItem() as learned:
                if learned.of not in self.pairs and learned.of not in self.updated:
                    yield Told(self._("“%(title)s” was changed.") % {"title": self._title(learned.of)}, self._href(learned.of))
            case TextItem():
                yield from self._text(was, now)

    def _thing(self, was: AnyItem | None, now: AnyItem | None) -> Told:
        old, new = getattr(was, "name", ""), getattr(now, "name", "")
        href = self.links.component(now.slug) if isinstance(now, ComponentItem) else ""
        if not was:
            return Told(self._("%(name)s was added.") % {"name": new}, href)
        if not now:
            return Told(self._("%(name)s was taken off the page.") % {"name": old})
        if old != new:
            return Told(self._("%(was)s is now called %(now)s.") % {"was": old, "now": new}, href)
        return Told(self._("%(name)s was changed.") % {"name": new}, href)

    def _happening(self, was: AnyItem | None, now: AnyItem | None) -> Iterator[Told]:
        item = now or was
        if item is None:
            return
        title, href = {"title": self._title(item.subject, gone=now is None)}, self._href(item.subject) if now else ""
        if now is None:
            yield Told(self._("“%(title)s” was taken off the page.") % title)
        elif was is None:
            sentence = (
                self._("Incident opened: “%(title)s”.") if isinstance(now, IncidentItem) else self._("Maintenance planned: “%(title)s”.")
            )
            yield Told(sentence % title, href)
        else:
            sentence = self._stage(was, now)
            if sentence:
                yield Told(sentence % title, href)

    def _stage(self, was: AnyItem, now: AnyItem) -> str:
        """A sentence with a place for the title; empty if an update in the same edition tells it already."""
        _ = self._
        if isinstance(was, IncidentItem) and isinstance(now, IncidentItem) and was.status != now.status:
            if now.status == IncidentStatus.RESOLVED:
                return _("Incident resolved: “%(title)s”.")
            if was.status == IncidentStatus.RESOLVED:
                return _("Incident reopened: “%(title)s”.")
        if isinstance(was, MaintenanceItem) and isinstance(now, MaintenanceItem):
            if was.status != now.status:
                return {
                    MaintenanceStatus.IN_PROGRESS: _("Maintenance began: “%(title)s”."),
                    MaintenanceStatus.COMPLETED: _("Maintenance ended: “%(title)s”."),
                    MaintenanceStatus.CANCELLED: _("Maintenance cancelled: “%(title)s”."),
                }.get(MaintenanceStatus(now.status), _("“%(title)s” was changed."))
            if (was.begins_at, was.ends_at) != (now.begins_at, now.ends_at):
                return _("Maintenance moved to another time: “%(title)s”.")
        return "" if now.subject in self.updated else _("“%(title)s” was changed.")

    def _update(self, was: AnyItem | None, now: AnyItem | None) -> Iterator[Told]:
        if isinstance(now, UpdateItem):
            said = {"title": self._title(now.of), "stage": self.words.stage(now.status)}
            if not isinstance(was, UpdateItem):
                if self._is_new(now.of):
                    return  # the sentence about the thing itself leads to it
                yield Told(self._("Update to “%(title)s”: %(stage)s.") % said, self._href(now.of))
            elif len(now.edited_at) > len(was.edited_at):
                yield Told(self._("An update to “%(title)s” was edited.") % said, self._href(now.of))
        elif isinstance(was, UpdateItem) and old_or_new(self.pairs.get(was.of, (None, None))) is None:
            yield Told(self._("An update to “%(title)s” was taken off the page.") % {"title": self._title(was.of)})

    def _text(self, was: AnyItem | None, now: AnyItem | None) -> Iterator[Told]:
        """Wordings that replace others; those of new things stand at the things themselves."""
        if isinstance(was, TextItem) and isinstance(now, TextItem) and was.text != now.text:
            said = self._("The title reads differently.") if now.slot == "title" else self._("The text reads differently.")
            yield Told(said, was=was.text, now=now.text)

    def _is_new(self, subject: str) -> bool:
        return subject in self.pairs and self.pairs[subject][0] is None

    def _title(self, subject: str, *, gone: bool = False) -> str:
        sides = (self.before, self.after) if gone else (self.after, self.before)
        titles = (side.state.text(subject, "title", self.after.language)[0] for side in sides if side)
        written = (text.text for pair in self.pairs.values() for text in pair if isinstance(text, TextItem) and _is_title(text, subject))
        return next((title for title in titles if title), next(written, "…"))

    def _href(self, subject: str) -> str:
        kind, _, key = subject.partition("/")
        return self.links.incident(key) if kind == "incident" else self.links.maintenance(key)


def old_or_new(pair: Pair) -> AnyItem | None:
    return pair[1] or pair[0]


def _is_title(text: TextItem, subject: str) -> bool:
    return text.of == subject and text.slot == "title"
