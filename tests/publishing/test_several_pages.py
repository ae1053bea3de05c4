"""Every document of several pages: on a host of its own, at the root, below a path; each with its own links and nobody else's words."""

import re
from typing import Any

import feedparser
import icalendar
import msgspec
import pytest

from aboveboard.incidents.actions import edit_update, post_update
from aboveboard.maintenances.actions import cancel_maintenance
from aboveboard.pages.models import Page
from aboveboard.publishing import work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.addresses import page_url
from aboveboard.publishing.compress import LEAST, copies_of
from aboveboard.publishing.site import TYPES
from tests.publishing.folders import VALID, document, everything, folder_of, is_published, verdict_of
from tests.publishing.renderers.test_jsonfeed import Feed
from tests.world import ED, NOW, a_component, a_maintenance, a_page, ahead, an_incident

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.uncounted]

OF_A_PAGE = ("feed.atom", "feed.rss", "feed.json", "calendar.ics", "badge.svg", "badge-flat.svg", "index.md")
OF_A_COMPONENT = ("index.html", "feed.atom", "badge.svg", "badge-flat.svg")
ONCE = ("llms.txt", "sitemap.xml", "theme.css", "robots.txt")


def three_pages() -> list[tuple[Page, str]]:
    """The default page, one below a path, one on its own host; each with its address."""
    first = a_page(languages=["en", "de"])
    second = a_page("Acme", slug="acme", languages=["en", "de"])
    third = a_page("Own", slug="own", host="status.own.example", languages=["en", "de"])
    return [(page, page_url(page)) for page in (first, second, third)]


def test_every_page_has_every_document_with_links_to_itself(settings: Any) -> None:
    settings.SECURITY_CONTACT = "mailto:security@example.com"
    pages, api = three_pages(), a_component()
    assert len({address for _, address in pages}) == 3 and pages[1][1] == f"{pages[0][1]}p/acme/"
    an_incident(statuses={api: "major_outage"})
    a_maintenance(statuses={api: "under_maintenance"})
    for page, address in pages:
        publish(page, now=NOW)
        for language in ("", "de/"):
            assert all(is_published(page, f"{language}components/api/{path}") for path in OF_A_COMPONENT)
            told = {path: document(page, f"{language}{path}").replace("\n ", "") for path in OF_A_PAGE}
            assert [path for path, text in told.items() if f"{address}{language}" not in text and ".svg" not in path] == []
        links = set(re.findall(r'https?://[^\s"<>)\\]+', "".join([*told.values(), *(document(page, path) for path in ONCE)])))
        ours = {link for link in links if any(link.startswith(other.rstrip("/")) for _, other in pages)}
        assert ours and [link for link in ours if not link.startswith(address)] == []
        assert is_published(page, ".well-known/security.txt") == (not address.endswith("/p/acme/"))
        assert verdict_of(page) == VALID


def test_an_update_reaches_the_feed_and_the_badges_of_its_component_with_its_edition() -> None:
    page, api, web = a_page(), a_component(), a_component("Web")
    incident = an_incident(statuses={api: "degraded_performance"})
    publish(page, now=NOW)
    still = document(page, "components/web/badge.svg")

    post_update(incident, status="identified", body="A pipe broke.", statuses={api: "major_outage"}, at=ahead(minutes=1), by=ED)
    work.publish_due(ahead(minutes=1))

    assert "A pipe broke." in document(page, "components/api/feed.atom")
    assert "API: Major outage" in document(page, "components/api/badge.svg")
    assert "API: Major outage" in document(page, "components/api/badge-flat.svg")
    assert "A pipe broke." not in document(page, "components/web/feed.atom")
    assert document(page, "components/web/badge.svg") == still and web.slug == "web"


def test_an_edit_is_no_new_entry_in_any_feed() -> None:
    page, api = a_page(), a_component()
    incident = an_incident(statuses={api: "major_outage"})
    publish(page, now=NOW)
    before = [feedparser.parse(document(page, path)).entries for path in ("feed.atom", "feed.rss", "components/api/feed.atom")]

    edit_update(incident.updates.get(), body="In other words.", at=ahead(minutes=3), by=ED)
    work.publish_due(ahead(minutes=3))

    after = [feedparser.parse(document(page, path)).entries for path in ("feed.atom", "feed.rss", "components/api/feed.atom")]
    assert [[entry.id for entry in entries] for entries in after] == [[entry.id for entry in entries] for entries in before]
    assert all(entries[0].published == earlier[0].published for entries, earlier in zip(after, before, strict=True))
    assert all(entries[0].updated > earlier[0].updated for entries, earlier in zip(after, before, strict=True))
    assert all("In other words." in str(entries[0]) for entries in after)


def test_an_edit_and_an_update_make_no_new_item_in_the_json_feed_and_a_maintenance_does() -> None:
    page, api = a_page(), a_component()
    incident = an_incident(statuses={api: "major_outage"})
    publish(page, now=NOW)
    [before] = items_of(page)

    edit_update(incident.updates.get(), body="In other words.", at=ahead(minutes=3), by=ED)
    post_update(incident, status="identified", body="A pipe broke.", at=ahead(minutes=4), by=ED)
    work.publish_due(ahead(minutes=4))
    [after] = items_of(page)
    assert (after["id"], after["date_published"]) == (before["id"], before["date_published"])
    assert after["date_modified"] > before["date_modified"] and "In other words." in after["content_html"]

    a_maintenance(statuses={api: "under_maintenance"}, at=ahead(minutes=5))
    work.publish_due(ahead(minutes=5))
    assert [item["id"] for item in items_of(page)][1:] == [before["id"]]


def items_of(page: Page) -> list[dict[str, Any]]:
    """The JSON Feed's items, read as its specification says."""
    feed: dict[str, Any] = msgspec.to_builtins(msgspec.json.decode(document(page, "feed.json"), type=Feed))
    return list(feed["items"])


def test_a_cancelled_maintenance_gets_a_higher_sequence_under_the_same_uid() -> None:
    page, api = a_page(), a_component()
    maintenance = a_maintenance(statuses={api: "under_maintenance"})
    publish(page, now=NOW)
    [before] = icalendar.Calendar.from_ical(document(page, "calendar.ics")).walk("VEVENT")

    cancel_maintenance(maintenance, body="Not now.", at=ahead(minutes=3), by=ED)
    work.publish_due(ahead(minutes=3))

    [after] = icalendar.Calendar.from_ical(document(page, "calendar.ics")).walk("VEVENT")
    assert after["uid"] == before["uid"] and after["sequence"] > before["sequence"]
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")


def test_every_published_file_has_a_type_and_all_that_are_text_have_copies() -> None:
    page, api = a_page(), a_component()
    an_incident(statuses={api: "major_outage"})
    publish(page, now=NOW)
    published = [path for path in everything(folder_of(page) / "current") if not path.endswith((".gz", ".br"))]

    assert [path for path in published if not any(path.endswith(suffix) for suffix in TYPES)] == []
    assert [suffix for suffix in TYPES if suffix != ".png" and not copies_of(f"x{suffix}", b"x" * (LEAST + 1))] == []
