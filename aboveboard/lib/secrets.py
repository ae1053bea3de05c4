"""Secrets at rest: sealed with AES-256-GCM before they reach the database, by a ring of keys of which the first is the present one."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from aboveboard.lib.keyfiles import read_or_make, replace_content

FORM = "ab1"  # of what is stored: ab1.<id of the key>.<nonce and ciphertext>
KEY_BYTES = 32
_NONCE_BYTES = 12


class UnreadableSecretError(Exception):
    """None of the keys at hand opens it, or it was changed, or it was sealed for another purpose."""


def new_key() -> str:
    """A fresh key, as it stands in a file or in the environment: base64 without padding."""
    return _words(secrets.token_bytes(KEY_BYTES))


def parsed_keys(text: str) -> list[bytes]:
    """Keys separated by commas, spaces or lines; the first seals, the others only open. Raises ``ValueError`` without showing them."""
    keys = []
    for number, word in enumerate(text.replace(",", " ").split(), 1):
        try:
            key = _bytes(word)
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise ValueError(f"key {number} is not {KEY_BYTES} bytes in base64")
        keys.append(key)
    if not keys:
        raise ValueError("there is no key")
    return keys


class Keyring:
    """Seals with its first key and opens with any."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = {_name_of(key): AESGCM(key) for key in keys}
        self.present = _name_of(keys[0])
        self.count = len(self._keys)

    def seal(self, text: str, purpose: str) -> str:
        """``text`` encrypted and authenticated; it opens for the same ``purpose`` alone, so that no field passes for another."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._keys[self.present].encrypt(nonce, text.encode(), purpose.encode())
        return f"{FORM}.{self.present}.{_words(nonce + sealed)}"

    def open(self, sealed: str, purpose: str) -> str:
        """What was sealed. Raises ``UnreadableSecretError``."""
        form, _, rest = sealed.partition(".")
        name, _, words = rest.partition(".")
        key = self._keys.get(name)
        if form != FORM or key is None:
            raise UnreadableSecretError(f"it was sealed with the key {name[:16]!r}, which is not among {', '.join(self._keys)}")
        try:
            raw = _bytes(words)
            return key.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], purpose.encode()).decode()
        except (InvalidTag, ValueError):
            raise UnreadableSecretError("it was changed, or sealed for something else") from None

    def is_present(self, sealed: str) -> bool:
        """Whether the first key sealed it."""
        return sealed.startswith(f"{FORM}.{self.present}.")


class KeySource:
    """Where an installation's keys are: in the environment (``text``), else in a file that is made when it is first needed.

    A file is read again when it changes, so that a process that runs on while another rotates the keys goes on opening everything.
    """

    def __init__(self, text: str, path: Path) -> None:
        self.is_file = not text
        self._path = path
        self._read: tuple[int, Keyring] | None = None
        self._given = Keyring(parsed_keys(text)) if text else None

    def ring(self) -> Keyring:
        """Raises ``OSError``, or ``ValueError`` for a file that holds no keys."""
        if self._given:
            return self._given
        content = read_or_make(self._path, lambda: new_key().encode())
        changed_at = self._path.stat().st_mtime_ns
        if self._read is None or self._read[0] != changed_at:
            self._read = (changed_at, Keyring(parsed_keys(content.decode())))
        return self._read[1]

    def add_key(self) -> None:
        """Puts a new key before those that the file holds: it seals from now on, and the others still open."""
        held = read_or_make(self._path, lambda: new_key().encode()).decode().split()
        replace_content(self._path, "\n".join([new_key(), *held]).encode())

    def drop_keys(self, keep: int) -> None:
        """Forgets all but the newest ``keep`` keys of the file."""
        held = self._path.read_text().split()
        replace_content(self._path, "\n".join(held[:keep]).encode())


def _name_of(key: bytes) -> str:
    return hashlib.sha256(b"aboveboard field key" + key).hexdigest()[:8]


def _words(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(words: str) -> bytes:
    return base64.b64decode(words + "=" * (-len(words) % 4), altchars=b"-_", validate=True)
