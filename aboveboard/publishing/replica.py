"""One page's folder on a machine that shares nothing but the database: the editions that others signed, written once more."""

import json
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from aboveboard.events.models import Event
from aboveboard.lib.canonical import sha256_hex
from aboveboard.lib.snapshots import read_snapshot
from aboveboard.pages.models import Page
from aboveboard.publishing import fork, redaction, store
from aboveboard.publishing.compress import COPIES
from aboveboard.publishing.documents import planned
from aboveboard.publishing.editions import time_text
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.keys import key_file
from aboveboard.publishing.lists import Lists
from aboveboard.publishing.models import Cause
from aboveboard.publishing.replay import Replay
from aboveboard.publishing.shelf import Shelf, read_shelf
from aboveboard.publishing.steps import step

log = logging.getLogger(__name__)

ALONG = 300  # shared documents that are written before an edition is shown; the rest follows
CHUNK = 20  # of the rest, before the next look
WAIT = 10.0  # seconds that another writer of the folder is waited for
CONFIRM_EVERY = timedelta(seconds=5)
UNSAID = timedelta(seconds=10)  # how long something may have been said without an edition before the head is confirmed no more


class AheadError(Exception):
    """The folder holds editions that the database does not know; the message says what becomes of them."""


class _Read(NamedTuple):
    """What one look found, in memory. ``hot`` is None if the tree that is shown is the one."""

    shelf: Shelf
    hot: dict[str, bytes] | None
    shared: dict[str, bytes]
    gone: list[str]
    later: dict[int, bytes]
    all_later: set[int]


class Replica:
    """What this process knows about the folder; made anew, it looks at every file. It signs nothing and writes no row.

    ``differing``: paths that came out otherwise than their list says.
    """

    def __init__(self, page: Page) -> None:
        self._lists = Lists(page)
        self._held: dict[str, str] | None = None  # shared path -> hash of the file
        self._hot: set[str] = set()
        self._shown: tuple[int, datetime] | None = None
        self._waits = False
        self._confirmed_at: datetime | None = None
        self.differing: set[str] = set()

    def look(self, page: Page, now: datetime) -> bool:
        """Brings the folder to the page's newest edition, and a part of what waits. Whether more waits.

        Raises ``files.BusyError`` if another process writes the folder. After any other failure it is to be made anew.
        """
        folder = store.folder_for(page)
        with folder.locked(wait=WAIT):
            store.adopt(page, folder)
            if self._held is None:
                self._held = _held_in(folder)
            with read_snapshot():
                read, is_unsaid = self._read(page, self._held), _is_something_unsaid(page, now)
            is_redacted = redaction.is_in_step(page, folder)
            if self._lists.edition and (read or not is_redacted) and store.begin(page, folder):
                with folder.changing():
                    if not is_redacted:
                        redaction.apply(page, folder)
                    if read:
                        self._write(page, folder, read, self._held)
            if self._lists.edition and not is_unsaid:
                self._confirm(folder, now)
        return self._waits

    def _read(self, page: Page, held: dict[str, str]) -> _Read | None:
        """Everything that the next writing needs, of one moment; None if there is nothing to write."""
        fresh = self._lists.read()
        number, now = self._lists.edition, self._lists.now
        if now is None or (self._shown and not fresh and not self._waits):
            return None
        shelf = _shelf(page, number, now)
        self._hot = {plan.path for plan in planned(shelf.contents, shelf.languages, hot=True)}
        moment = self._moment(number, now)
        shelf = shelf if moment == now else _shelf(page, number, moment)
        hot = None if self._shown == (number, moment) else shelf.hot(moment)
        wrong = sorted(self._wrong(held), key=lambda path: (-self._lists.named[path].edition, path))
        room = ALONG if fresh and held else CHUNK
        replay = Replay(page, shelf, self._lists.named)
        shared = replay.shared(wrong[:room])
        self._waits = len(wrong) > room
        self._compare(wrong[:room], hot or {}, replay.differing)
        gone = [path for path in held if path in self._hot or not self._is_named(path)]
        return _Read(shelf, hot, shared, gone, self._lists.written_later(set(fresh)), self._lists.all_later())

    def _moment(self, number: int, now: datetime) -> datetime:
        """When the hot documents were rendered last: all at once, but for those that came out the same."""
        named = (self._lists.named.get(path) for path in self._hot)
        return max((one.moment for one in named if one and one.edition == number), default=now)

    def _wrong(self, held: dict[str, str]) -> Iterable[str]:
        for path, named in self._lists.named.items():
            if named.hash is not None and held.get(path) != named.hash and path not in self._hot:
                yield path

    def _is_named(self, path: str) -> bool:
        named = self._lists.named.get(path)
        return named is not None and named.hash is not None

    def _compare(self, chosen: Iterable[str], hot: dict[str, bytes], differing: set[str]) -> None:
        self.differing -= {*chosen, *hot}
        self.differing |= differing
        self.differing |= {
            path for path, data in hot.items() if not self._is_named(path) or self._lists.named[path].hash != sha256_hex(data)
        }

    def _write(self, page: Page, folder: Folder, read: _Read, held: dict[str, str]) -> None:
        number, name = read.shelf.number, store.next_tree(folder, read.shelf.number)
        store.write_record(page, folder, folder.last_line() + 1, number)
        for edition, data in read.later.items():
            folder.write_list(f"{edition}-later", data)
        folder.keep_later_lists(read.all_later)
        store.write_site(page, folder, read.shelf)
        folder.write_shared(read.shared)
        step("replica shared written")
        if read.hot is not None:
            folder.write_hot(name, read.hot, at=read.shelf.now)
            step("replica hot written")
        store.append_lines(page, folder, number)
        if read.hot is not None:
            folder.switch(name)
            step("replica switched")
        folder.remove_shared(read.gone)
        if read.hot is not None:
            store.write_head(folder, read.shelf, read.shelf.now)
            folder.prune(keep=1)  # an older tree may hold words that were taken out
        self._shown = (number, read.shelf.now)
        for path in read.gone:
            held.pop(path, None)
        held.update((path, self._lists.named[path].hash or "") for path in read.shared)

    def _confirm(self, folder: Folder, now: datetime) -> None:
        if self._confirmed_at is None or now - self._confirmed_at >= CONFIRM_EVERY:
            confirmed = {**folder.head(), "confirmed_at": time_text(now.replace(microsecond=0))}
            folder.write_head(json.dumps(confirmed).encode())
            self._confirmed_at = now


def settle(page: Page) -> bool:
    """What becomes of editions in the folder that the database does not have. Whether the folder has to be looked at anew.

    A notice that was posted here while the database was away is handed over, if the key is here. If the database tells another
    history, it is followed from where they part. If it tells less, an older backup was brought back, and whoever signs is waited for:
    raises ``AheadError``.
    """
    folder, parted = store.folder_for(page), fork.parting(page)
    if parted is None:
        return False
    if parted.emergencies and key_file().exists():
        fork.take_up(page)
        return True
    if not parted.is_fork:
        raise AheadError(f"{folder.root} holds edition {parted.folder}, the database only {parted.database}; waiting for the rest")
    with folder.locked(wait=WAIT):
        folder.lose_record(parted.common)
    log.error("%s: the database tells another history from edition %d on, which is followed now", page, parted.common + 1)
    return True


def _shelf(page: Page, number: int, now: datetime) -> Shelf:
    shelf = read_shelf(page, now=now, edition=number)
    if shelf is None:  # within one snapshot it is there
        raise LookupError(f"{page} has no edition {number}")
    return shelf


def _held_in(folder: Folder) -> dict[str, str]:
    """Hashes of the shared files. Of a folder that a killed writer left, none is taken for whole."""
    found = [path for path in folder.shared.rglob("*") if path.is_file() and path.suffix not in COPIES]
    broken = folder.is_unfinished
    return {path.relative_to(folder.shared).as_posix(): "" if broken else sha256_hex(path.read_bytes()) for path in found}


def _is_something_unsaid(page: Page, now: datetime) -> bool:
    """Whether whoever signs is late: nobody vouches for the newest edition then."""
    late = now - UNSAID
    return Event.objects.due().filter(at__lt=late).exists() or Cause.objects.filter(page=page, booked_at__lt=late).exists()
