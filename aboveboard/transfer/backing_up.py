"""Making a backup: every row as of one moment in one file, which appears whole or not at all."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from django.conf import settings
from django.db import transaction

from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.lib.snapshots import read_snapshot
from aboveboard.publishing.editions import time_text
from aboveboard.publishing.files import flush_folder
from aboveboard.publishing.steps import step
from aboveboard.transfer import archive, tables
from aboveboard.transfer.sealing import Locks, sealed

PART = 1024 * 1024  # bytes of lines after which a member is written, so that little is in memory

type Told = Callable[[int], object]


class NoRoomForItError(Exception):
    """The file cannot be made under that name; the message says why."""


class NameTakenError(NoRoomForItError):
    """A file of that name exists, and was not to be replaced."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists.")


class Made(NamedTuple):
    """``keys``: names of the key files that are in it."""

    rows: int
    bytes: int
    keys: list[str]
    at: datetime


class Tally(NamedTuple):
    rows: int
    sha256: str


class Wanted(NamedTuple):
    """``locks``: null for a file that anybody can read who has it; ``replaces``: a file of that name is replaced."""

    path: Path
    locks: Locks | None = None
    with_keys: bool = False
    replaces: bool = False


def back_up(wanted: Wanted, *, at: datetime, by: Actor, on_total: Callable[[int], Told]) -> Made:
    """Writes the backup and records that it was made. ``on_total`` is told how many rows there are, and returns what is told of each part.

    The file is of 0600, complete and on the disk before it has its name. Raises ``NoRoomForItError`` and ``OSError``.
    """
    with _draft(wanted) as out:
        if wanted.locks is None:
            made = _write(out, wanted, at, on_total)
        else:
            with sealed(out, wanted.locks, at=at) as inside:
                made = _write(inside, wanted, at, on_total)
        size = out.tell()
    made = made._replace(bytes=size)
    with transaction.atomic():
        said: dict[str, Any] = {"rows": made.rows, "bytes": made.bytes, "keys": made.keys, "encrypted": wanted.locks is not None}
        record(Verb.BACKUP_MADE, f"backup/{time_text(at)}", by=by, file=str(wanted.path.absolute())[-200:], made_at=at, **said)
    return made


def note_backup(*, at: datetime, by: Actor) -> None:
    """Another program made a backup at ``at``."""
    with transaction.atomic():
        record(Verb.BACKUP_MADE, f"backup/{time_text(at)}", by=by, by_another_program=True, made_at=at)


def _write(out: BinaryIO, wanted: Wanted, at: datetime, on_total: Callable[[int], Told]) -> Made:
    writer = archive.Writer(out, at=at)
    with read_snapshot():
        about = {"format": archive.FORMAT, "release": settings.RELEASE, "made_at": time_text(at), "migrations": tables.migrations()}
        writer.add(archive.ABOUT, _json(about))
        told = on_total(sum(map(tables.count, tables.carried())))
        said: dict[str, Tally] = {}
        for model in tables.carried():
            said[model._meta.label_lower] = _add_table(writer, model, told)
            step("table written")
        keys = _key_files() if wanted.with_keys else {}
    for name, content in keys.items():
        writer.add(f"keys/{name}", content)
    hashes = {name: sha256(content).hexdigest() for name, content in keys.items()}
    writer.add(archive.MANIFEST, _json({**about, "tables": {label: tally._asdict() for label, tally in said.items()}, "keys": hashes}))
    writer.close()
    return Made(sum(table.rows for table in said.values()), 0, sorted(keys), at)


def _add_table(writer: archive.Writer, model: tables.AnyModel, told: Told) -> Tally:
    """What the manifest says of it. A table without rows has no other."""
    whole, rows, part, held = sha256(), 0, bytearray(), 0
    number = 0
    for line in tables.lines_of(model):
        whole.update(line)
        part += line
        held += 1
        if len(part) >= PART:
            writer.add(f"rows/{model._meta.label_lower}/{number:06}.jsonl", bytes(part))
            told(held)
            number, rows, held = number + 1, rows + held, 0
            part.clear()
    if part:
        writer.add(f"rows/{model._meta.label_lower}/{number:06}.jsonl", bytes(part))
        told(held)
    return Tally(rows + held, whole.hexdigest())


def _key_files() -> Mapping[str, bytes]:
    folder: Path = settings.KEYS_DIR
    files = sorted(path for path in folder.glob("*") if path.is_file() and path.name in KEY_NAMES)
    return {path.name: path.read_bytes() for path in files}


KEY_NAMES = ("field_key", "secret_key", "signing.pem", "signing.pem.next")


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1, sort_keys=True).encode() + b"\n"


@contextmanager
def _draft(wanted: Wanted) -> Iterator[BinaryIO]:
    """A file beside the one that is wanted, which takes its name at the end. What a killed backup left is written over by the next."""
    path = wanted.path
    if path.is_dir():
        raise NoRoomForItError(f"{path} is a folder.")
    if path.exists() and not wanted.replaces:
        raise NameTakenError(path)
    draft = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+b") as out:
        _claim(out, draft)
        os.fchmod(out.fileno(), 0o600)
        try:
            yield out
            out.flush()
            os.fsync(out.fileno())
            step("draft written")
            _name(draft, path, replaces=wanted.replaces)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    flush_folder(path.absolute().parent)


def _claim(out: BinaryIO, draft: Path) -> None:
    """Two backups to one name must not write into each other; whoever was killed holds nothing any more."""
    busy = f"another backup is being written to {draft}."
    try:
        fcntl.flock(out.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        mine, there = os.fstat(out.fileno()), draft.stat()
    except (BlockingIOError, FileNotFoundError):
        raise NoRoomForItError(busy) from None
    if mine.st_ino != there.st_ino or mine.st_nlink != 1:
        raise NoRoomForItError(busy)
    out.truncate(0)


def _name(draft: Path, path: Path, *, replaces: bool) -> None:
    if replaces:
        draft.replace(path)
        return
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        raise NameTakenError(path) from None
    except OSError:  # a file system without links: nobody else makes a file of that name at this very moment
        if path.exists():
            raise NameTakenError(path) from None
        draft.replace(path)
    else:
        draft.unlink()
