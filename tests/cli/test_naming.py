"""What people type for components and statuses."""

from typing import NamedTuple

import pytest

from aboveboard.cli.naming import assignments, named, status_named
from aboveboard.cli.outcome import RefusedError
from aboveboard.components.status import Status


class Thing(NamedTuple):
    key: str
    name: str
    slug: str


API, MAIL, MAILS, ODD = Thing("k1", "API", "api"), Thing("k2", "Mail", "mail"), Thing("k3", "Mail", "mail-2"), Thing("k4", "a=b", "a-b")
THINGS = [API, MAIL, MAILS, ODD]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("API", API), ("api", API), ("Api", API), (" API ", API), ("k1", API), ("mail-2", MAILS), ("mail", MAIL), ("A=B", ODD)],
)
def test_a_component_is_found_by_name_slug_or_id(typed: str, meant: Thing) -> None:
    assert named(typed, THINGS) is meant


def test_a_name_that_several_bear_is_refused_with_their_slugs() -> None:
    with pytest.raises(RefusedError, match="mail, mail-2"):
        named("Mail", THINGS)


def test_an_unknown_name_is_refused_with_those_near() -> None:
    many = [Thing(str(number), f"Region {number}", f"region-{number}") for number in range(20)]
    with pytest.raises(RefusedError, match="Near it: Event stream"):
        named("Evnt stream", [*many, Thing("e", "Event stream", "event-stream")])


def test_without_anything_near_the_few_there_are_are_named() -> None:
    with pytest.raises(RefusedError, match="There are: API"):
        named("zzz", [API])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("degraded", Status.DEGRADED_PERFORMANCE),
        ("Partial outage", Status.PARTIAL_OUTAGE),
        ("major_outage", Status.MAJOR_OUTAGE),
        ("under-maintenance", Status.UNDER_MAINTENANCE),
        ("OPERATIONAL", Status.OPERATIONAL),
        ("unknown", Status.UNKNOWN),
    ],
)
def test_a_status_is_known_by_several_words(typed: str, meant: Status) -> None:
    assert status_named(typed) is meant


def test_an_unknown_status_is_refused_with_all_there_are() -> None:
    with pytest.raises(RefusedError, match="degraded_performance"):
        status_named("broken")


def test_the_last_equals_sign_divides_name_and_status() -> None:
    assert assignments(["a=b=major", "API=degraded"], THINGS) == {ODD: Status.MAJOR_OUTAGE, API: Status.DEGRADED_PERFORMANCE}


@pytest.mark.parametrize("pair", ["API", "=degraded", ""])
def test_what_is_no_assignment_is_refused_with_an_example(pair: str) -> None:
    with pytest.raises(RefusedError, match="NAME=STATUS"):
        assignments([pair], THINGS)
