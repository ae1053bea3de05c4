"""Tamperings that need what only the made site has: a key rotation, removals, two segments."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.record import verdicts
from tests.record.tamperings import FORGER, Record

pytestmark = pytest.mark.uncounted


def drop_the_first_key(record: Record) -> None:
    record.write("record/keys.json", {"keys": record.entries[1:]})


def drop_the_second_key(record: Record) -> None:
    record.write("record/keys.json", {"keys": record.entries[:1]})


def let_the_second_key_begin_later(record: Record) -> None:
    record.write("record/keys.json", {"keys": [record.entries[0], record.entries[1] | {"from": 6}]})


def sign_the_last_line_with_the_first_key(record: Record) -> None:
    record.seal(record.last, record.key_for(1))


def sign_the_newest_later_list_with_the_first_key(record: Record) -> None:
    old, path = record.key_for(1), f"record/documents/{record.last}-later.json"
    record.write(path, old.sign("aboveboard-documents-v1", record.read(path) | {"key": old.fingerprint}))


def put_back_a_removed_page(record: Record) -> None:
    record.write("current/incidents/z8q1/index.html", b"<p>By mistake</p>" * 9)


def change_an_old_asset(record: Record) -> None:
    record.document("assets/a1.js", b"steal()")


def delete_an_old_asset(record: Record) -> None:
    record.delete("shared/assets/a1.js")


def redact_nothing(record: Record) -> None:
    """An older version of a text comes back in place of its redaction."""
    hashed = next(h for s, h in record.lines[2]["changes"] if s.endswith("before-0/en"))
    content = {"kind": "text", "id": "update/u1/before-0/en", "of": "update/u1", "slot": "before-0", "language": "en", "text": "Invented"}
    record.write(f"record/items/{hashed[:32]}.json", {"content": content, "salt": FORGER.fingerprint})


@pytest.mark.parametrize(
    ("verdict", "tamper"),
    [
        ("broken-key-chain", drop_the_first_key),
        ("bad-signature", drop_the_second_key),
        ("broken-key-chain", let_the_second_key_begin_later),
        ("bad-signature", sign_the_last_line_with_the_first_key),
        ("bad-signature", sign_the_newest_later_list_with_the_first_key),
        ("bad-document", put_back_a_removed_page),
        ("bad-document", change_an_old_asset),
        ("valid", delete_an_old_asset),
        ("bad-item", redact_nothing),
    ],
)
def test_the_made_site_shows_its_tamperings(verdict: str, tamper: Callable[[Record], None], record: Record) -> None:
    tamper(record)

    assert (verdicts.ours(record.folder).code, verdicts.second(record.folder)) == (verdict, verdict)


def delete_a_segment(record: Record) -> None:
    record.delete("record/editions-1.jsonl")


def shorten_a_segment(record: Record) -> None:
    path = record.folder / "record/editions-1.jsonl"
    record.write("record/editions-1.jsonl", b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def shift_a_line_to_the_older_segment(record: Record) -> None:
    rows = [path.read_bytes().splitlines(keepends=True) for path in segments(record)]
    record.write("record/editions-1.jsonl", b"".join(rows[0] + rows[1][:1]))
    record.write("record/editions.jsonl", b"".join(rows[1][1:]))


def serve_the_older_segment_as_the_newest(record: Record) -> None:
    record.write("record/editions.jsonl", segments(record)[0].read_bytes())


def keep_the_older_segment_in_the_newest_too(record: Record) -> None:
    record.write("record/editions.jsonl", b"".join(path.read_bytes() for path in segments(record)))


def segments(record: Record) -> list[Path]:
    return [record.folder / "record/editions-1.jsonl", record.folder / "record/editions.jsonl"]


@pytest.mark.parametrize(
    ("verdict", "tamper"),
    [
        ("unreachable", delete_a_segment),
        ("broken-sequence", shorten_a_segment),
        ("broken-sequence", shift_a_line_to_the_older_segment),
        ("rolled-back", serve_the_older_segment_as_the_newest),
        ("broken-sequence", keep_the_older_segment_in_the_newest_too),
    ],
)
def test_a_record_of_two_segments_shows_its_tamperings(verdict: str, tamper: Callable[[Record], None], long_record: Record) -> None:
    tamper(long_record)

    assert (verdicts.ours(long_record.folder).code, verdicts.second(long_record.folder)) == (verdict, verdict)
