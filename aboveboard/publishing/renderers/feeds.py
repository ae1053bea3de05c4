"""The Atom feed of a page or of one component, in one language (RFC 4287): one entry per incident and per maintenance."""

from datetime import UTC, datetime
from xml.etree import ElementTree  # nosec B405

from aboveboard.publishing.renderers.stories import Story, Telling, address_of, content, entry_id, speakable, telling
from aboveboard.publishing.renderers.words import Words, words_for
from aboveboard.publishing.renderers.xml import written
from aboveboard.publishing.state import Rendering

NAMESPACE = "http://www.w3.org/2005/Atom"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(r: Rendering) -> bytes:
    """The page's feed. An entry's id never changes; every update and edit moves its ``updated`` and makes no new entry."""
    return _feed(r, telling(r))


def component_atom(r: Rendering, slug: str) -> bytes:
    """The same of what affects one component. ``KeyError`` if the page shows no such component."""
    return _feed(r, telling(r, slug))


def _feed(r: Rendering, told: Telling) -> bytes:
    face, words = r.state.face, words_for(r.language, r.state.face.time_zone)
    feed = ElementTree.Element("feed", {"xmlns": NAMESPACE, XML_LANGUAGE: r.language})
    _add(feed, "id", told.id)
    _add(feed, "title", told.title)
    _add(feed, "updated", _time(told.updated))
    _add(ElementTree.SubElement(feed, "author"), "name", face.name)
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{told.link}feed.atom")
    _add(feed, "link", rel="alternate", type="text/html", href=told.link)
    _add(feed, "icon", f"{face.url}favicon.svg")
    for story in told.stories:
        _entry(feed, story, r, told.home, words)
    return written(feed)


def _entry(feed: ElementTree.Element, story: Story, r: Rendering, home: str, words: Words) -> None:
    item, (title, language) = story.item, r.state.text(story.item.subject, "title", r.language)
    entry = ElementTree.SubElement(feed, "entry", {} if language == r.language else {XML_LANGUAGE: language})
    _add(entry, "id", entry_id(item.subject, r.language))
    _add(entry, "title", title)
    _add(entry, "published", _time(item.published_at))
    _add(entry, "updated", _time(story.updated))
    _add(entry, "link", rel="alternate", type="text/html", href=address_of(item, home))
    _add(entry, "category", term=item.status, label=words.stage(item.status))
    _add(entry, "content", content(story, r, words), type="html")


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> None:
    clean = {key: speakable(value) for key, value in attributes.items()}
    ElementTree.SubElement(parent, name, clean).text = speakable(text) or None


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
