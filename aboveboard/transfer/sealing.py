"""A file that only certain keys open, or a passphrase: the format of `age` (https://age-encryption.org/v1), written and read as a stream.

What is sealed for keys alone is such a file; with a passphrase it is one of the two members that ``passphrases`` describes.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple

import pyrage
from pyrage import ssh, x25519

from aboveboard.transfer import passphrases
from aboveboard.transfer.archive import DamagedError
from aboveboard.transfer.passphrases import Lockbox, find_lockbox, lockbox

_BEGIN = b"age-encryption.org/v1\n"
_OTHER_KEYS = "No matching keys found"  # pyrage has one error for all that its message tells apart

type Recipient = x25519.Recipient | ssh.Recipient
type Identity = x25519.Identity | ssh.Identity


class Locks(NamedTuple):
    """Who can open a sealed file: whoever has the private key of one of ``recipients``, or knows ``passphrase``. One of them at least."""

    recipients: tuple[Recipient, ...] = ()
    passphrase: bytes | None = None


class Keys(NamedTuple):
    """What there is to open a sealed file with."""

    identities: tuple[Identity, ...] = ()
    passphrase: bytes | None = None


class UnfitKeyError(ValueError):
    """A text holds something that is no key of the kind asked for; the message says where, and never what."""


class KeyMissingError(Exception):
    """Nothing was given that could open the file. ``has_passphrase``: it was made with one."""

    def __init__(self, *, has_passphrase: bool) -> None:
        super().__init__()
        self.has_passphrase = has_passphrase


class WrongKeyError(Exception):
    """None of the identities that were given opens the file."""


def recipients_in(content: bytes) -> tuple[Recipient, ...]:
    """Public keys, one a line; a line that begins with # is a comment. Raises ``UnfitKeyError``."""
    return _each(content, _recipient, "public key, neither of age (age1…) nor of SSH (ssh-ed25519 …, ssh-rsa …)")


def identities_in(content: bytes) -> tuple[Identity, ...]:
    """Private keys: a file of `age-keygen`, or one key of SSH that is not locked with a passphrase. Raises ``UnfitKeyError``."""
    if b" PRIVATE KEY-----" not in content:
        return _each(content, x25519.Identity.from_str, "private key of age (AGE-SECRET-KEY-1…)")
    try:
        return (ssh.Identity.from_buffer(content),)
    except pyrage.IdentityError as problem:
        raise UnfitKeyError(f"the key of SSH in it cannot be used: {problem}.") from None


def _recipient(line: str) -> Recipient:
    return ssh.Recipient.from_str(line) if line.startswith("ssh-") else x25519.Recipient.from_str(line)


def _each[Key](content: bytes, read: Callable[[str], Key], kind: str) -> tuple[Key, ...]:
    found = []
    for number, line in enumerate(map(str.strip, content.decode(errors="replace").splitlines()), start=1):
        if line and not line.startswith("#"):
            try:
                found.append(read(line))
            except (pyrage.RecipientError, pyrage.IdentityError):
                raise UnfitKeyError(f"line {number} is no {kind}.") from None
    if not found:
        raise UnfitKeyError(f"it holds no {kind}.")
    return tuple(found)


@contextmanager
def sealed(out: BinaryIO, locks: Locks, *, at: datetime) -> Iterator[BinaryIO]:
    """What is written into what this yields reaches ``out`` sealed, and opens after an orderly end. ``out`` has to be a file on a disk."""
    if locks.passphrase is None:
        with _stream(out, locks.recipients) as inside:
            yield inside
    else:
        with lockbox(out, locks.passphrase, at=at) as public, _stream(out, (*locks.recipients, ssh.Recipient.from_str(public))) as inside:
            yield inside


def is_sealed(source: BinaryIO) -> bool:
    """Whether it begins as a sealed file does. ``source`` is at its beginning, before and after."""
    begin = source.read(len(_BEGIN))
    source.seek(0)
    return begin.startswith((_BEGIN, passphrases.BEGIN))


def unseal(source: BinaryIO, plain: BinaryIO, keys: Keys) -> None:
    """Writes what is in ``source`` into ``plain``, where nothing is of worth before this returns.

    Raises ``KeyMissingError``, ``WrongPassphraseError``, ``WrongKeyError``, and ``DamagedError`` for anything but a whole file.
    """
    box, identities = find_lockbox(source), list(keys.identities)
    if box and keys.passphrase is not None:
        identities.append(ssh.Identity.from_buffer(box.opened(keys.passphrase)))
    if not identities:
        raise KeyMissingError(has_passphrase=box is not None)
    _open(box or source, plain, identities)
    if box:
        box.check_end()


def _open(source: BinaryIO | Lockbox, plain: BinaryIO, identities: Sequence[Identity]) -> None:
    try:
        _pass_through(pyrage.decrypt_io, source, plain, identities)
    except pyrage.DecryptError as problem:
        if str(problem) == _OTHER_KEYS:
            raise WrongKeyError from None
        raise DamagedError("its beginning is cut off or was changed") from None
    except OSError as problem:
        if problem.errno is not None:  # of a file: pyrage's own have no number
            raise
        raise DamagedError("it is cut off, or bytes in it were changed") from None


@contextmanager
def _stream(out: BinaryIO, recipients: Sequence[Recipient]) -> Iterator[BinaryIO]:
    """pyrage wants to read what it seals, so a thread does, from a pipe."""
    reading, writing = os.pipe()
    with ThreadPoolExecutor(1) as beside:
        sealing = beside.submit(_seal, reading, out, recipients)
        try:
            with open(writing, "wb") as inside:  # noqa: PTH123  (a pipe has no path)
                yield inside
        except BrokenPipeError:  # only the thread knows why
            sealing.result()
            raise
        sealing.result()


def _seal(reading: int, out: BinaryIO, recipients: Sequence[Recipient]) -> None:
    with open(reading, "rb") as source:
        _pass_through(pyrage.encrypt_io, source, out, recipients)


def _pass_through(work: Callable[..., object], source: BinaryIO | Lockbox, out: BinaryIO, keys: Sequence[object]) -> None:
    """Raises what a file raised, which pyrage tells in words alone, and not at all if it was in its last write."""
    raised: list[BaseException] = []
    try:
        work(_Told(source.read, raised), _Told(out.write, raised), keys)
    finally:
        if raised:
            raise raised[0]


class _Told:
    """Reads or writes, and keeps what was raised."""

    def __init__(self, work: Callable[[Any], Any], raised: list[BaseException]) -> None:
        self._work, self._raised = work, raised

    def read(self, argument: Any) -> Any:
        try:
            return self._work(argument)
        except BaseException as problem:
            self._raised.append(problem)
            raise

    write = read

    def flush(self) -> None:
        """The owner of the file does, when all is written."""
