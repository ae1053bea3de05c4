"""sitemap.xml (https://www.sitemaps.org/protocol.html): every page for people, in every language."""

from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree  # nosec B405

from aboveboard.publishing.renderers.chronicle import is_closed
from aboveboard.publishing.renderers.stories import address_of, home_of, stories_of
from aboveboard.publishing.renderers.view import view_of
from aboveboard.publishing.renderers.xml import written
from aboveboard.publishing.state import Rendering

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000  # that the protocol allows


def sitemap(r: Rendering) -> bytes:
    """What changes with every edition has the edition's time, an incident that of its last words; older ones are found by month."""
    urls = ElementTree.Element("urlset", {"xmlns": NAMESPACE})
    for address, changed in list(_addresses(r))[:MOST]:
        url = ElementTree.SubElement(urls, "url")
        ElementTree.SubElement(url, "loc").text = address
        if changed is not None:
            ElementTree.SubElement(url, "lastmod").text = changed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return written(urls)


def _addresses(r: Rendering) -> Iterator[tuple[str, datetime | None]]:
    """Absolute addresses, each with the time of its last change if that is known."""
    stories = stories_of(view_of(r))
    for language in r.state.face.languages:
        home = home_of(r.state.face, language)
        yield home, r.edition.at
        yield f"{home}history/", None
        yield f"{home}record/", r.edition.at
        for component in r.state.components:
            yield f"{home}components/{component.slug}/", None
        for story in stories:
            yield address_of(story.item, home), story.updated if is_closed(story.item) else r.edition.at
        for fact in r.state.months:
            yield f"{home}history/{fact.month}/", None
