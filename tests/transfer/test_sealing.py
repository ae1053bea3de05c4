"""What is sealed opens with its keys or its passphrase alone, whole or not at all, and is never in memory as a whole."""

import base64
import errno
import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_ssh_private_key

from aboveboard.transfer import passphrases
from aboveboard.transfer.archive import DamagedError
from aboveboard.transfer.passphrases import WrongPassphraseError
from aboveboard.transfer.reading import opened
from aboveboard.transfer.sealing import (
    KeyMissingError,
    Keys,
    Locks,
    UnfitKeyError,
    WrongKeyError,
    identities_in,
    is_sealed,
    recipients_in,
    sealed,
    unseal,
)  # fmt: skip
from tests.world import NOW

PIECE = 64 * 1024  # bytes that age seals at a time
MINE, OTHER = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
LOCKS, KEYS = Locks((MINE.to_public(),)), Keys((MINE,))
SPOKEN = b"a passphrase"
BOTH = [(LOCKS, KEYS), (Locks(passphrase=SPOKEN), Keys(passphrase=SPOKEN))]
REFUSALS = (DamagedError, WrongKeyError, WrongPassphraseError)
LOCK = PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(1).build(SPOKEN)
LOCKED = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, LOCK)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes a second only to be slow."""
    monkeypatch.setattr(passphrases, "_ROUNDS", 1)


def a_sealed_one(size: int, locks: Locks = LOCKS) -> bytes:
    out = io.BytesIO()
    with sealed(out, locks, at=NOW) as inside:
        for start in range(0, size, 1000):
            inside.write(bytes(min(1000, size - start)))
    return out.getvalue()


def unsealed(content: bytes, keys: Keys = KEYS) -> bytes:
    plain = io.BytesIO()
    unseal(io.BytesIO(content), plain, keys)
    return plain.getvalue()


def opens(content: bytes, keys: Keys) -> bytes:
    """The same for a file that may be none that is sealed."""
    if not is_sealed(io.BytesIO(content)):
        raise DamagedError
    return unsealed(content, keys)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 200_000])
def test_what_was_sealed_opens_again_at_every_size(size: int) -> None:
    for_keys, spoken = a_sealed_one(size), a_sealed_one(size, Locks(passphrase=SPOKEN))
    assert is_sealed(io.BytesIO(for_keys)) and is_sealed(io.BytesIO(spoken))
    assert unsealed(for_keys) == unsealed(spoken, Keys(passphrase=SPOKEN)) == bytes(size)


def test_whoever_has_one_of_its_keys_or_its_passphrase_opens_it() -> None:
    content = a_sealed_one(70_000, Locks((MINE.to_public(), OTHER.to_public()), SPOKEN))
    for keys in (KEYS, Keys((OTHER,)), Keys(passphrase=SPOKEN), Keys((OTHER,), SPOKEN)):
        assert unsealed(content, keys) == bytes(70_000)


def test_a_key_of_ssh_will_do() -> None:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH) + b" olga@harbourline"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    content = a_sealed_one(10, Locks(recipients_in(b"# Olga\n\n" + public + b"\n")))
    assert unsealed(content, Keys(identities_in(private))) == bytes(10)


def test_a_file_for_keys_is_one_that_any_age_opens_and_one_with_a_passphrase_a_tar_of_such_a_file_and_its_key() -> None:
    assert pyrage.decrypt(a_sealed_one(10), [MINE]) == bytes(10)
    with tarfile.open(fileobj=io.BytesIO(a_sealed_one(1000, Locks(passphrase=SPOKEN)))) as tar:
        assert tar.getnames() == ["backup.key", "backup.age"] and tar.getmember("backup.key").mode == 0o600
        locked, data = (tar.extractfile(name) for name in tar.getnames())
        assert locked and data
        key = load_ssh_private_key(locked.read(), SPOKEN).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
        assert pyrage.decrypt(data.read(), [pyrage.ssh.Identity.from_buffer(key)]) == bytes(1000)


@pytest.mark.parametrize(
    ("locks", "keys", "error"),
    [
        (LOCKS, Keys(), KeyMissingError),
        (LOCKS, Keys((OTHER,)), WrongKeyError),
        (LOCKS, Keys(passphrase=SPOKEN), KeyMissingError),
        (Locks(passphrase=SPOKEN), Keys(), KeyMissingError),
        (Locks(passphrase=SPOKEN), Keys(passphrase=b"another"), WrongPassphraseError),
        (Locks(passphrase=SPOKEN), KEYS, WrongKeyError),
    ],
)
def test_other_keys_open_nothing(locks: Locks, keys: Keys, error: type[Exception]) -> None:
    plain = io.BytesIO()
    with pytest.raises(error):
        unseal(io.BytesIO(a_sealed_one(10, locks)), plain, keys)
    assert plain.getvalue() == b""


@pytest.mark.parametrize(("locks", "keys"), BOTH)
def test_a_byte_that_was_changed_changes_nothing_or_is_noticed(locks: Locks, keys: Keys) -> None:
    whole, unnoticed = a_sealed_one(3 * PIECE + 5, locks), 0
    begin = whole.index(b"age-encryption.org/v1\n")
    for place in (*range(0, begin + 400, 7), begin + 400 + PIECE, begin + 2 * PIECE, len(whole.rstrip(b"\0")) - 1):
        try:
            assert opens(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :], keys) == bytes(3 * PIECE + 5)
            unnoticed += 1
        except REFUSALS:
            pass
    assert unnoticed <= 512 / 7  # what fills the block of the locked key up


def test_a_key_that_would_keep_the_processor_busy_is_not_tried() -> None:
    """A file that somebody else made may ask for four thousand million rounds, which take years."""
    whole = a_sealed_one(10, Locks(passphrase=SPOKEN))
    begin, end = whole.index(b"KEY-----\n") + 9, whole.index(b"\n-----END")
    key = base64.b64decode(whole[begin:end])
    salt = key.index(b"bcrypt") + 14  # after the lengths of the options and of the salt
    asking = io.BytesIO(base64.b64encode(key[: salt + 16] + (1001).to_bytes(4) + key[salt + 20 :]))
    width = whole.index(b"\n", begin) - begin
    changed = whole[:begin] + b"\n".join(iter(lambda: asking.read(width), b"")) + whole[end:]
    with pytest.raises(DamagedError, match="asks for 1,001 rounds of bcrypt"):
        unsealed(changed, Keys(passphrase=SPOKEN))


@pytest.mark.parametrize(("locks", "keys"), BOTH)
def test_what_is_cut_off_moved_or_goes_on_is_noticed(locks: Locks, keys: Keys) -> None:
    whole = a_sealed_one(3 * PIECE + 5, locks)
    begin, end = whole.index(b"age-encryption.org/v1\n"), len(whole.rstrip(b"\0"))
    for length in (*range(0, begin + 400, 7), end - 3 * PIECE, end - 2 * PIECE - 21, end - 21, end - 1):
        with pytest.raises(REFUSALS):
            opens(whole[:length], keys)
    second = end - 21 - 2 * (PIECE + 16)
    first, piece = whole[:second], whole[second : second + PIECE + 16]
    for wrong in (whole + b"x", whole + bytes(100_000), first + whole[second + PIECE + 16 :], first + piece + piece + whole[end - 21 :]):
        with pytest.raises(DamagedError):
            opens(wrong, keys)


class Full(io.BytesIO):
    """A file on a disk that has room for so many bytes."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self.room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)


@pytest.mark.parametrize("locks", [LOCKS, Locks(passphrase=SPOKEN)])
@pytest.mark.parametrize(("size", "room"), [(10, 1800), (10, 0), (3_000_000, 1_000_000)])
def test_a_full_disk_is_told_as_such(locks: Locks, size: int, room: int) -> None:
    short = room if locks.passphrase else min(room, 100 + size // 3)
    with pytest.raises(OSError, match="No space left"), sealed(Full(short), locks, at=NOW) as inside:
        inside.write(bytes(size))
    with pytest.raises(OSError, match="No space left"):
        unseal(io.BytesIO(a_sealed_one(size)), Full(size // 3), KEYS)


def test_what_goes_wrong_while_it_is_written_comes_out() -> None:
    with pytest.raises(LookupError), sealed(io.BytesIO(), LOCKS, at=NOW) as inside:
        inside.write(bytes(1_000_000))
        raise LookupError


def test_what_was_opened_has_no_name_on_the_disk(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "sealed").write_bytes(a_sealed_one(10))
    with opened(tmp_path / "sealed", KEYS, room=tmp_path / "room"):
        assert list((tmp_path / "room").iterdir()) == []


SEAL_AND_OPEN = """
import resource, sys
from datetime import datetime
from pathlib import Path
import pyrage
from aboveboard.transfer.sealing import Keys, Locks, sealed, unseal
where, words, megabytes = Path(sys.argv[1]), sys.argv[2].encode(), int(sys.argv[3])
mine = pyrage.x25519.Identity.generate()
locks, keys = (Locks(passphrase=words), Keys(passphrase=words)) if words else (Locks((mine.to_public(),)), Keys((mine,)))
with (where / "sealed").open("w+b") as out, sealed(out, locks, at=datetime.now().astimezone()) as inside:
    for _ in range(megabytes):
        inside.write(bytes(1_000_000))
with (where / "sealed").open("rb") as source, (where / "plain").open("w+b") as plain:
    unseal(source, plain, keys)
    assert plain.tell() == megabytes * 1_000_000
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.parametrize("words", ["", "a passphrase"])
def test_a_large_file_needs_no_more_memory_than_a_small_one(tmp_path: Path, words: str) -> None:
    def needed(megabytes: int) -> int:
        """Megabytes, in a process of its own."""
        command = [sys.executable, "-c", SEAL_AND_OPEN, str(tmp_path), words, str(megabytes)]
        return int(subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout)

    assert needed(100) < needed(1) + 20


@pytest.mark.parametrize(
    ("read", "content", "said"),
    [
        (recipients_in, b"", "it holds no public key"),
        (recipients_in, b"# none yet\n", "it holds no public key"),
        (recipients_in, f"{MINE.to_public()}\nage1nonsense\n".encode(), "line 2 is no public key"),
        (recipients_in, str(MINE).encode(), "line 1 is no public key"),
        (recipients_in, b"ssh-ed25519 AAAA olga", "line 1 is no public key"),
        (recipients_in, b"\xff\x00", "line 1 is no public key"),
        (identities_in, str(MINE.to_public()).encode(), "line 1 is no private key of age"),
        (identities_in, str(MINE).encode()[:-1], "line 1 is no private key of age"),
        (identities_in, b"", "it holds no private key"),
        (identities_in, b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", "cannot be used"),
        (identities_in, LOCKED, "cannot be used: ssh key must be decrypted first"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # keys differ from run to run
)
def test_what_is_no_key_is_told_without_repeating_it(read: Callable[[bytes], object], content: bytes, said: str) -> None:
    with pytest.raises(UnfitKeyError, match=said) as refusal:
        read(content)
    assert "AGE-SECRET-KEY-1" not in str(refusal.value).replace("(AGE-SECRET-KEY-1…)", "")
