"""The title that writes itself."""

import pytest
from django.utils.translation import override

from aboveboard.incidents.titles import title_of

DEGRADED, PARTIAL, MAJOR = "degraded_performance", "partial_outage", "major_outage"


@pytest.mark.parametrize(
    ("affected", "title"),
    [
        ([], ""),
        ([("API", "operational")], ""),
        ([("API", MAJOR)], "API down"),
        ([("Webhook delivery", DEGRADED), ("Event stream", PARTIAL)], "Event stream partly down, webhook delivery degraded"),
        ([("Event stream", PARTIAL), ("EDI gateway", DEGRADED)], "Event stream partly down, EDI gateway degraded"),
        ([("Slack", DEGRADED), ("Rates", MAJOR)], "Rates down, Slack degraded"),
        ([("A", MAJOR), ("B", MAJOR)], "A and B down"),
        ([("A", MAJOR), ("B", MAJOR), ("C", MAJOR)], "A, B and C down"),
        ([(name, MAJOR) for name in "ABCDE"], "A, B and 3 more down"),
    ],
)
def test_it_names_what_is_affected_the_worst_first(affected: list[tuple[str, str]], title: str) -> None:
    assert title_of(affected) == title


def test_a_whole_group_is_called_by_its_name() -> None:
    groups = {"Booking": frozenset({"Rates", "Bookings"})}
    assert title_of([("Rates", MAJOR), ("Bookings", MAJOR), ("Search", MAJOR)], groups) == "Booking and Search down"
    assert title_of([("Rates", MAJOR)], groups) == "Rates down"


def test_nouns_keep_their_capitals_where_the_language_wants_it() -> None:
    with override("de"):
        assert "Webhook delivery" in title_of([("Event stream", PARTIAL), ("Webhook delivery", DEGRADED)])
