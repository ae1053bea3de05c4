"""The record's arithmetic: signing, lines, document lists and the incremental root. Pure (docs/record.md §2, §4, §5)."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from aboveboard.lib.canonical import canonical_bytes, sha256_hex

LINE_DOMAIN = "aboveboard-line-v1"
DOCUMENTS_DOMAIN = "aboveboard-documents-v1"
KEY_DOMAIN = "aboveboard-key-v1"
REDACTION_DOMAIN = "aboveboard-redaction-v1"

NOTHING_BEFORE = "0" * 64
SEGMENT = 1000  # lines in a full segment
BUCKETS = 256
NO_BUCKETS = hashlib.sha256(b"").digest() * BUCKETS  # of a page that says nothing yet

Change = tuple[str, str | None]  # subject, item hash (None: withdrawn)


class Written(NamedTuple):
    """Canonical bytes and their hash."""

    data: bytes
    hash: str


class Facts(NamedTuple):
    """What a line says besides what follows from the line before."""

    page: str
    at: datetime
    now: datetime
    release: str
    causes: Iterable[str]
    actors: Iterable[str]


def fingerprint(public: bytes) -> str:
    """Of the 32 raw bytes of an Ed25519 public key: 64 hexadecimal characters."""
    return sha256_hex(public)


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def signed(value: dict[str, Any], domain: str, key: Ed25519PrivateKey) -> dict[str, Any]:
    """``value`` with the member ``signature`` over the rest."""
    message = domain.encode() + b"\n" + canonical_bytes(value)
    return {**value, "signature": base64.b64encode(key.sign(message)).decode()}


def is_signed_by(value: dict[str, Any], domain: str, public: bytes) -> bool:
    """Whether ``signature`` is the key's over the rest, in the one form that its base64 has."""
    rest = {name: member for name, member in value.items() if name != "signature"}
    try:
        signature = base64.b64decode(value["signature"], validate=True)
        if base64.b64encode(signature).decode() != value["signature"]:
            return False
        Ed25519PublicKey.from_public_bytes(public).verify(signature, domain.encode() + b"\n" + canonical_bytes(rest))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def time_text(at: datetime) -> str:
    """RFC 3339 in UTC with ``Z``; six digits of a second if it has any."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def bucket_of(subject: str) -> int:
    return hashlib.sha256(subject.encode()).digest()[0]


def bucket_hash(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Raw hash of the (subject, item hash) pairs of one bucket, given in any order."""
    ordered = sorted((subject.encode(), value.encode()) for subject, value in pairs)
    return hashlib.sha256(b"".join(subject + b" " + value + b"\n" for subject, value in ordered)).digest()


def with_buckets(buckets: bytes, fresh: Mapping[int, bytes]) -> bytes:
    """The 256 raw bucket hashes with some replaced."""
    size = len(NO_BUCKETS) // BUCKETS
    parts = [fresh.get(n, buckets[n * size : (n + 1) * size]) for n in range(BUCKETS)]
    return b"".join(parts)


def root_of(buckets: bytes) -> str:
    return sha256_hex(buckets)


def list_of(number: int, documents: Mapping[str, str | None]) -> Written:
    """record/documents/<n>.json: path -> document hash, None for removed ones."""
    data = canonical_bytes({"documents": dict(documents), "edition": number})
    return Written(data, sha256_hex(data))


def line_of(
    number: int,
    facts: Facts,
    changes: Sequence[Change],
    *,
    root: str,
    documents: str,
    previous: str,
    key: Ed25519PrivateKey,
) -> Written:
    """The signed line of edition ``number``, without the newline, and its hash."""
    line = {
        "v": 1,
        "page": facts.page,
        "edition": number,
        "at": time_text(facts.at),
        "now": time_text(facts.now),
        "release": facts.release,
        "causes": sorted(set(facts.causes)),
        "actors": sorted(set(facts.actors)),
        "changes": [list(change) for change in sorted(changes, key=lambda change: change[0].encode())],
        "root": root,
        "documents": documents,
        "previous": previous,
        "key": fingerprint(public_bytes(key)),
    }
    data = canonical_bytes(signed(line, LINE_DOMAIN, key))
    return Written(data, sha256_hex(data))


def later_list_of(
    number: int, serial: int, documents: Mapping[str, str | None], *, page: str, at: datetime, plain: str, key: Ed25519PrivateKey
) -> bytes:
    """record/documents/<n>-later.json: everything written while ``number`` was the newest; ``plain`` is the hash of its list."""
    value = {
        "at": time_text(at),
        "documents": dict(documents),
        "edition": number,
        "key": fingerprint(public_bytes(key)),
        "list": plain,
        "page": page,
        "serial": serial,
    }
    return canonical_bytes(signed(value, DOCUMENTS_DOMAIN, key))


def key_entry(public: bytes, page: str, since: int, before: Ed25519PrivateKey | None) -> dict[str, Any]:
    """An entry of record/keys.json: ``public`` signs ``page`` from edition ``since`` on; ``before`` is the key that it replaces."""
    entry: dict[str, Any] = {
        "fingerprint": fingerprint(public),
        "from": since,
        "key": base64.b64encode(public).decode(),
        "page": page,
        "signed_by": None if before is None else fingerprint(public_bytes(before)),
    }
    return {**entry, "signature": None} if before is None else signed(entry, KEY_DOMAIN, before)


def item_file(content: dict[str, Any], salt: str) -> bytes:
    """record/items/<id>.json."""
    return canonical_bytes({"content": content, "salt": salt})


def redaction_of(value: str, subject: str, *, page: str, at: datetime, reason: str, key: Ed25519PrivateKey) -> bytes:
    """record/items/<id>.json of a redacted item, whose hash ``value`` stays."""
    tombstone = {
        "hash": value,
        "key": fingerprint(public_bytes(key)),
        "page": page,
        "redacted": {"at": time_text(at), "reason": reason},
        "subject": subject,
    }
    return canonical_bytes(signed(tombstone, REDACTION_DOMAIN, key))


def segment_first(number: int) -> int:
    """The first number of the segment that holds line ``number``."""
    return (number - 1) // SEGMENT * SEGMENT + 1
