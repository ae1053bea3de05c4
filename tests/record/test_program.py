"""Two hundred editions of the program, before both verifiers and before those who tamper with them."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from tests.record import verdicts
from tests.record.program_site import Life
from tests.record.tamperings import TABLE, Record, noted
from tests.record.test_tamperings import FILLED_BY

assert FILLED_BY

# All of them are tried on the made site; these, which meet what only a long life brings, on the program's own too.
HERE = (
    "a_forger_makes_the_whole_record_anew_and_nobody_pins",
    "an_item_is_deleted",
    "the_last_line_is_cut_in_half",
    "an_item_has_a_member_more",
    "a_key_is_put_off_without_a_new_signature",
    "a_forger_lists_the_pinned_key_last_for_an_edition_to_come",
    "an_insider_drops_a_line_and_signs_the_rest_anew",
    "two_lines_are_swapped",
    "an_insider_changes_a_line_and_leaves_the_next_ones",
    "every_line_is_signed_by_another_key",
    "a_later_list_is_signed_by_a_forger",
    "the_last_line_is_of_another_page",
    "an_edition_is_dated_back",
    "what_was_never_said_is_withdrawn",
    "something_said_is_kept_out_of_the_changes",
    "lines_and_head_are_turned_back",
    "the_head_is_ahead",
    "the_head_is_behind",
    "a_text_is_rewritten",
    "a_later_list_is_moved_to_another_edition",
    "a_page_and_its_list_are_rewritten",
    "two_pages_are_swapped",
    "a_page_in_front_hides_the_true_one",
    "the_later_list_is_taken_away",
    "a_copy_says_something_else",
)
ROWS = [row for row in TABLE if row.name in HERE]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.uncounted]  # each line of it is counted elsewhere


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EDITIONS_DIR", tmp_path / "editions")
    monkeypatch.setattr(settings, "KEYS_DIR", tmp_path / "keys")


def test_two_hundred_editions_are_valid_and_show_who_tampers_with_them(tmp_path: Path) -> None:
    """They are tampered with when there are forty-five, with all that a long life brings: verifying two hundred takes a second each."""
    life = Life()
    life.grow(45)
    assert len(life.keys) == 2
    assert len(ROWS) == len(HERE)
    told = {row.name: verdicts_of(row.name, life, tmp_path / "tampered") for row in ROWS}
    assert told == {row.name: (row.verdict, row.verdict) for row in ROWS}

    life.grow(200)
    whole = Record(life.folder, life.keys)
    asked = {"pin": life.keys[0].fingerprint, "since": noted(whole, 100), "page": life.page.key}
    ours, second = verdicts.ours(life.folder, **asked), verdicts.second(life.folder, **asked)
    assert (ours.code, second, ours.edition, ours.detail) == ("valid", "valid", whole.last, "")
    assert whole.last >= 200 and len(whole.entries) == len(life.keys) == 3


def verdicts_of(name: str, life: Life, copy: Path) -> tuple[str, str]:
    row = next(row for row in ROWS if row.name == name)
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(life.folder, copy, symlinks=True, copy_function=os.link)  # Record never writes into a file that is there
    asked = row.do(Record(copy, life.keys)) or {}
    ours = str(verdicts.ours(copy, **asked).code)
    return ours, row.verdict if row.ours_alone else verdicts.second(copy, **asked)
