"""The RSS 2.0 feed of a page in one language (https://www.rssboard.org/rss-specification): the same entries as the Atom feed."""

from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree  # nosec B405

from aboveboard.publishing.renderers.stories import Story, Telling, address_of, content, entry_id, speakable, telling
from aboveboard.publishing.renderers.words import Words, words_for
from aboveboard.publishing.renderers.xml import written
from aboveboard.publishing.state import Rendering

ATOM = "http://www.w3.org/2005/Atom"


def rss(r: Rendering) -> bytes:
    """The feed. An item's guid and date never change; updates and edits move its ``atom:updated`` and make no new item."""
    ElementTree.register_namespace("atom", ATOM)
    words, told = words_for(r.language, r.state.face.time_zone), telling(r)
    feed = ElementTree.Element("rss", {"version": "2.0"})
    channel = ElementTree.SubElement(feed, "channel")
    _add(channel, "title", told.title)
    _add(channel, "link", told.link)
    _add(channel, "description", words._("Every incident and every maintenance of %(name)s.") % {"name": r.state.face.name})
    _add(channel, "language", r.language)
    _add(channel, "lastBuildDate", _time(told.updated))
    _add(channel, f"{{{ATOM}}}link", rel="self", type="application/rss+xml", href=f"{told.home}feed.rss")
    for story in told.stories:
        _item(channel, story, r, told, words)
    return written(feed)


def _item(channel: ElementTree.Element, story: Story, r: Rendering, told: Telling, words: Words) -> None:
    item, title = story.item, r.state.text(story.item.subject, "title", r.language)[0]
    entry = ElementTree.SubElement(channel, "item")
    _add(entry, "title", title)
    _add(entry, "link", address_of(item, told.home))
    _add(entry, "guid", entry_id(item.subject, r.language), isPermaLink="false")
    _add(entry, "pubDate", _time(item.published_at))
    _add(entry, f"{{{ATOM}}}updated", story.updated.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"))
    _add(entry, "category", words.stage(item.status))
    _add(entry, "description", content(story, r, words))


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> None:
    clean = {key: speakable(value) for key, value in attributes.items()}
    ElementTree.SubElement(parent, name, clean).text = speakable(text) or None


def _time(at: datetime) -> str:
    """RFC 822 with a year of four figures."""
    return format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True)
