"""robots.txt: what crawlers need not read."""

from urllib.parse import urlsplit

from aboveboard.publishing.state import Rendering

# Items and lists are for verifiers; a text that was redacted should not live on in a search engine.
UNLISTED = ("record/items/", "record/documents/", "dashboard/", "members/", "subscription/", "unsubscribe/", "hooks/", "rest/")


def robots(r: Rendering) -> str:
    """Everything that is published may be read, but for the files that only machines use. Names the sitemap."""
    base = urlsplit(r.state.face.url).path or "/"
    rules = ["User-agent: *\n", *(f"Disallow: {base}{path}\n" for path in UNLISTED)]
    return "".join([*rules, f"\nSitemap: {r.state.face.url}sitemap.xml\n"])
