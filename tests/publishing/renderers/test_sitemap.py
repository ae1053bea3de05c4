"""The sitemap against its protocol, and robots.txt that names it."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import msgspec

from aboveboard.publishing.renderers.robots import robots
from aboveboard.publishing.renderers.sitemap import NAMESPACE, sitemap
from aboveboard.publishing.state import MonthFact, Rendering
from tests.publishing.renderers.telling import a_face, ago, an_incident, calm, rendering, troubled


def urls(r: Rendering) -> dict[str, str | None]:
    root = ElementTree.fromstring(sitemap(r))
    assert root.tag == f"{{{NAMESPACE}}}urlset"
    found = [(url.findtext(f"{{{NAMESPACE}}}loc", ""), url.findtext(f"{{{NAMESPACE}}}lastmod")) for url in root]
    assert len(dict(found)) == len(found)
    return dict(found)


def test_every_page_for_people_is_named_in_every_language() -> None:
    r = rendering(troubled())
    r = msgspec.structs.replace(r, state=msgspec.structs.replace(r.state, months=(MonthFact("2026-11", 1, 0),)))
    below = [
        "", "history/", "record/", "components/stream/", "components/hooks/", "components/maps/", "history/2026-11/",
        "incidents/inc000000001/", "maintenances/main00000001/",
    ]  # fmt: skip

    assert set(urls(r)) == {f"https://status.example.com/{language}{path}" for language in ("", "de/") for path in below}


def test_what_is_over_changed_when_its_last_words_were_said() -> None:
    told = urls(rendering([*calm(), *an_incident(status="resolved", resolved_at=ago(minutes=20))]))

    assert told["https://status.example.com/"] == "2026-11-24T09:40:00Z"
    assert told["https://status.example.com/incidents/inc000000001/"] == "2026-11-24T08:56:00Z"


def test_hostile_addresses_stay_addresses_and_a_path_stays_before_them() -> None:
    told = urls(rendering([a_face(url="https://x.example/p/a&b<c/"), *calm()[1:]]))

    assert all(address.startswith("https://x.example/p/a&b<c/") for address in told)


def test_robots_are_told_of_the_sitemap_and_may_read_what_it_names() -> None:
    r = rendering([a_face(url="https://x.example/p/acme/"), *troubled()[1:]])
    parser = RobotFileParser()
    parser.parse(robots(r).splitlines())

    assert parser.site_maps() == ["https://x.example/p/acme/sitemap.xml"]
    assert [address for address in urls(r) if not parser.can_fetch("anyone", address)] == []
    assert not parser.can_fetch("anyone", "https://x.example/p/acme/record/items/abc.json")
