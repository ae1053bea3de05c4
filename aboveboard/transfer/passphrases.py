"""What a passphrase opens: a tar of two members, a private key that is locked with it, and a file of `age` that is sealed for this key.

The key is in OpenSSH's form (https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key), which `age -d -i` asks a passphrase
for. The passphrases of `age` itself are no match for a stream: they can need a gigabyte of memory, and pyrage holds all that is sealed.
"""

import io
import tarfile
from binascii import a2b_base64
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_ssh_private_key

from aboveboard.transfer.archive import BLOCK, TRAILING, DamagedError

KEY = "backup.key"  # the first member
DATA = "backup.age"
BEGIN = KEY.encode() + b"\0"
_ROUNDS = 100  # of bcrypt: about a second
_MOST_ROUNDS = 1000  # that are done for whoever made a file: up to 2³² could be asked for
_LARGEST_KEY = 4096  # bytes
_BEGIN_KEY, _END_KEY = b"-----BEGIN OPENSSH PRIVATE KEY-----", b"-----END OPENSSH PRIVATE KEY-----"
_MAGIC = b"openssh-key-v1\0"


class WrongPassphraseError(Exception):
    """The passphrase does not open the file, or its first bytes were changed."""


@contextmanager
def lockbox(out: BinaryIO, passphrase: bytes, *, at: datetime) -> Iterator[str]:
    """Writes a new key, locked with ``passphrase``. What is then written into ``out`` becomes the other member. Yields the public key."""
    key = Ed25519PrivateKey.generate()
    lock = PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(_ROUNDS).build(passphrase)
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, lock)
    out.write(_head(KEY, len(locked), at) + locked + bytes(-len(locked) % BLOCK))
    begin = out.tell()
    out.write(_head(DATA, 0, at))
    yield key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    size = out.tell() - begin - BLOCK
    out.write(bytes(-size % BLOCK + 2 * BLOCK))
    out.seek(begin)
    out.write(_head(DATA, size, at))  # only now it is known
    out.seek(0, io.SEEK_END)


class Lockbox:
    """Reads both members. ``read`` gives what is in the second, and nothing after it."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        length = _size(source, KEY)
        if length > _LARGEST_KEY:
            raise DamagedError(f"{KEY} claims {length} bytes")
        self._locked = source.read(length)
        source.read(-length % BLOCK)
        self._left = _size(source, DATA)

    def opened(self, passphrase: bytes) -> bytes:
        """The private key in OpenSSH's form, not locked any more.

        Raises ``WrongPassphraseError``, and ``DamagedError``, before anything is tried, if that would take too long.
        """
        try:
            rounds = _rounds(self._locked)
            if rounds > _MOST_ROUNDS:
                raise DamagedError(f"{KEY} asks for {rounds:,} rounds of bcrypt, more than {_MOST_ROUNDS:,}")
            key = load_ssh_private_key(self._locked, passphrase)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise WrongPassphraseError from None
        return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())

    def read(self, size: int) -> bytes:
        data = self._source.read(min(size, self._left))
        self._left -= len(data)
        return data

    def check_end(self) -> None:
        """Raises ``DamagedError`` unless the file ends as a tar does."""
        rest = self._source.read(TRAILING + 1)
        if self._left or len(rest) > TRAILING or any(rest):
            raise DamagedError("something follows its end")


def find_lockbox(source: BinaryIO) -> Lockbox | None:
    """Null, and back at the beginning of ``source``, if it begins with something else. Raises ``DamagedError``."""
    begin = source.read(len(BEGIN))
    source.seek(0)
    return Lockbox(source) if begin == BEGIN else None


def _rounds(locked: bytes) -> int:
    """Of bcrypt, as the key says ahead of what is locked: magic, cipher, name and options of the derivation, which end with the number.

    Of what is no such key it is any number. Raises ``ValueError`` if that is not base64.
    """
    rest = a2b_base64(locked.partition(_BEGIN_KEY)[2].partition(_END_KEY)[0]).removeprefix(_MAGIC)
    for _ in ("cipher", "derivation"):
        rest = rest[4 + int.from_bytes(rest[:4]) :]
    options = rest[4 : 4 + int.from_bytes(rest[:4])]
    return int.from_bytes(options[-4:])


def _head(name: str, size: int, at: datetime) -> bytes:
    head = tarfile.TarInfo(name)
    head.size, head.mode, head.mtime = size, 0o600, int(at.timestamp())
    return head.tobuf(tarfile.GNU_FORMAT)  # that of 8 GB and more has no other


def _size(source: BinaryIO, name: str) -> int:
    try:
        head = tarfile.TarInfo.frombuf(source.read(BLOCK), "ascii", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError, ValueError):
        raise DamagedError("its beginning is cut off or was changed") from None
    if head.name != name or head.type != tarfile.REGTYPE or head.size < 0:
        raise DamagedError("it holds a member that no backup has")
    return head.size
