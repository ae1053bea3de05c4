"""Incidents and maintenances as feeds tell them, whatever the format: which, in what order, under which id, in what words."""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from html import escape
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from aboveboard.lib import markdown
from aboveboard.publishing.items import ComponentItem, IncidentItem, MaintenanceItem, PageFace, UpdateItem
from aboveboard.publishing.renderers.view import View, view_of
from aboveboard.publishing.renderers.words import Words, words_for
from aboveboard.publishing.state import PageState, Rendering

ENTRIES = 50

# Characters that XML 1.0 cannot hold at all, not even escaped.
_UNSPEAKABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Story(NamedTuple):
    """An incident or a maintenance as a feed sees it. ``updated``: the last thing said or edited."""

    item: IncidentItem | MaintenanceItem
    updates: tuple[UpdateItem, ...]
    updated: datetime


class Telling(NamedTuple):
    """What a feed says of itself. ``home``: the address of the page in the feed's language; ``link``: of what the feed is about."""

    id: str
    title: str
    home: str
    link: str
    updated: datetime
    stories: list[Story]


def speakable(text: str) -> str:
    """The text with U+FFFD for every character that XML cannot hold."""
    return _UNSPEAKABLE.sub("\ufffd", text)


def telling(r: Rendering, slug: str = "") -> Telling:
    """The whole page's feed, or one component's. ``KeyError`` if the page shows no such component."""
    face, words, home = r.state.face, words_for(r.language, r.state.face.time_zone), home_of(r.state.face, r.language)
    if not slug:
        stories = stories_of(view_of(r))
        title = words._("%(name)s status") % {"name": face.name}
        return Telling(entry_id(face.subject, r.language), title, home, home, _newest(stories, face.created_at), stories)
    component = component_of(r.state, slug)
    stories = stories_of(view_of(r), component)
    title = words._("%(component)s · %(name)s status") % {"component": component.name, "name": face.name}
    link = f"{home}components/{slug}/"
    return Telling(entry_id(component.subject, r.language), title, home, link, _newest(stories, component.created_at), stories)


def component_of(state: PageState, slug: str) -> ComponentItem:
    """``KeyError`` if the page shows no such component."""
    for component in state.components:
        if component.slug == slug:
            return component
    raise KeyError(slug)


def home_of(face: PageFace, language: str) -> str:
    """The absolute address of the page in a language, with its slash."""
    return face.url if language == face.languages[0] else f"{face.url}{language}/"


def address_of(item: IncidentItem | MaintenanceItem, home: str) -> str:
    """The absolute address of its page; ``home`` as of ``home_of``."""
    return f"{home}{'incidents' if isinstance(item, IncidentItem) else 'maintenances'}/{item.id}/"


@lru_cache(maxsize=4096)
def entry_id(subject: str, language: str) -> str:
    """The same for a subject in a language for ever, wherever the page moves. Whoever reads a feed in two languages has two feeds."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'aboveboard:{subject}:{language}')}"


def event_id(subject: str) -> str:
    """As ``entry_id``, of an event in calendars: in any language it is the same one, which takes place once."""
    return str(uuid5(NAMESPACE_URL, f"aboveboard:{subject}"))


def stories_of(view: View, component: ComponentItem | None = None) -> list[Story]:
    """The newest news first; of everything, or of what affects a component."""
    told = _stories(view)
    if component is not None:
        told = [story for story in told if component.id in _affected(story.item, view.state)]
    return told[:ENTRIES]


@lru_cache(maxsize=1)
def _stories(view: View) -> list[Story]:
    items: list[IncidentItem | MaintenanceItem] = [*view.state.incidents, *view.state.maintenances]
    return sorted((_story(view.state, item) for item in items), key=lambda story: (story.updated, story.item.id), reverse=True)


def content(story: Story, r: Rendering, words: Words) -> str:
    """HTML: what is affected and, for a maintenance, when; then every update, newest first."""
    kept, key = view_of(r).told, (story.item.subject, r.language)  # three formats tell the same stories
    if key not in kept:
        kept[key] = _content(story, r, words)
    return kept[key]


def _content(story: Story, r: Rendering, words: Words) -> str:
    parts = []
    if isinstance(story.item, MaintenanceItem):
        parts.append(f"<p>{escape(words.span(story.item.begins_at, story.item.ends_at))}</p>")
    names = {component.id: component.name for component in r.state.components}
    affected = [f"{escape(names[a.component])}: {escape(words.status(a.status))}" for a in story.item.components if a.component in names]
    if affected:
        parts.append(f"<ul>{''.join(f'<li>{line}</li>' for line in affected)}</ul>")
    for update in story.updates:
        body, language = r.state.text(update.subject, "body", r.language)
        mark = "" if language == r.language else f' lang="{escape(language)}"'
        parts.append(f"<p><strong>{escape(words.stage(update.status))}</strong> · {escape(words.moment(update.at))}</p>")
        parts.append(f"<div{mark}>{markdown.render(speakable(body))}</div>")
    return speakable("".join(parts))


def _story(state: PageState, item: IncidentItem | MaintenanceItem) -> Story:
    updates = state.updates_of(item.subject)
    said = [at for update in updates for at in (update.at, *update.edited_at)]
    return Story(item, updates, max([item.published_at, *said]))


def _affected(item: IncidentItem | MaintenanceItem, state: PageState) -> set[str]:
    """Ids of the components that it affects, or that an update of it set to anything."""
    set_by_updates: Iterable[str] = (a.component for update in state.updates_of(item.subject) for a in update.components)
    return {*(affected.component for affected in item.components), *set_by_updates}


def _newest(stories: list[Story], otherwise: datetime) -> datetime:
    return stories[0].updated if stories else otherwise
