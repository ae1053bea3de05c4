"""Reading a backup with suspicion: what it says it is, whether all of it is there, and its lines table by table."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from itertools import batched
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import msgspec

from aboveboard.transfer import archive
from aboveboard.transfer.archive import DamagedError
from aboveboard.transfer.sealing import Keys, is_sealed, unseal


class Table(msgspec.Struct):
    rows: int
    sha256: str


class About(msgspec.Struct):
    """Where the file comes from. ``tables`` by label and ``keys`` (hash by name) are of the manifest, which is its last member."""

    format: int
    release: str
    made_at: datetime
    migrations: list[str]
    tables: dict[str, Table] = {}
    keys: dict[str, str] = {}

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


class NewerFormatError(Exception):
    """A later release wrote it, in a form that this one does not know."""

    def __init__(self, release: str) -> None:
        super().__init__(release)
        self.release = release


class Backup:
    """A file that may be a backup. Nothing it says is believed before ``check``."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def about(self) -> About:
        """Its first member. Raises ``DamagedError`` and ``NewerFormatError``."""
        return _about(next(archive.members(self._source), None), archive.ABOUT)

    def check(self) -> About:
        """Reads everything once: every byte is there, and the rows are those that were counted and hashed. Its manifest."""
        said: dict[str, Any] = {}
        seen: dict[str, int] = {}
        keys: dict[str, str] = {}
        found = archive.members(self._source)
        first = _about(next(found, None), archive.ABOUT)
        last: archive.Member | None = None
        for last in found:
            if last.name.startswith("rows/"):
                label = last.name.split("/")[1]
                said.setdefault(label, sha256()).update(last.data)
                seen[label] = seen.get(label, 0) + last.data.count(b"\n")
            elif last.name.startswith("keys/"):
                keys[last.name.removeprefix("keys/")] = sha256(last.data).hexdigest()
            else:
                break
        manifest = _about(last, archive.MANIFEST)
        if next(found, None) is not None:
            raise DamagedError("something follows its manifest")
        found_tables = {label: (seen[label], said[label].hexdigest()) for label in seen}
        told_tables = {label: (table.rows, table.sha256) for label, table in manifest.tables.items() if table.rows}
        if found_tables != told_tables or keys != manifest.keys or first.migrations != manifest.migrations:
            raise DamagedError("its content is not what its manifest says")
        return manifest

    def lines(self, at_a_time: int) -> Iterator[tuple[str, tuple[bytes, ...]]]:
        """Label and so many lines of a table, again and again, in the order of the file."""
        for member in archive.members(self._source):
            if member.name.startswith("rows/"):
                label = member.name.split("/")[1]
                yield from ((label, lines) for lines in batched(io.BytesIO(member.data), at_a_time))

    def keys(self) -> dict[str, bytes]:
        """The key files that are in it, by name."""
        found = archive.members(self._source)
        return {member.name.removeprefix("keys/"): member.data for member in found if member.name.startswith("keys/")}


@contextmanager
def opened(path: Path, keys: Keys, *, room: Path) -> Iterator[Backup]:
    """The file to read from. If it is sealed it is opened once, into a file in the folder ``room`` that has no name there.

    Raises ``KeyMissingError``, ``WrongPassphraseError``, ``WrongKeyError``, and ``DamagedError`` if a sealed file is not whole.
    """
    with path.open("rb") as source:
        if not is_sealed(source):
            yield Backup(source)
            return
        with TemporaryFile(dir=room) as plain:
            unseal(source, plain, keys)
            yield Backup(plain)


def _about(member: archive.Member | None, name: str) -> About:
    if member is None or member.name != name:
        raise DamagedError("it is not a backup of Aboveboard" if name == archive.ABOUT else "its manifest is missing")
    try:
        read: Any = json.loads(member.data)
        if isinstance(read.get("format"), int) and read["format"] > archive.FORMAT:
            raise NewerFormatError(str(read.get("release"))[:40])
        return msgspec.convert(read, About)
    except (ValueError, AttributeError, RecursionError):
        raise DamagedError(f"its {name} cannot be read") from None
