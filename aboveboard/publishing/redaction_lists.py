"""The signed lists of what was redacted that lie beside the published files, for when an older database is brought back."""

import base64
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from aboveboard.lib.canonical import canonical_bytes
from aboveboard.publishing.editions import fingerprint, is_signed_by, public_bytes, signed, time_text
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.keys import signing_key
from aboveboard.publishing.models import KeyRow

DOMAIN = "aboveboard-redaction-entry-v1"  # not a part of the record


class DamagedListError(Exception):
    """The list is not one that this installation wrote; the message names the file."""


class Entry(NamedTuple):
    """``hashes``: of the item versions whose words went, on any page. ``data``: canonical and signed."""

    subject: str
    at: datetime
    reason: str
    hashes: list[str]
    data: bytes

    @property
    def name(self) -> tuple[str, datetime]:
        return self.subject, self.at


class Lists(NamedTuple):
    """``own``: what concerns the folder's page alone, and lies in the folder. ``every``: all redactions, beside the folders."""

    own: list[Entry]
    every: list[Entry]


class _Said(msgspec.Struct):
    subject: str
    at: datetime
    reason: str
    hashes: list[str]
    key: str
    signature: str


def signed_entry(subject: str, at: datetime, reason: str, hashes: list[str]) -> bytes:
    """The bytes of an entry, by the present key."""
    key = signing_key()
    said = {"subject": subject, "at": time_text(at), "reason": reason, "hashes": hashes, "key": fingerprint(public_bytes(key))}
    return canonical_bytes(signed(said, DOMAIN, key))


def read(folder: Folder, *, trusting: bool = False) -> Lists:
    """Raises ``DamagedListError``; ``trusting`` does not ask who signed. A list that is not there is empty."""
    return Lists(*(_entries(place, data, trusting) for place, data in folder.redactions().items()))


def write(folder: Folder, own: Iterable[bytes], every: Iterable[bytes]) -> None:
    folder.write_redactions(_bytes(own), _bytes(every))


def _bytes(entries: Iterable[bytes]) -> bytes:
    return b'{"redactions":[' + b",".join(entries) + b"]}"


def _entries(place: str, data: bytes | None, trusting: bool) -> list[Entry]:
    if data is None:
        return []
    try:
        values = json.loads(data)["redactions"]
        found = [Entry(said.subject, said.at, said.reason, said.hashes, canonical_bytes(value)) for value, said in _said(values)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:  # msgspec's are ValueErrors
        raise DamagedListError(f"{place} is damaged.") from error
    if not trusting and not all(map(_is_ours, values)):
        raise DamagedListError(f"{place} is not signed by a key of this installation.")
    return found


def _said(values: Any) -> Iterable[tuple[Any, _Said]]:
    return zip(values, msgspec.convert(values, list[_Said]), strict=True)


def _is_ours(value: dict[str, Any]) -> bool:
    """By the present key, or one that any page's record ever had."""
    mine = public_bytes(signing_key())
    if fingerprint(mine) == value["key"]:
        return is_signed_by(value, DOMAIN, mine)
    row = KeyRow.objects.filter(fingerprint=value["key"]).first()
    return row is not None and is_signed_by(value, DOMAIN, base64.b64decode(json.loads(bytes(row.entry))["key"]))
