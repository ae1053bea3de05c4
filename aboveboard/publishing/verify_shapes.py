"""What record files must look like, to the letter (docs/record.md §2–§7). Pure; needs neither Django nor a database."""

import base64
import binascii
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aboveboard.lib.canonical import canonical_bytes

Check = Callable[[Any], bool]

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.(?!000000)\d{6})?Z", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}")
_SUBJECT = re.compile(r"[!-~]*/[!-~]*")
_PATH_PART = re.compile(r"[!-~]+")
_FORBIDDEN_IN_PATHS = frozenset("\\?#%")


class MalformedError(Exception):
    """Bytes that are not canonical JSON of the shape they should have."""


def parse(data: bytes, shape: Check) -> Any:
    """The value of canonical JSON bytes. Raises ``MalformedError`` unless ``shape`` accepts it and the bytes are its canonical form."""
    try:
        value = json.loads(data.decode(), parse_float=_refuse, parse_constant=_refuse)
        if canonical_bytes(value) != data or not shape(value):
            raise MalformedError
    except (ValueError, RecursionError, OverflowError, TypeError) as error:
        raise MalformedError from error
    return value


def _refuse(text: str) -> Any:
    raise ValueError(text)


def is_text(value: Any) -> bool:
    return isinstance(value, str)


def is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_hash(value: Any) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def is_hash_or_null(value: Any) -> bool:
    return value is None or is_hash(value)


def is_time(value: Any) -> bool:
    """In form and in the calendar."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    datetime.fromisoformat(value)
    return True


def is_path(value: str) -> bool:
    """A document's path, relative to the page's address."""
    parts = value.split("/")
    return (
        all(_PATH_PART.fullmatch(part) and part not in (".", "..") for part in parts)
        and not _FORBIDDEN_IN_PATHS & set(value)
        and not value.endswith((".gz", ".br"))
    )


def is_documents(value: Any) -> bool:
    return isinstance(value, dict) and all(is_path(path) and is_hash_or_null(named) for path, named in value.items())


def is_change(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and is_text(value[0]) and _is_subject(value[0]) and is_hash_or_null(value[1])


def _is_subject(value: str) -> bool:
    return _SUBJECT.fullmatch(value) is not None


def is_base64_of(length: int) -> Check:
    """Of so many bytes, in the one form that their encoding has."""

    def check(value: Any) -> bool:
        if not isinstance(value, str):
            return False
        try:
            raw = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            return False
        return len(raw) == length and base64.b64encode(raw).decode() == value

    return check


def is_list_of(check: Check) -> Check:
    return lambda value: isinstance(value, list) and all(check(member) for member in value)


def is_object(**members: Check) -> Check:
    """Exactly these members. ``from_`` stands for ``from``."""
    named = {name.rstrip("_"): check for name, check in members.items()}

    def check_all(value: Any) -> bool:
        return isinstance(value, dict) and value.keys() == named.keys() and all(check(value[name]) for name, check in named.items())

    return check_all


def _or_null(check: Check) -> Check:
    return lambda value: value is None or check(value)


_is_signature = is_base64_of(64)
_is_content: Check = lambda value: isinstance(value, dict) and is_text(value.get("kind")) and is_text(value.get("id"))  # noqa: E731
_is_plain_item = is_object(content=_is_content, salt=is_hash)
_is_redacted_item = is_object(
    hash=is_hash,
    key=is_hash,
    page=is_text,
    redacted=is_object(at=is_text, reason=is_text),
    signature=_is_signature,
    subject=is_text,
)

is_line = is_object(
    v=lambda value: is_number(value) and value == 1,
    page=is_text,
    edition=is_number,
    at=is_time,
    now=is_text,
    release=is_text,
    causes=is_list_of(is_text),
    actors=is_list_of(is_text),
    changes=is_list_of(is_change),
    root=is_hash,
    documents=is_hash,
    previous=is_hash,
    key=is_hash,
    signature=_is_signature,
)
is_item: Check = lambda value: _is_plain_item(value) or _is_redacted_item(value)  # noqa: E731
is_plain_list = is_object(documents=is_documents, edition=is_number)
is_later_list = is_object(
    at=is_text,
    documents=is_documents,
    edition=is_number,
    key=is_hash,
    list=is_hash,
    page=is_text,
    serial=is_number,
    signature=_is_signature,
)
is_keys = is_object(
    keys=is_list_of(
        is_object(
            fingerprint=is_hash,
            from_=is_number,
            key=is_base64_of(32),
            page=is_text,
            signature=_or_null(_is_signature),
            signed_by=is_hash_or_null,
        )
    )
)
