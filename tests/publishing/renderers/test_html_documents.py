"""The pages of incidents, maintenances, components, the archive, the record and errors."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from aboveboard.publishing.renderers.html.component import render_component
from aboveboard.publishing.renderers.html.errors import render_error
from aboveboard.publishing.renderers.html.history import render_history, render_month
from aboveboard.publishing.renderers.html.incident import render_incident
from aboveboard.publishing.renderers.html.maintenance import render_maintenance
from aboveboard.publishing.renderers.html.record import render_record
from aboveboard.publishing.renderers.html.updates import changed_words
from aboveboard.publishing.state import MonthFact, Rendering
from tests.publishing import states
from tests.publishing.reading import read
from tests.publishing.site import DEGRADED, KEY, MAJOR, NOW, Site, at

DEMO = states.harbourline()


def test_an_incident_tells_its_updates_newest_first_with_their_place_in_the_record() -> None:
    document = read(render_incident(DEMO, "frankfurt"))
    updates = document.all("li.update")
    assert [update.one("h3").text for update in updates] == ["Resolved", "Monitoring", "Identified", "Investigating"]
    assert [update.one(".clock").text for update in updates][2:] == ["14:21 UTC 29 min in", "13:58 UTC 6 min in"]
    assert [row.text for row in updates[0].all(".changes li")] == [
        f"{name} Operational" for name in ("Bookings", "Authentication", "Frankfurt")
    ]
    subject = next(update.subject for update in DEMO.state.updates_of("incident/frankfurt") if update.status == "resolved")
    appeared = DEMO.edition.appeared[f"text/{subject}/body/en"]
    proof = updates[0].one(".proof")
    assert f"Edition {appeared.edition:,}" in proof.text and appeared.hash[:4] in proof.text
    assert proof.one("a").attributes["href"] == f"/record/items/{appeared.hash[:32]}.json"


def test_an_edit_is_marked_with_its_time_and_the_wording_before() -> None:
    edited = read(render_incident(DEMO, "frankfurt")).one("details.edited")
    assert edited.one("summary").text == "Edited 14:33: “one booking in five”, was “a few bookings”"
    assert "a few bookings is turned away" in edited.one(".said").text


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("about a few of them", "about one in five of them", ("a few", "one in five")),
        ("same", "same", None),
        ("word " * 40, "other " * 40, None),
        ("nothing was said", "nothing was said yet", None),
    ],
)
def test_only_a_short_exchange_of_words_is_quoted(before: str, after: str, change: tuple[str, str] | None) -> None:
    assert changed_words(before, after) == change


def test_lanes_have_a_table_for_those_who_do_not_see_them() -> None:
    document = read(render_incident(DEMO, "frankfurt"))
    rows = [row.text for row in document.all("table tr")[1:]]
    assert rows[0] == "Bookings Major outage Wed 11 Nov 2026, 13:52 UTC Wed 11 Nov 2026, 14:21 UTC"
    assert len(rows) == 6 and len(document.all(".lane svg")) == 3


def test_an_incident_older_than_its_spans_draws_what_its_updates_said() -> None:
    old = msgspec.structs.replace(DEMO, state=msgspec.structs.replace(DEMO.state, spans=()))
    rows = [row.text for row in read(render_incident(old, "frankfurt")).all("table tr")[1:]]
    assert rows[0].startswith("Bookings Major outage Wed 11 Nov 2026, 13:52 UTC Wed 11 Nov 2026, 14:21") and len(rows) == 6


COLD: list[Callable[[Rendering], bytes]] = [
    lambda r: render_incident(r, "frankfurt"),
    lambda r: render_maintenance(r, "dublindb"),
    lambda r: render_month(r, "2026-10"),
    lambda r: render_month(r, "2020-01"),
    lambda r: render_error(r, 404),
]


@pytest.mark.parametrize("render", COLD)
def test_cold_documents_do_not_change_with_the_clock_and_ask_for_no_news(render: Callable[[Rendering], bytes]) -> None:
    newer = msgspec.structs.replace(DEMO.edition, number=1300, at=NOW + timedelta(days=19))
    much_later = msgspec.structs.replace(DEMO, now=NOW + timedelta(days=20), edition=newer)
    assert render(DEMO) == render(much_later)
    document = read(render(DEMO))
    assert "data-edition" not in document.one("html").attributes and "data-head" not in document.one("html").attributes
    assert "As of" not in document.text and not document.all("[data-ago]") and not document.all("[data-confirmed]")


def test_a_closed_incident_shows_the_edition_that_last_changed_it() -> None:
    own = [a.edition for subject, a in DEMO.edition.appeared.items() if "incident/frankfurt" in subject]
    own += [DEMO.edition.appeared[update.subject].edition for update in DEMO.state.updates_of("incident/frankfurt")]
    own += [DEMO.edition.appeared[f"text/{update.subject}/body/en"].edition for update in DEMO.state.updates_of("incident/frankfurt")]
    own += [a.edition for subject, a in DEMO.edition.appeared.items() if subject.endswith("/before-0/en")]
    folio = read(render_incident(DEMO, "frankfurt")).one(".folio").text
    assert folio.startswith("Wednesday 11 November 2026") and f"Edition {max(own):,}" in folio


def test_an_open_incident_tells_the_present() -> None:
    document = read(render_incident(DEMO, "webhookslate"))
    assert document.one("html").attributes["data-edition"] == "1207"
    assert document.one(".facts").text.startswith("Identified") and "49 minutes ago" in document.text
    assert "10:00 UTC" in document.one("#course").text


def test_a_maintenance_tells_its_window_and_what_it_touches() -> None:
    document = read(render_maintenance(DEMO, "maptiles"))
    assert "Thu 26 Nov, 02:00 – 04:00 UTC" in document.one(".facts").text and "in 40 hours" in document.one(".facts").text
    assert document.one(".affected a").attributes["href"] == "/components/map-tiles/"
    done = read(render_maintenance(DEMO, "dublindb"))
    assert "Maintenance, done as planned" in done.one(".facts").text


def test_a_component_shows_its_figures_with_the_formula_and_its_numbers() -> None:
    document = read(render_component(DEMO, "event-stream"))
    assert [figure.one("b").text for figure in document.all(".figures div")] == ["95.78", "99.73", "99.62", "99.87", "99.87"]
    assert document.one(".figures div").text == "Today 95.78%24.5 min down"
    formula = document.one(".formula")
    assert "major + ½ partial + ⅒ degraded" in formula.text and "96 + ½ × 121 + ⅒ × 40 min" in formula.text
    assert formula.attributes["aria-label"].endswith("= 99.87\u202f%")
    assert "version 1 of the formula" in document.text


def test_every_day_with_trouble_has_a_row_with_its_incidents_as_links() -> None:
    document = read(render_component(DEMO, "event-stream"))
    troubled = [row for row in document.all("li.daily-row") if "id" in row.attributes]
    assert [row.attributes["id"] for row in troubled] == [f"day-2026-{day}" for day in ("11-24", "11-07", "11-06", "10-28", "10-03")]
    assert troubled[0].one("a").attributes["href"] == "/incidents/webhookslate/"
    assert troubled[0].one(".hours").text == "Partial outage 08:52 to 09:41"
    quiet = [row.text for row in document.all("li.quiet")]
    assert quiet[0] == "8 – 23 NovNo trouble100\u202f%" and quiet[-1].startswith("27 – 29 AugNo data")


def test_trouble_set_by_hand_is_named_where_no_incident_tells_of_it() -> None:
    site = Site()
    site.component("API", since=None)
    site.span("api", "operational", at("11-01"), at("11-20", "10:00"))
    site.span("api", MAJOR, at("11-20", "10:00"), at("11-20", "11:00"))
    site.span("api", "operational", at("11-20", "11:00"), None)
    row = read(render_component(site.rendering(), "api")).one("#day-2026-11-20")
    assert row.one(".causes").text == "Major outage"


def test_the_archive_lists_months_and_a_month_lists_what_began_in_it() -> None:
    index = read(render_history(DEMO))
    assert [link.attributes["href"] for link in index.all(".month a")] == [
        f"/history/{m}/" for m in ("2026-11", "2026-10", "2026-09", "2025-12")
    ]
    assert index.one(".month").text == "November 2026 5 incidents, 1 maintenance"
    month = read(render_month(DEMO, "2026-10"))
    assert month.one("h1").text == "October 2026"
    assert [title.text for title in month.all(".entry h3")] == [
        "The event stream gets new disks",
        "The vessel search is slow",
        "Events are late",
    ]


def test_a_month_with_an_open_incident_gives_no_running_length() -> None:
    open_one = next(entry for entry in read(render_month(DEMO, "2026-11")).all(".entry") if "Webhooks" in entry.text)
    assert open_one.one(".length").text == "not over"


def test_an_empty_month_and_an_empty_archive_say_so() -> None:
    assert "Nothing to report" in read(render_month(states.empty(), "2026-02")).text
    assert "Nothing to report" in read(render_history(states.empty())).text


def test_months_of_one_page_are_in_the_pages_zone() -> None:
    site = Site(time_zone="Pacific/Auckland")
    site.component("API")
    late = at("10-31", "12:00")  # the first of November there
    site.incident(
        "Slow", late, late + timedelta(hours=1), [("api", DEGRADED, late, late + timedelta(hours=1))], [(late, "resolved", "Over.", {})]
    )
    r = site.rendering(months=(MonthFact("2026-11", 1, 0),))
    assert "Slow" in read(render_month(r, "2026-11")).text and "Slow" not in read(render_month(r, "2026-10")).text


def test_the_record_explains_itself_and_shows_the_key() -> None:
    document = read(render_record(DEMO))
    assert "Everything said here can be checked." in document.text
    assert KEY in document.text and "aboveboard verify https://status.harbourline.example/" in document.text
    assert "09:41 UTC Edition 1,207 Incident updated" in document.one("#editions li").text
    assert document.all("#check")


@pytest.mark.parametrize("status", [404, 405, 500, 503])
def test_error_pages_say_one_sentence_and_lead_on(status: int) -> None:
    document = read(render_error(DEMO, status))
    assert document.one("h1").text.endswith(".") and f"Error {status}" in document.text
    assert {"/", "/history/"} <= {link.attributes["href"] for link in document.all("main a")}
    assert "Webhooks arrive late" not in document.text


def test_an_error_page_speaks_every_language_of_the_page_because_no_address_tells_which() -> None:
    german = read(render_error(DEMO, 404)).one("#onward-de")
    assert german.attributes["lang"] == "de"
    assert "Deutsch" in german.text and "Unter dieser Adresse" in german.text
    assert [link.attributes["href"] for link in german.all("a")] == ["/de/", "/de/history/"]


def test_what_does_not_exist_is_refused() -> None:
    for render, name in ((render_incident, "nothing"), (render_maintenance, "nothing"), (render_component, "nothing")):
        with pytest.raises(KeyError):
            render(DEMO, name)


def test_other_languages_of_a_document_lead_to_the_same_document() -> None:
    document = read(render_incident(DEMO, "frankfurt"))
    german = next(link for link in document.all("nav a") if link.attributes.get("lang") == "de")
    assert german.attributes["href"] == "/de/incidents/frankfurt/"
    back = read(render_incident(states.harbourline("de"), "frankfurt"))
    assert next(link for link in back.all("nav a") if link.attributes.get("lang") == "en").attributes["href"] == "/incidents/frankfurt/"


def test_a_component_leads_to_its_own_feed() -> None:
    document = read(render_component(states.harbourline("de", url="https://status.example/p/acme/"), "event-stream"))
    own = "/p/acme/de/components/event-stream/feed.atom"
    assert own in [link.attributes["href"] for link in document.all("link") if link.attributes.get("type") == "application/atom+xml"]
    assert document.one("#uptime .side").all("a")[-1].attributes["href"] == own
