"""Rules for what people write, where no action shows them."""

import pytest

from aboveboard.lib.changes import changed_by
from aboveboard.lib.checks import Faults, host_is_valid, language_is_known, slug_from, zone_is_known


@pytest.mark.parametrize("code", ["en", "de", "pt-BR", "zh-Hant", "zh-Hant-TW", "es-419", "fil"])
def test_languages_that_dates_can_be_written_in_are_known(code: str) -> None:
    assert language_is_known(code)


@pytest.mark.parametrize("code", ["", "EN", "en_GB", "en-gb", "xx", "e", "english", "../en", "en\n", None, 5, ["en"]])
def test_anything_else_is_no_language(code: object) -> None:
    assert not language_is_known(code)


@pytest.mark.parametrize(
    ("key", "known"),
    [("UTC", True), ("Europe/Berlin", True), ("europe/berlin", False), ("", False), ("/etc", False), (None, False)],
)
def test_zones_are_known_by_their_exact_name(key: object, known: bool) -> None:
    assert zone_is_known(key) is known


@pytest.mark.parametrize(
    ("host", "valid"),
    [
        ("status.example.com", True),
        ("localhost", True),
        ("xn--bcher-kva.example", True),
        ("a_b.example", False),
        ("", False),
        ("a" * 64 + ".de", False),
    ],
)
def test_hosts_are_names_without_port(host: str, valid: bool) -> None:
    assert host_is_valid(host) is valid


def test_a_slug_never_repeats_and_never_grows_too_long() -> None:
    taken: set[str] = set()
    for _ in range(30):
        slug = slug_from("A very long name " * 9, taken=taken, limit=50, otherwise="page")
        assert slug not in taken
        assert len(slug) <= 50
        taken.add(slug)


def test_names_are_normalised_so_that_equal_looks_are_equal() -> None:
    faults = Faults()
    assert faults.line("name", "Cafe\u0301 ") == "Caf\u00e9"
    assert faults.line("name", "👩‍💻 team") == "👩‍💻 team"
    faults.refuse()


def test_only_what_differs_counts_as_changed() -> None:
    class Thing:
        name, size = "a", 1

    thing = Thing()
    assert changed_by(thing, {"name": "b", "size": 1}) == {"name": ["a", "b"]}
    assert (thing.name, thing.size) == ("b", 1)
