"""The Atom feed of a page in one language (RFC 4287): one entry per incident and per maintenance."""

from datetime import UTC, datetime
from html import escape
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree  # nosec B405

from aboveboard.lib import markdown
from aboveboard.publishing.items import IncidentItem, MaintenanceItem, UpdateItem
from aboveboard.publishing.renderers.words import Words, words_for
from aboveboard.publishing.state import PageState, Rendering

ENTRIES = 50
NAMESPACE = "http://www.w3.org/2005/Atom"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

# Characters that XML 1.0 cannot hold at all, not even escaped.
UNSPEAKABLE = dict.fromkeys([*(c for c in range(0x20) if c not in (0x09, 0x0A, 0x0D)), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "\ufffd")


class Story(NamedTuple):
    """An incident or a maintenance as a feed sees it. ``updated``: the last thing said or edited."""

    item: IncidentItem | MaintenanceItem
    updates: tuple[UpdateItem, ...]
    updated: datetime


def atom(r: Rendering) -> bytes:
    """The feed. An entry's id never changes; every update and edit moves its ``updated`` and makes no new entry."""
    face, words = r.state.face, words_for(r.language, r.state.face.time_zone)
    base = face.url if r.language == face.languages[0] else f"{face.url}{r.language}/"
    stories = _stories(r.state)
    feed = ElementTree.Element("feed", {"xmlns": NAMESPACE, XML_LANGUAGE: r.language})
    _add(feed, "id", entry_id(face.subject))
    _add(feed, "title", words._("%(name)s status") % {"name": face.name})
    _add(feed, "updated", _time(stories[0].updated if stories else face.created_at))
    _add(ElementTree.SubElement(feed, "author"), "name", face.name)
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{base}feed.atom")
    _add(feed, "link", rel="alternate", type="text/html", href=base)
    _add(feed, "icon", f"{face.url}favicon.svg")
    for story in stories:
        _entry(feed, story, r, base, words)
    ElementTree.indent(feed, space="")
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def entry_id(subject: str) -> str:
    """The same for a subject for ever, wherever the page moves."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'aboveboard:{subject}')}"


def _stories(state: PageState) -> list[Story]:
    """The newest news first."""
    stories = []
    items: list[IncidentItem | MaintenanceItem] = [*state.incidents, *state.maintenances]
    for item in items:
        updates = state.updates_of(item.subject)
        said = [at for update in updates for at in (update.at, *update.edited_at)]
        stories.append(Story(item, updates, max([item.published_at, *said])))
    return sorted(stories, key=lambda story: (story.updated, story.item.id), reverse=True)[:ENTRIES]


def _entry(feed: ElementTree.Element, story: Story, r: Rendering, base: str, words: Words) -> None:
    item, (title, language) = story.item, r.state.text(story.item.subject, "title", r.language)
    folder = "incidents" if isinstance(item, IncidentItem) else "maintenances"
    entry = ElementTree.SubElement(feed, "entry", {} if language == r.language else {XML_LANGUAGE: language})
    _add(entry, "id", entry_id(item.subject))
    _add(entry, "title", title)
    _add(entry, "published", _time(item.published_at))
    _add(entry, "updated", _time(story.updated))
    _add(entry, "link", rel="alternate", type="text/html", href=f"{base}{folder}/{item.id}/")
    _add(entry, "category", term=item.status, label=words.stage(item.status))
    _add(entry, "content", _content(story, r, words), type="html")


def _content(story: Story, r: Rendering, words: Words) -> str:
    """HTML: what is affected and, for a maintenance, when; then every update, newest first."""
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
        parts.append(f"<div{mark}>{markdown.render(body.translate(UNSPEAKABLE))}</div>")
    return "".join(parts)


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> None:
    clean = {key: value.translate(UNSPEAKABLE) for key, value in attributes.items()}
    ElementTree.SubElement(parent, name, clean).text = text.translate(UNSPEAKABLE) or None


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
