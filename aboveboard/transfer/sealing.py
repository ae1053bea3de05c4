"""A file that only a passphrase opens: AES-256-GCM in pieces, each bound to its place, by a key that scrypt makes of the passphrase.

The form is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce of a piece is a random prefix, its number
and whether it is the last, so that no piece can be changed, moved, left out or cut off unnoticed.
"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from aboveboard.transfer.archive import DamagedError

MAGIC = b"aboveboard sealed backup 1\n"
PIECE = 64 * 1024  # bytes of content in each piece but the last
_SALT, _PREFIX, _TAG = 16, 7, 16
_COST, _BLOCK_SIZE, _LANES = 2**17, 8, 1  # of scrypt: 128 MB and about half a second


class WrongPassphraseError(Exception):
    """The passphrase does not open the file, or its first bytes were changed."""


@contextmanager
def sealed(out: BinaryIO, passphrase: bytes) -> Iterator[Any]:
    """What is written into what this yields (``write`` and ``flush`` alone) reaches ``out`` sealed, and opens after an orderly end."""
    head = MAGIC + os.urandom(_SALT + _PREFIX)
    out.write(head)
    writer = _Sealing(out, head, _key(passphrase, head))
    yield writer
    writer.finish()


def is_sealed(source: BinaryIO) -> bool:
    """Looks at the beginning and goes back there."""
    begin = source.read(len(MAGIC))
    source.seek(0)
    return begin == MAGIC


def opened(source: BinaryIO, passphrase: bytes) -> BinaryIO:
    """Reads what was sealed. Raises ``WrongPassphraseError`` at the first piece; reading raises ``DamagedError`` at a later one."""
    head = source.read(len(MAGIC) + _SALT + _PREFIX)
    return io.BufferedReader(_Opening(source, head, _key(passphrase, head)), PIECE)


def _key(passphrase: bytes, head: bytes) -> AESGCM:
    return _derived(passphrase, head[len(MAGIC) : len(MAGIC) + _SALT])


@lru_cache(maxsize=1)  # a file is read several times, and making the key is meant to be slow
def _derived(passphrase: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=_COST, r=_BLOCK_SIZE, p=_LANES).derive(passphrase))


def _nonce(head: bytes, number: int, *, is_last: bool) -> bytes:
    return head[-_PREFIX:] + number.to_bytes(4) + bytes([is_last])


class _Sealing:
    def __init__(self, out: BinaryIO, head: bytes, key: AESGCM) -> None:
        self._out, self._head, self._key = out, head, key
        self._held, self._number = bytearray(), 0

    def write(self, data: bytes) -> int:
        self._held += data
        while len(self._held) > PIECE:  # one byte more, so that the last piece is known when it comes
            self._put(bytes(self._held[:PIECE]), is_last=False)
            del self._held[:PIECE]
        return len(data)

    def flush(self) -> None:
        """A piece goes out when it is full."""

    def finish(self) -> None:
        self._put(bytes(self._held), is_last=True)

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        self._out.write(self._key.encrypt(_nonce(self._head, self._number, is_last=is_last), piece, self._head))
        self._number += 1


class _Opening(io.RawIOBase):
    def __init__(self, source: BinaryIO, head: bytes, key: AESGCM) -> None:
        self._source, self._head, self._key = source, head, key
        self._number, self._held, self._ahead = 0, memoryview(b""), source.read(PIECE + _TAG)
        self._is_over = False
        self._held = memoryview(self._piece())

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._held and not self._is_over:
            self._held = memoryview(self._piece())
        part = self._held[: len(buffer)]
        buffer[: len(part)] = part
        self._held = self._held[len(part) :]
        return len(part)

    def _piece(self) -> bytes:
        piece, self._ahead = self._ahead, self._source.read(PIECE + _TAG)
        self._is_over = not self._ahead
        try:
            content = self._key.decrypt(_nonce(self._head, self._number, is_last=self._is_over), piece, self._head)
        except InvalidTag:
            if self._number == 0:
                raise WrongPassphraseError from None
            raise DamagedError("it is cut off, or bytes in it were changed") from None
        self._number += 1
        return content
