"""What is easy to guess is known to be."""

import pytest

from aboveboard.lib.passwords import ENOUGH, score


@pytest.mark.parametrize(
    ("password", "is_enough"),
    [
        ("", False),
        ("passwordpassword", False),
        ("qwertyuiopasdf", False),
        ("correct horse battery staple", True),
        ("a quite long phrase 7", True),
        ("harbourline2026", False),
        ("x" * 5000, False),
        ("zL0!vq2" * 300, True),
    ],
)
def test_a_password_is_judged_by_guesses_and_not_by_its_kinds_of_characters(password: str, is_enough: bool) -> None:
    assert (score(password, ["Harbourline"]) >= ENOUGH) is is_enough


def test_words_that_belong_to_the_place_make_a_password_weaker() -> None:
    assert score("Kittiwake-Ledger", ["Kittiwake", "ledger.example"]) < score("Kittiwake-Ledger")
