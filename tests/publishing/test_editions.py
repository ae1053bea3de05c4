"""The record's arithmetic against the vectors, which were made by another hand."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.lib.canonical import canonical_bytes, item_hash, sha256_hex
from aboveboard.publishing.editions import (
    NO_BUCKETS,
    Facts,
    bucket_hash,
    bucket_of,
    fingerprint,
    item_file,
    key_entry,
    later_list_of,
    line_of,
    list_of,
    public_bytes,
    redaction_of,
    root_of,
    segment_first,
    time_text,
    with_buckets,
)

VECTORS = json.loads(Path(__file__).parents[2].joinpath("docs/record-vectors.json").read_text())
KEYS = [Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key["seed"])) for key in VECTORS["keys"]]
LINES = VECTORS["files"]["record/editions.jsonl"].splitlines()


def root_after(present: dict[str, str]) -> str:
    buckets: dict[int, list[tuple[str, str]]] = {}
    for subject, value in present.items():
        buckets.setdefault(bucket_of(subject), []).append((subject, value))
    return root_of(with_buckets(NO_BUCKETS, {bucket: bucket_hash(pairs) for bucket, pairs in buckets.items()}))


@pytest.mark.parametrize("vector", VECTORS["items"], ids=lambda vector: vector["what"])
def test_items_hash_as_the_vectors_say(vector: dict[str, object]) -> None:
    content, salt = vector["content"], vector["salt"]
    assert isinstance(content, dict) and isinstance(salt, str)

    assert item_hash(content, salt) == vector["hash"]
    assert canonical_bytes(content).decode() == vector["canonical"]
    assert json.loads(item_file(content, salt)) == {"content": content, "salt": salt}


@pytest.mark.parametrize("vector", VECTORS["roots"], ids=lambda vector: str(len(vector["present"])))
def test_roots_are_those_of_the_vectors(vector: dict[str, object]) -> None:
    present = vector["present"]
    assert isinstance(present, dict)

    assert root_after(present) == vector["root"]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_lines_are_signed_byte_for_byte_as_in_the_vectors(number: int) -> None:
    line = json.loads(LINES[number - 1])
    key = next(key for key in KEYS if fingerprint(public_bytes(key)) == line["key"])
    at, now = datetime.fromisoformat(line["at"]), datetime.fromisoformat(line["now"])
    facts = Facts(line["page"], at, now, line["release"], line["causes"], line["actors"])
    rest = {name: line[name] for name in ("root", "documents", "previous")}

    made = line_of(number, facts, [tuple(change) for change in reversed(line["changes"])], key=key, **rest)

    assert (made.data.decode(), made.hash) == (LINES[number - 1], VECTORS["line_hashes"][number - 1])


@pytest.mark.parametrize("number", [1, 2, 3])
def test_lists_are_byte_for_byte_those_of_the_vectors(number: int) -> None:
    text = VECTORS["files"][f"record/documents/{number}.json"]

    assert list_of(number, json.loads(text)["documents"]) == (text.encode(), sha256_hex(text.encode()))


def test_a_later_list_is_byte_for_byte_that_of_the_vectors() -> None:
    text = VECTORS["files"]["record/documents/2-later.json"]
    said = json.loads(text)
    key = next(key for key in KEYS if fingerprint(public_bytes(key)) == said["key"])

    made = later_list_of(
        2, said["serial"], said["documents"], page=said["page"], at=datetime.fromisoformat(said["at"]), plain=said["list"], key=key
    )

    assert made.decode() == text


def test_a_key_is_vouched_for_byte_for_byte_as_in_the_vectors() -> None:
    entries = json.loads(VECTORS["files"]["record/keys.json"])["keys"]

    second = key_entry(public_bytes(KEYS[1]), "harbourline", entries[1]["from"], KEYS[0])
    assert [key_entry(public_bytes(KEYS[0]), "harbourline", 1, None), second] == entries


def test_a_redaction_is_byte_for_byte_that_of_the_vectors() -> None:
    text = next(text for name, text in VECTORS["files"].items() if '"redacted"' in text)
    said = json.loads(text)
    key = next(key for key in KEYS if fingerprint(public_bytes(key)) == said["key"])

    at, reason = datetime.fromisoformat(said["redacted"]["at"]), said["redacted"]["reason"]
    assert redaction_of(said["hash"], said["subject"], page=said["page"], at=at, reason=reason, key=key).decode() == text


@given(
    st.dictionaries(st.text("abc/", min_size=1, max_size=6), st.integers(0, 9)),
    st.dictionaries(st.text("abc/", min_size=1, max_size=6), st.none() | st.integers(0, 9)),
)
def test_recomputing_the_touched_buckets_gives_the_root_of_everything(before: dict[str, int], changes: dict[str, int | None]) -> None:
    present = {subject: sha256_hex(str(value).encode()) for subject, value in before.items()}
    buckets = NO_BUCKETS
    for part in (present, changes):
        if part is changes:
            for subject, value in changes.items():
                present.pop(subject, None)
                if value is not None:
                    present[subject] = sha256_hex(str(value).encode())
        touched = {bucket_of(subject) for subject in part}
        fresh = {b: bucket_hash((s, h) for s, h in present.items() if bucket_of(s) == b) for b in touched}
        buckets = with_buckets(buckets, fresh)

    assert root_of(buckets) == root_after(present)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 11, 24, 9, 41, tzinfo=UTC), "2026-11-24T09:41:00Z"),
        (datetime(2026, 11, 24, 9, 41, 0, 1500, tzinfo=UTC), "2026-11-24T09:41:00.001500Z"),
        (datetime(2026, 11, 24, 10, 41, tzinfo=timezone(timedelta(hours=1))), "2026-11-24T09:41:00Z"),
    ],
)
def test_times_are_written_in_utc_with_six_digits_or_none(at: datetime, text: str) -> None:
    assert time_text(at) == text


@pytest.mark.parametrize(("number", "first"), [(1, 1), (1000, 1), (1001, 1001), (2000, 1001), (2001, 2001)])
def test_a_segment_holds_a_thousand_lines(number: int, first: int) -> None:
    assert segment_first(number) == first
