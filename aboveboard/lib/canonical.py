"""Canonical JSON and the hashes that the record is made of (docs/record.md §2)."""

import hashlib
import re
from typing import Any

import rfc8785

ITEM_DOMAIN = b"aboveboard-item-v1\n"

_KEY = re.compile(r"[\x20-\x7e]+")


def canonical_bytes(value: Any) -> bytes:
    """The RFC 8785 form of ``value``, as UTF-8 bytes.

    Narrower than the RFC, so that every reader agrees: no floats anywhere, and member names are printable ASCII.
    Raises ``ValueError`` naming the path of the first thing that breaks the rule.
    """
    _refuse(value, "$")
    return rfc8785.dumps(value)


def sha256_hex(data: bytes) -> str:
    """Lower-case hexadecimal SHA-256 of ``data`` (64 characters)."""
    return hashlib.sha256(data).hexdigest()


def item_hash(content: dict[str, Any], salt: str) -> str:
    """Hash of an item: SHA-256 over the domain line, the 32 salt bytes (``salt`` is their hex) and the canonical content."""
    return sha256_hex(ITEM_DOMAIN + bytes.fromhex(salt) + canonical_bytes(content))


def _refuse(value: Any, path: str) -> None:
    if isinstance(value, float):
        raise ValueError(f"{path}: floats are not allowed in the record")
    if isinstance(value, dict):
        for key, member in value.items():
            if not isinstance(key, str) or not _KEY.fullmatch(key):
                raise ValueError(f"{path}: member names are printable ASCII, not {key!r}")
            _refuse(member, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, member in enumerate(value):
            _refuse(member, f"{path}[{index}]")
