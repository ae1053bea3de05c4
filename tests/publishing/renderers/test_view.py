"""What a page state means: windows against the exact reckoning, verdicts, words, the style's hash, catalogues."""

import base64
import hashlib
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from aboveboard.components.status import Status, settle
from aboveboard.components.uptime import days_of, totals, uptime_of
from aboveboard.publishing.items import SpanItem
from aboveboard.publishing.renderers import view
from aboveboard.publishing.renderers.html.page import render_page
from aboveboard.publishing.renderers.i18n import LOCALE_DIR, direction, own_name, translations
from aboveboard.publishing.renderers.style import STYLE, STYLE_HASH
from aboveboard.publishing.renderers.verdict import facts, reads_as_plural, verdict
from aboveboard.publishing.renderers.view import view_of
from aboveboard.publishing.renderers.windows import Calendar, window_of
from aboveboard.publishing.renderers.words import words_for
from tests.publishing import states
from tests.publishing.site import DEGRADED, MAJOR, NOW, OP, PARTIAL, UNKNOWN, Site

EN, DE = words_for("en", "UTC"), words_for("de", "Europe/Berlin")
minutes = st.integers(min_value=-100 * 1440, max_value=0)
spans = st.lists(
    st.tuples(
        minutes,
        st.integers(min_value=1, max_value=5000),
        st.sampled_from(list(Status)),
        st.sampled_from(["baseline", "incident", "maintenance"]),
    ),
    max_size=8,
)


@settings(max_examples=150)
@given(spans=spans, zone=st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Auckland"]))
def test_windows_agree_with_the_exact_reckoning(spans: list[tuple[int, int, Status, str]], zone: str) -> None:
    items = [
        SpanItem(
            id=str(n),
            component="c",
            status=status,
            cause_kind=kind,
            cause_id="x",
            began_at=NOW + timedelta(minutes=start),
            ended_at=NOW + timedelta(minutes=start + length),
        )
        for n, (start, length, status, kind) in enumerate(spans)
    ]
    stretches, place = settle(items, until=NOW), ZoneInfo(zone)
    calendar = Calendar(place, NOW)
    window = window_of(stretches, calendar)
    days = days_of(stretches, zone=place, first=calendar.first, last=calendar.last, now=NOW)
    assert {n: day.worst for n, day in enumerate(days) if day.worst is not Status.OPERATIONAL} == window.marks
    assert {status: seconds for status, seconds in window.seconds.items() if seconds} == totals(days)
    assert window.uptime == uptime_of(days)


def test_a_correction_counts_in_days_figures_and_groups_and_leaves_the_present_alone() -> None:
    site = Site()
    group = site.group("Core", ["API", "Web"])
    noon = NOW.replace(hour=0, minute=0) - timedelta(days=2, hours=12)
    site.span("api", MAJOR, noon, noon + timedelta(hours=2), "incident", "i1")
    before = view_of(site.rendering())
    site.span("api", OP, noon, NOW, "correction", corrected_at=NOW)
    site.span("web", PARTIAL, noon, noon + timedelta(hours=1), "correction", corrected_at=NOW)
    after = view_of(site.rendering())
    api, web, day = site.components["api"].id, site.components["web"].id, before.calendar.count - 4
    assert (before.window(api).marks, before.group_marks(group)) == ({day: Status.MAJOR_OUTAGE}, {day: Status.MAJOR_OUTAGE})
    assert (after.window(api).marks, after.window(web).marks) == ({}, {day: Status.PARTIAL_OUTAGE})
    assert after.group_marks(group) == {day: Status.PARTIAL_OUTAGE}
    counted = sum(after.window(web).seconds.values())
    assert (after.uptime(api), after.uptime(web)) == (1, 1 - Fraction(1800, counted))
    assert after.group_uptime(group) == 1 - Fraction(900, counted)
    assert after.status == before.status and after.system_status == Status.OPERATIONAL


@pytest.mark.parametrize(
    ("statuses", "sentence", "indicator"),
    [
        ({}, "Everything is working.", "none"),
        ({"cards": DEGRADED}, "Cards are degraded.", "minor"),
        ({"api": MAJOR}, "API is down.", "critical"),
        ({"api": PARTIAL, "web": DEGRADED}, "Core is partly down.", "major"),
        ({"api": MAJOR, "web": MAJOR}, "Core is down.", "critical"),
        ({"api": MAJOR, "web": DEGRADED}, "Core is partly down.", "critical"),
        ({"api": PARTIAL, "cards": PARTIAL, "web": MAJOR}, "Three services have trouble.", "critical"),
        ({"api": UNKNOWN}, "We have no recent data on API.", "minor"),
        ({"api": UNKNOWN, "web": UNKNOWN}, "We have no recent data on 2 services.", "minor"),
        ({"api": UNKNOWN, "web": DEGRADED}, "Web is degraded.", "minor"),
    ],
)
def test_the_verdict_names_what_is_in_trouble(statuses: dict[str, str], sentence: str, indicator: str) -> None:
    site = Site()
    for group, names in (("Core", ["API", "Web"]), ("Payments", ["Cards", "Payouts"])):
        made = site.group(group, [])
        for name in names:
            site.component(name, group=made.id, status=statuses.get(name.lower(), OP))
    seen = view_of(site.rendering())
    assert (verdict(seen, EN), seen.indicator) == (sentence, indicator)


def test_an_incident_without_components_speaks_through_its_impact() -> None:
    site = Site()
    site.component("API")
    site.incident("Trouble", NOW, None, [], [(NOW, "investigating", "We look.", {})], impact="major")
    seen = view_of(site.rendering())
    assert (verdict(seen, EN), seen.indicator) == ("One incident is open.", "major")


def test_a_lesser_trouble_of_a_component_does_not_stand_for_a_worse_incident_without_components() -> None:
    site = Site()
    site.component("API", status=DEGRADED)
    site.incident("Trouble", NOW, None, [], [(NOW, "investigating", "We look.", {})], impact="critical")
    seen = view_of(site.rendering())
    assert (verdict(seen, EN), seen.indicator) == ("One incident is open.", "critical")


def test_facts_count_what_works_and_what_is_affected() -> None:
    calm, troubled = view_of(states.harbourline(incident=False)), view_of(states.harbourline())
    assert facts(troubled, EN) == [("47 of 50", "components operational"), ("", "3 affected by one incident")]
    assert facts(calm, EN)[1][1].endswith("\u202f% over the last 90 days")


@pytest.mark.parametrize(
    ("name", "plural"),
    [
        ("Webhooks & feeds", True),
        ("Payments", True),
        ("Booking API", False),
        ("DNS", False),
        ("Status", False),
        ("Kubernetes", False),
        ("", False),
    ],
)
def test_names_are_guessed_to_be_one_or_many(name: str, plural: bool) -> None:
    assert reads_as_plural(name) is plural


def test_durations_distances_and_ranges_read_well() -> None:
    assert [EN.duration(timedelta(minutes=m)) for m in (0, 38, 107, 120, 3 * 1440 + 61)] == [
        "under a minute",
        "38 min",
        "1 h 47 min",
        "2 h",
        "3 d 1 h",
    ]
    assert (
        EN.distance(NOW + timedelta(minutes=19), NOW) == "in 19 minutes" and EN.distance(NOW - timedelta(hours=41), NOW) == "41 hours ago"
    )
    assert (
        EN.days(date(2026, 11, 15), date(2026, 11, 19)) == "15 – 19 Nov"
        and EN.days(date(2026, 10, 29), date(2026, 11, 5)) == "29 Oct – 5 Nov"
    )
    assert EN.minutes(1470) == "24.5 min" and EN.minutes(18900) == "5 h 15 min"
    assert DE.minutes(1470) == "24,5 Min."


def test_a_time_of_another_year_says_the_year() -> None:
    began, ended = datetime(2025, 12, 31, 22, 30, 7, tzinfo=UTC), datetime(2026, 1, 1, 1, 0, tzinfo=UTC)
    assert EN.nearby(began, NOW) == "Wed 31 Dec 2025, 22:30 UTC" and DE.nearby(began, NOW) == "Mi. 31. Dez. 2025, 23:30 CET"
    assert EN.dated_span(began, ended) == "Wed 31 Dec 2025, 22:30 – Thu 1 Jan 2026, 01:00 UTC"
    assert EN.dated_span(began, began + timedelta(hours=1)) == "Wed 31 Dec 2025, 22:30 – 23:30 UTC"
    assert EN.moment(began, seconds=True) == "Wed 31 Dec 2025, 22:30:07 UTC"


def test_percentages_are_cut_off_and_follow_the_language() -> None:
    assert EN.percent(Fraction(999_999, 1_000_000)) == "99.99\u202f%" and EN.percent(Fraction(1)) == "100\u202f%"
    assert DE.percent(Fraction(9987, 10_000)) == "99,87\u202f%" and EN.percent(None) == "–"


@pytest.mark.parametrize(
    ("zone", "month", "said"),
    [
        ("Europe/Berlin", 7, "CEST"),
        ("Europe/Berlin", 11, "CET"),
        ("UTC", 1, "UTC"),
        ("America/Sao_Paulo", 1, "UTC-03"),
        ("Asia/Kathmandu", 1, "UTC+05:45"),
    ],
)
def test_zones_are_named_as_of_the_time(zone: str, month: int, said: str) -> None:
    assert words_for("en", zone).time(datetime(2026, month, 1, 12, tzinfo=UTC)).endswith(f" {said}")


def test_the_style_is_in_the_page_byte_for_byte_as_hashed() -> None:
    html = render_page(states.harbourline()).decode()
    inner = html.split("<style>")[1].split("</style>")[0]
    assert inner == STYLE
    assert "sha256-" + base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode() == STYLE_HASH


def test_a_language_without_a_catalogue_speaks_english() -> None:
    assert translations("xx").gettext("Today") == "Today" and translations("../../etc").gettext("Today") == "Today"
    assert translations("de").gettext("Today") == "Heute" and translations("de-AT").gettext("Today") == "Heute"
    assert (direction("ar"), direction("de"), direction("zz-bad-")) == ("rtl", "ltr", "ltr")
    assert own_name("de") == "Deutsch"


def test_every_string_of_the_documents_is_in_german() -> None:
    renderers = Path(view.__file__).parent
    methods = [("html/**.py", "python"), ("*.py", "python"), ("templates/**.html", "jinja2")]
    found = extract_from_dir(renderers, methods, keywords={"_": None, "ngettext": (1, 2)})
    begun = "templates/postmortem.html"  # its words wait for their German
    said = {message if isinstance(message, str) else message[0] for name, _, message, _, _ in found if name != begun}
    german = translations("de")
    missing = [text for text in said if german.gettext(text) == text and german.ngettext(text, "", 1) == text]
    alike = {"API", "Auto", "Feed", "Status", "%(count)s status", "%(count)s text", "MMMM y", "Name"}
    assert len(said) > 150 and set(missing) <= alike


@pytest.mark.parametrize("catalogue", sorted(LOCALE_DIR.glob("*/LC_MESSAGES/*.po")), ids=lambda path: path.parts[-3])
def test_translations_keep_the_placeholders(catalogue: Path) -> None:
    with catalogue.open("rb") as source:
        messages = read_po(source, locale="de", abort_invalid=True)
    faults = [(message.id, str(error)) for message in messages if message.id for error in message.check()]
    assert not faults
    assert len([message for message in messages if message.string]) > 150
