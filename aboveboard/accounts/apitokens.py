"""The form of an API token: ``ab_<id>_<secret>_<checksum>``. Only the SHA-256 of the whole is ever stored."""

import re
import secrets
import zlib
from collections.abc import Callable
from typing import NamedTuple

from aboveboard.lib.tokens import digest_of

SECRET_BYTES = 32
_FORM = re.compile(r"ab_([0-9a-z]{12})_([0-9a-f]{64})_([0-9a-f]{8})")


class NewToken(NamedTuple):
    """``text`` is shown once; ``digest`` is kept."""

    text: str
    digest: str


def make_token(identity: str, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> NewToken:
    """A token for the row with this key. The checksum lets scanners of source code tell a token from chance."""
    stem = f"ab_{identity}_{random_bytes(SECRET_BYTES).hex()}"
    text = f"{stem}_{_checksum(stem)}"
    return NewToken(text, digest_of(text))


def identity_in(text: str) -> str | None:
    """The id that a well-formed token names, else null; says nothing about whether the token is good."""
    form = _FORM.fullmatch(text)
    if form is None or _checksum(text.rpartition("_")[0]) != form[3]:
        return None
    return form[1]


def _checksum(stem: str) -> str:
    return f"{zlib.crc32(stem.encode()):08x}"
