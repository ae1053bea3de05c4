"""The JSON Feed of a page in one language (version 1.1, https://www.jsonfeed.org/version/1.1/): the same entries as the Atom feed."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from aboveboard.publishing.renderers.stories import Story, Telling, address_of, content, entry_id, speakable, telling
from aboveboard.publishing.renderers.words import Words, words_for
from aboveboard.publishing.state import Rendering

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(r: Rendering) -> bytes:
    """The feed. An item's id never changes; updates and edits move its ``date_modified`` and make no new item."""
    face, words, told = r.state.face, words_for(r.language, r.state.face.time_zone), telling(r)
    feed = {
        "version": VERSION,
        "title": _clean(told.title),
        "home_page_url": told.link,
        "feed_url": f"{told.home}feed.json",
        "favicon": f"{face.url}favicon.ico",
        "language": r.language,
        "authors": [{"name": _clean(face.name), "url": told.home}],
        "items": [_item(story, r, told, words) for story in told.stories],
    }
    return msgspec.json.format(msgspec.json.encode(feed), indent=1) + b"\n"


def _item(story: Story, r: Rendering, told: Telling, words: Words) -> dict[str, Any]:
    item, (title, language) = story.item, r.state.text(story.item.subject, "title", r.language)
    return {
        "id": entry_id(item.subject, r.language),
        "url": address_of(item, told.home),
        "title": _clean(title),
        "content_html": content(story, r, words),
        "date_published": _time(item.published_at),
        "date_modified": _time(story.updated),
        "tags": [words.stage(item.status)],
        "language": language,
    }


def _clean(text: str) -> str:
    return speakable(text)


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
