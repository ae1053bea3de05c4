"""Files that are replaced whole, trees that appear whole, and a lock that dies with its process."""

import ctypes
import fcntl
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from aboveboard.lib.etags import stamp

FEW = 8  # up to so many files are flushed one by one; more of them with one flush of the file system
_LOOK_EVERY = 0.02  # seconds between two attempts at a lock
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC


class BusyError(Exception):
    """Another process holds the lock."""


class WithdrawnError(BusyError):
    """The folder was taken away from whoever wrote it (``withdrawal``)."""


@contextmanager
def locked(path: Path, *, wait: float) -> Iterator[None]:
    """Holds an exclusive lock on ``path`` between processes and threads. Raises ``BusyError`` after ``wait`` seconds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise BusyError(str(path)) from None
                time.sleep(_LOOK_EVERY)
        yield
    finally:
        os.close(descriptor)


def write_new(path: Path, data: bytes, *, within: Path) -> None:
    """Writes a file that nobody reads yet, and its folders below ``within``; its time comes from its bytes (``lib.etags``). Not flushed.

    Raises ``FileNotFoundError`` if ``within`` is not there.
    """
    try:
        descriptor = os.open(path, _NEW, 0o666)
    except FileNotFoundError:
        _make_folders(path.parent, within)
        descriptor = os.open(path, _NEW, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        stamp(descriptor, data)
    finally:
        os.close(descriptor)


def replace(path: Path, data: bytes, drafts: Path, *, durable: bool = True) -> None:
    """Replaces ``path`` at once: a reader finds the old bytes or the new ones. ``drafts`` is in the folder that ``path`` is in or below."""
    draft = drafts / token_hex(8)
    write_new(draft, data, within=drafts.parent)
    if durable:
        flush([draft])
    move(draft, path, within=drafts.parent)
    if durable:
        flush_folder(path.parent)


def move(source: Path, target: Path, *, within: Path) -> None:
    """Renames over ``target``, making its folders below ``within`` if need be. Raises ``FileNotFoundError`` if that is not there."""
    try:
        source.replace(target)
    except FileNotFoundError:
        _make_folders(target.parent, within)
        source.replace(target)


def point(link: Path, target: str, drafts: Path) -> None:
    """Makes the symbolic link ``link`` name ``target``, at once."""
    draft = drafts / token_hex(8)
    _make_folders(drafts, drafts.parent)
    draft.symlink_to(target)
    move(draft, link, within=drafts.parent)
    flush_folder(link.parent)


def flush(paths: Iterable[Path]) -> None:
    """Returns when the files' bytes are on the disk."""
    several = list(paths)
    if len(several) > FEW and _flush_file_system(several[0]):
        return
    for path in several:
        with path.open("rb") as file:
            os.fsync(file.fileno())


def flush_folder(path: Path) -> None:
    """Returns when the names in the folder are on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> bool:
    """Takes a file away and the folders that it leaves empty; whether it was there."""
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    with suppress(OSError):
        path.parent.rmdir()
    return True


def remove_tree(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)


def _make_folders(path: Path, within: Path) -> None:
    """Down to ``path``, but never ``within`` itself: a folder that was taken away does not come back by being written to."""
    place = within
    for part in path.relative_to(within).parts:
        place /= part
        with suppress(FileExistsError):
            place.mkdir()


def _flush_file_system(path: Path) -> bool:
    """Linux's syncfs; False where there is none."""
    syncfs = getattr(ctypes.CDLL(None), "syncfs", None)
    if syncfs is None:
        return False
    with path.open("rb") as file:
        return bool(syncfs(file.fileno()) == 0)
