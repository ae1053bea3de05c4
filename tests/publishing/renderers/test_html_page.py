"""The page in its conditions, read as a reader's program would."""

import re
from datetime import timedelta

import brotli
import msgspec
import pytest

from aboveboard.publishing.items import Link
from aboveboard.publishing.renderers.html.page import render_page
from aboveboard.publishing.state import Rendering
from tests.publishing import states
from tests.publishing.reading import Element, read
from tests.publishing.site import DEGRADED, MAJOR, NOW, OP, PARTIAL, Site, at


def page(r: Rendering) -> Element:
    return read(render_page(r))


def test_a_calm_page_says_that_everything_is_working_and_opens_no_group() -> None:
    document = page(states.harbourline(incident=False))
    assert document.one("h1").text == "Everything is working."
    assert document.all("details.group") and not [group for group in document.all("details.group") if "open" in group.attributes]
    assert "50 of 50" in document.one(".facts").text
    assert not document.all(".sheet")


def test_an_open_incident_stands_before_the_components_with_its_newest_words() -> None:
    html = render_page(states.harbourline()).decode()
    document = read(html.encode())
    assert document.one("h1").text == "Webhooks & feeds are partly down."
    sheet = document.one(".sheet")
    assert sheet.attributes["id"] == "incident-webhookslate"
    assert "A queue server ran out of disk space at 08:47." in sheet.one(".said").text
    assert "All 3 updates" in sheet.text and "10:00 UTC" in sheet.text
    assert html.index('id="incident-webhookslate"') < html.index('id="components"')
    assert sheet.one(".affected li").text == "Event stream Partial outage"


def test_a_group_in_trouble_opens_itself_and_says_how_many_are_affected() -> None:
    opened = [group for group in page(states.harbourline()).all("details.group") if "open" in group.attributes]
    assert [group.one(".name").text for group in opened] == ["Webhooks & feeds 3 of 5 affected"]


@pytest.mark.parametrize(
    ("collapse", "trouble", "is_open"),
    [("always", True, False), ("never", False, True), ("unless_trouble", True, True), ("unless_trouble", False, False)],
)
def test_groups_follow_their_rule(collapse: str, trouble: bool, is_open: bool) -> None:
    site = Site()
    group = site.group("Core", ["API", "Web"], collapse=collapse)
    if trouble:
        site.incident(
            "Slow",
            NOW - timedelta(hours=1),
            None,
            [("api", DEGRADED, NOW - timedelta(hours=1), None)],
            [(NOW, "investigating", "We look.", {})],
        )
    details = page(site.rendering()).one(f"#group-{group.id}")
    assert ("open" in details.attributes) is is_open


def test_several_incidents_come_pinned_first_then_worst_first() -> None:
    site = Site()
    site.group("Core", ["API", "Web", "Mail"])
    for title, slug, status, pinned in (
        ("Minor", "api", DEGRADED, False),
        ("Worst", "web", MAJOR, False),
        ("Pinned", "mail", DEGRADED, True),
    ):
        site.incident(
            title,
            NOW - timedelta(hours=2),
            None,
            [(slug, status, NOW - timedelta(hours=2), None)],
            [(NOW - timedelta(hours=2), "investigating", "We look.", {})],
            pinned=pinned,
        )
    document = page(site.rendering())
    assert [sheet.one("h2").text for sheet in document.all(".sheet")] == ["Pinned", "Worst", "Minor"]
    assert document.one("h1").text == "Core is partly down."


def test_an_overdue_update_is_said_to_be_overdue() -> None:
    site = Site()
    site.component("API")
    site.incident(
        "Slow",
        NOW - timedelta(hours=2),
        None,
        [("api", DEGRADED, NOW - timedelta(hours=2), None)],
        [(NOW - timedelta(hours=2), "investigating", "We look.", {})],
        next_update_at=NOW - timedelta(minutes=41),
    )
    late = page(site.rendering()).one(".late")
    assert "was due 09:00 UTC" in late.text


def test_an_empty_page_says_so_without_a_list() -> None:
    document = page(states.empty())
    assert document.one("h1").text == "No components yet."
    assert not document.all("#components") and document.all("#history")


def test_components_without_data_are_never_called_working() -> None:
    site = Site()
    site.component("API", since=None)
    document = page(site.rendering())
    assert document.one("h1").text == "We have no recent data."
    assert document.one("a.row .word").text == "No data"
    assert document.one("a.row .up").text == "–"
    assert "API, 90 days: no data." in document.one("a.row svg.bars").attributes["aria-label"]


def test_a_running_maintenance_hangs_from_a_board_of_its_own_colour() -> None:
    site = Site()
    site.component("API")
    site.maintenance(
        "Moving",
        "It may be slow.",
        ["api"],
        NOW - timedelta(hours=1),
        NOW + timedelta(hours=1),
        status="in_progress",
        began=NOW - timedelta(hours=1),
    )
    document = page(site.rendering())
    assert document.one("h1").text == "Maintenance is under way."
    sheet = document.one(".sheet")
    assert "mt" in sheet.classes and "Moving" in sheet.text
    assert document.one("a.row .word").text == "Maintenance"


@pytest.mark.parametrize(("hours", "place"), [(47, "soon"), (49, "later")])
def test_a_maintenance_within_48_hours_stands_above_the_components(hours: int, place: str) -> None:
    site = Site()
    site.component("API")
    site.maintenance("Moving", "It may be slow.", ["api"], NOW + timedelta(hours=hours), NOW + timedelta(hours=hours + 2))
    html = render_page(site.rendering()).decode()
    assert f'id="{place}"' in html
    assert (html.index(f'id="{place}"') < html.index('id="components"')) is (place == "soon")


def test_quiet_days_are_folded_into_one_line() -> None:
    days = page(states.harbourline()).one("ol.days").children_of("li")
    assert [day.text.split("Nothing")[0].strip() for day in days if "quiet" in day.classes] == ["21 – 23 Nov", "15 – 19 Nov", "12 – 13 Nov"]
    assert [day.one(".day").text for day in days if "quiet" not in day.classes] == ["Today", "Fri 20 Nov", "Sat 14 Nov", "Wed 11 Nov"]
    assert "1 h 47 min" in days[-1].text and "Maintenance, done as planned" in page(states.harbourline()).one("ol.days").text


def test_each_component_has_one_drawing_with_a_sentence_and_leads_to_its_page() -> None:
    document = page(states.harbourline())
    row = next(row for row in document.all("a.row") if row.one(".name").text == "Event stream")
    assert row.attributes["href"] == "/components/event-stream/"
    label = row.one("svg.bars").attributes["aria-label"]
    assert (
        label.startswith("Event stream, 90 days: ") and "worst was a major outage on 6 November" in label and "no data for 3 days" in label
    )
    assert row.one(".up").text == "99.87\u202f%"
    assert len(document.all("svg.bars")) == 58


def test_times_carry_their_zone_and_are_readable_by_machines() -> None:
    document = page(states.harbourline(time_zone="Europe/Berlin"))
    assert "10:41 CET" in document.one(".folio").text
    stamps = [time.attributes["datetime"] for time in document.all("time")]
    assert "2026-11-24T08:52:00Z" in stamps and "09:52 CET" in document.text


def test_german_is_german_and_marks_what_is_not() -> None:
    document = page(states.harbourline("de"))
    assert document.one("html").attributes["lang"] == "de"
    assert document.one("h1").text == "Webhooks & feeds sind teilweise ausgefallen."
    assert document.one(".sheet h2").text == "Webhooks kommen spät, der Ereignisstrom setzt aus"
    foreign = [title for title in document.all(".entry h3") if title.attributes.get("lang") == "en"]
    assert foreign[0].text == "Exports over 10,000 rows are slow"
    assert "99,87\u202f%" in document.text and "Fr. 20. Nov." in document.text
    assert document.one("a.row").attributes["href"].startswith("/de/components/")


def test_a_language_that_runs_from_right_to_left_turns_the_document() -> None:
    document = page(states.harbourline("ar", languages=["en", "ar"]))
    assert document.one("html").attributes["dir"] == "rtl"
    assert document.one(".said").attributes["dir"] == "auto"


def test_an_address_below_a_path_keeps_all_links_below_it() -> None:
    document = page(states.harbourline(url="https://status.example/p/acme/"))
    hrefs = [link.attributes["href"] for link in document.all("a")]
    assert not [href for href in hrefs if href.startswith("/") and not href.startswith("/p/acme/")]


def test_what_the_script_needs_is_there() -> None:
    document = page(states.harbourline())
    html = document.one("html").attributes
    assert (html["data-edition"], html["data-head"], html["data-zone"]) == ("1207", "/head.json", "UTC")
    assert document.one("#said").attributes["aria-live"] == "polite"
    assert document.one("[data-confirmed]").attributes["data-stale"] == "Not confirmed since {}"
    assert document.one("body").attributes["data-verdict"] == "Webhooks & feeds are partly down."
    ids = [element.attributes["id"] for element in document.all("[id]")]
    assert len(ids) == len(set(ids))
    assert [radio.attributes["value"] for radio in document.all("input")] == ["auto", "light", "dark"]


def test_nothing_is_styled_or_scripted_inline_and_nothing_comes_from_elsewhere() -> None:
    html = render_page(states.harbourline()).decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", html)
    assert html.count("<style>") == 1
    document = read(html.encode())
    assert [s for s in document.all("script") if not s.attributes.get("src", "").startswith("/assets/") or s.text] == []
    assert not [link for link in document.all("link") if not link.attributes["href"].startswith("/")]
    assert not re.search(r"url\(", html)


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\u202e{{7*7}}'


def test_hostile_names_and_texts_stay_text() -> None:
    site = Site(HOSTILE, description={"en": HOSTILE}, footer_links=[])
    site.group(HOSTILE, [])
    group = site.items[0]
    site.component(HOSTILE, slug="evil", group=group.id)
    site.incident(
        HOSTILE,
        NOW - timedelta(hours=1),
        None,
        [("evil", PARTIAL, NOW - timedelta(hours=1), None)],
        [(NOW, "investigating", HOSTILE, {"evil": PARTIAL})],
    )
    site.maintenance(HOSTILE, HOSTILE, ["evil"], NOW + timedelta(hours=3), NOW + timedelta(hours=4))
    document = page(site.rendering())
    assert len(document.all("script")) <= 1 and not document.all("main img")
    assert not [element for element in document.all("*") if any(name.startswith("on") for name in element.attributes)]
    assert HOSTILE in document.one(".sheet h2").text and "{{7*7}}" in document.one("title").text


def test_addresses_that_would_run_something_lead_nowhere() -> None:
    site = Site(footer_links=[Link("Bad", "JavaScript:alert(1)"), Link("Good", "https://good.example/")], logo="data:text/html,x")
    document = page(site.rendering())
    links = {link.text: link.attributes["href"] for link in document.all("footer nav a")}
    assert (links["Bad"], links["Good"]) == ("#", "https://good.example/")
    assert not document.all(".brand img")


@pytest.mark.parametrize(("url", "base"), [("https://status.example/", "/"), ("https://status.example/p/acme/", "/p/acme/")])
def test_a_logo_stands_beside_the_name_and_is_a_file_of_the_page(url: str, base: str) -> None:
    document = page(Site(logo="assets/0123456789abcdef.png", url=url).rendering())
    assert document.one(".brand img").attributes["src"] == f"{base}assets/0123456789abcdef.png"


def test_a_group_can_explain_itself() -> None:
    site = Site()
    group = site.group("Core", ["API"])
    site.items[site.items.index(group)] = msgspec.structs.replace(group, description={"en": "What all else needs."})
    assert page(site.rendering()).one("details.group .about").text == "What all else needs."


def test_the_first_view_of_50_components_stays_below_20_kilobytes() -> None:
    for rendering in (states.sized(50), states.harbourline()):
        assert len(brotli.compress(render_page(rendering), quality=5)) <= 20_000


def test_a_thousand_components_are_all_on_the_page() -> None:
    assert len(page(states.sized(1000)).all("a.row")) == 1000


def test_the_same_rendering_gives_the_same_bytes() -> None:
    first = states.harbourline()
    assert render_page(first) == render_page(msgspec.structs.replace(first))


def test_an_incident_without_impact_leaves_the_verdict_calm() -> None:
    site = Site()
    site.component("API")
    site.incident("A notice", at("11-24", "08:00"), None, [], [(at("11-24", "08:00"), "monitoring", "For your information.", {})])
    document = page(site.rendering())
    assert document.one("h1").text == "Everything is working." and "A notice" in document.one(".sheet").text


def test_a_component_that_recovered_shows_so_while_its_incident_goes_on() -> None:
    site = Site()
    site.group("Core", ["API", "Web"])
    began = NOW - timedelta(hours=2)
    site.incident(
        "Slow",
        began,
        None,
        [("api", DEGRADED, began, NOW - timedelta(hours=1)), ("web", DEGRADED, began, None)],
        [(began, "investigating", "We look.", {}), (NOW - timedelta(hours=1), "monitoring", "API is back.", {"api": OP})],
    )
    rows = [row.text for row in page(site.rendering()).all(".affected li")]
    assert rows == ["Web Degraded", "API Operational"]
