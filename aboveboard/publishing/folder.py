"""One page's folder of published files: what lies where, and how it changes without ever showing half of anything."""

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aboveboard.publishing import files
from aboveboard.publishing.compress import COPIES, Copies, copies_of
from aboveboard.publishing.editions import SEGMENT, segment_first
from aboveboard.publishing.steps import step

REDACTIONS = "redactions.json"
KEPT = 3  # hot trees that stay, the present one included: readers may be in the middle of an older one


class Folder:
    """Whoever writes holds ``locked``. Readers need nothing, and whoever takes the whole folder away does not either."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._is_begun = False
        self.shared = root / "shared"
        self.record = root / "record"
        self._drafts = root / ".drafts"
        self._unfinished = root / ".unfinished"

    @contextmanager
    def locked(self, *, wait: float) -> Iterator[None]:
        """Raises ``files.BusyError`` after ``wait`` seconds. What a killed writer left half done is swept away first.

        Raises ``files.WithdrawnError`` if the block fails since somebody took the folder away meanwhile.
        """
        with files.locked(self.root.parent / ".locks" / self.root.name, wait=wait):
            if self._drafts.exists():
                files.remove_tree(self._drafts)
            self._is_begun = self.root.exists()
            try:
                yield
            except Exception as problem:
                if self._is_begun and not self.root.exists():
                    raise files.WithdrawnError(str(self.root)) from problem
                raise

    def begin(self, *, may_be: Callable[[], bool]) -> bool:
        """Makes the folder if it is not there, which nothing else does. False, and there is none, unless it ``may_be``.

        That is asked when the folder is there already: whoever forbids it and then takes away what there is leaves nothing behind.
        """
        if not self.root.exists():
            self.root.mkdir(parents=True, exist_ok=True)
            if not may_be():
                with suppress(OSError):
                    self.root.rmdir()
                return False
        self._is_begun = True
        return True

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Marks the folder as unfinished until the end of the block, also for the next process if this one is killed."""
        files.write_new(self._unfinished, b"", within=self.root)
        yield
        self._unfinished.unlink(missing_ok=True)

    @property
    def is_unfinished(self) -> bool:
        return self._unfinished.exists()

    # what there is

    def tree(self) -> str:
        """The name of the present hot tree: ``1204``, or ``1204.2`` after two renewals; "" if there is none."""
        try:
            return str((self.root / "current").readlink())
        except (FileNotFoundError, OSError):
            return ""

    def head(self) -> dict[str, Any]:
        """head.json; empty if there is none."""
        try:
            head: dict[str, Any] = json.loads((self.root / "head.json").read_bytes())
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return {}
        return head

    def confirmed_at(self) -> datetime | None:
        """When a publisher last looked and found the head right; None if there is no head."""
        said = self.head().get("confirmed_at")
        return datetime.fromisoformat(said) if isinstance(said, str) else None

    def shown(self) -> int:
        """The number of the edition that the folder shows whole; 0 if none."""
        number = self.head().get("edition", 0)
        return number if isinstance(number, int) and self.tree().partition(".")[0] == str(number) else 0

    def last_line(self) -> int:
        """The number of the last line in the record; 0 if there is none."""
        line = self.newest_line()
        return int(json.loads(line)["edition"]) if line else 0

    def newest_line(self) -> bytes:
        """The last line of the record, without its end; empty if there is none. Reads no more than it must."""
        try:
            with (self.record / "editions.jsonl").open("rb") as lines:
                end = lines.seek(0, os.SEEK_END)
                tail, block = b"", 1 << 16
                while end > 0 and b"\n" not in tail[:-1]:
                    start = max(0, end - block)
                    lines.seek(start)
                    tail, end = lines.read(end - start) + tail, start
        except (FileNotFoundError, NotADirectoryError):
            return b""
        return tail.rstrip(b"\n").rpartition(b"\n")[2]

    def lines(self) -> list[bytes]:
        """Every line of the record, oldest first. Raises ``FileNotFoundError`` if a segment is missing."""
        newest = (self.record / "editions.jsonl").read_bytes().splitlines()
        first = int(json.loads(newest[0])["edition"])
        older = (self.record / f"editions-{number}.jsonl" for number in range(1, first, SEGMENT))
        return [line for segment in older for line in segment.read_bytes().splitlines()] + newest

    def lose_record(self, after: int) -> None:
        """Forgets the lines, and what was written later than edition ``after``, so that the folder is made whole from the rows."""
        files.write_new(self._unfinished, b"", within=self.root)
        for path in (self.record / "documents").glob("*-later.json"):
            if int(path.name.partition("-")[0]) > after:
                files.remove(path)
        for path in sorted(self.record.glob("editions*.jsonl"), key=lambda path: path.name == "editions.jsonl"):
            files.remove(path)

    def age(self, now: datetime) -> timedelta | None:
        """How long ago the hot tree was rendered; None if there is none."""
        try:
            made = (self.root / self.tree()).stat().st_mtime if self.tree() else None
        except FileNotFoundError:
            return None
        return None if made is None else now - datetime.fromtimestamp(made, UTC)

    # the record

    def write_items(self, items: Iterable[tuple[str, bytes]]) -> None:
        """Item hash and file bytes of each. Those that are there already are written again."""
        written = []
        for value, data in items:
            path = self.record / "items" / f"{value[:32]}.json"
            files.replace(path, data, self._drafts, durable=False)
            written.append(path)
            if len(written) == 500:
                files.flush(written)
                written = []
        files.flush(written)
        if (self.record / "items").exists():
            files.flush_folder(self.record / "items")

    def write_list(self, name: str, data: bytes) -> None:
        """``name`` is ``<n>`` or ``<n>-later``."""
        files.replace(self.record / "documents" / f"{name}.json", data, self._drafts)

    def read_list(self, name: str) -> bytes | None:
        try:
            return (self.record / "documents" / f"{name}.json").read_bytes()
        except FileNotFoundError:
            return None

    def remove_list(self, name: str) -> None:
        files.remove(self.record / "documents" / f"{name}.json")

    def keep_later_lists(self, editions: Collection[int]) -> None:
        """Removes the later lists of all other editions."""
        for path in (self.record / "documents").glob("*-later.json"):
            if int(path.name.partition("-")[0]) not in editions:
                files.remove(path)

    def write_keys(self, data: bytes) -> None:
        self.write_record("keys.json", data)

    def write_record(self, name: str, data: bytes) -> None:
        """A file directly in record/, if its bytes are new."""
        path = self.record / name
        if not path.exists() or path.read_bytes() != data:
            files.replace(path, data, self._drafts)

    def append_lines(self, first: int, lines: Iterable[bytes]) -> None:
        """Lines that follow the last one, beginning with number ``first``. Full segments move aside."""
        newest = self.record / "editions.jsonl"
        segment = [newest.read_bytes()] if newest.exists() and first > 1 else []
        number = first - 1
        for line in lines:
            number += 1
            if segment and segment_first(number) == number:
                files.replace(self.record / f"editions-{number - SEGMENT}.jsonl", b"".join(segment), self._drafts)
                step("segment moved")
                segment = []
            segment.append(line + b"\n")
        if number >= first:
            files.replace(newest, b"".join(segment), self._drafts)

    # documents

    def write_hot(self, name: str, documents: Mapping[str, bytes], *, at: datetime, copies: Copies = copies_of) -> None:
        """A new hot tree beside the present one, flushed; rendered for the time ``at``. ``name`` must not be the present one's."""
        draft, written = self._drafts / name, []
        for path, data in documents.items():
            for suffix, bytes_ in {"": data, **copies(path, data)}.items():
                file = draft / (path + suffix)
                files.write_new(file, bytes_, within=self.root)
                written.append(file)
        step("hot tree written")
        files.flush(written)
        files.remove_tree(self.root / name)
        os.utime(draft, (at.timestamp(), at.timestamp()))
        files.move(draft, self.root / name, within=self.root)

    def switch(self, name: str) -> None:
        """The hot tree ``name`` becomes what readers see."""
        files.point(self.root / "current", name, self._drafts)

    def write_shared(self, documents: Mapping[str, bytes]) -> None:
        """Each document and its copies, each file at once."""
        moves = []
        for path, data in documents.items():
            copies = copies_of(path, data)
            for suffix in COPIES:
                if suffix not in copies:
                    files.remove(self.shared / (path + suffix))
            for suffix, bytes_ in {"": data, **copies}.items():
                draft = self._drafts / "shared" / (path + suffix)
                files.write_new(draft, bytes_, within=self.root)
                moves.append((draft, self.shared / (path + suffix)))
        files.flush(draft for draft, _ in moves)
        for draft, target in moves:
            files.move(draft, target, within=self.root)

    def remove_shared(self, paths: Iterable[str]) -> None:
        for path in paths:
            for suffix in ("", *COPIES):
                files.remove(self.shared / (path + suffix))

    def site(self) -> bytes:
        """site.json's bytes; none if there is none."""
        try:
            return (self.root / "site.json").read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return b""

    def page(self) -> str:
        """The key of the page that the folder belongs to; "" if it is nobody's."""
        try:
            return str(json.loads(self.site())["page"])
        except (ValueError, KeyError, TypeError):
            return ""

    def write_site(self, data: bytes) -> None:
        path = self.root / "site.json"
        if not path.exists() or path.read_bytes() != data:
            files.replace(path, data, self._drafts)

    def write_head(self, data: bytes) -> None:
        files.replace(self.root / "head.json", data, self._drafts, durable=False)

    def redactions(self) -> dict[str, bytes | None]:
        """Where the two lists of ``write_redactions`` lie, and their bytes; not published files."""
        found: dict[str, bytes | None] = {}
        for path in (self.root / REDACTIONS, self.root.parent / f".{REDACTIONS}"):
            try:
                found[str(path)] = path.read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                found[str(path)] = None
        return found

    def write_redactions(self, own: bytes, every: bytes) -> None:
        """``own`` names what concerns this page and goes with the folder, ``every`` all, hidden things too: it stays beside the folders."""
        for path, data in ((self.root / REDACTIONS, own), (self.root.parent / f".{REDACTIONS}", every)):
            files.replace(path, data, self._drafts)
            path.chmod(0o600)

    def prune(self, *, keep: int = KEPT) -> None:
        """Takes old hot trees away, but for the newest ``keep``."""
        trees = [path for path in self.root.iterdir() if path.name.replace(".", "").isdigit() and path.is_dir()]
        trees.sort(key=lambda path: [int(part) for part in path.name.split(".")])
        for tree in trees[:-keep]:
            if tree.name != self.tree():
                files.remove_tree(tree)
