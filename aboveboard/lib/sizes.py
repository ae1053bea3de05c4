"""How much room a database and folders take, found out in bounded time."""

import os
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

_IN_DATABASE = {
    "postgresql": "SELECT pg_database_size(current_database())",
    "mysql": "SELECT SUM(data_length + index_length) FROM information_schema.tables WHERE table_schema = DATABASE()",
}


class Size(NamedTuple):
    """``is_whole`` false: time ran out, and it is at least so many bytes."""

    bytes: int
    is_whole: bool = True


def database_size(connection: BaseDatabaseWrapper) -> Size:
    """Of all tables and indexes. Raises ``django.db.Error``."""
    if connection.vendor == "sqlite":
        file = str(connection.settings_dict["NAME"])
        return Size(sum(_length(Path(file + suffix)) for suffix in ("", "-wal")))
    with connection.cursor() as cursor:
        cursor.execute(_IN_DATABASE[connection.vendor])
        return Size(int(cursor.fetchone()[0] or 0))


def folder_size(folder: Path, *, seconds: float) -> Size:
    """Of all files below ``folder``, links not followed; what is looked at within ``seconds``."""
    deadline, total = monotonic() + seconds, 0
    for entry in _below(folder):
        total += entry.stat(follow_symlinks=False).st_size if entry.is_file(follow_symlinks=False) else 0
        if monotonic() > deadline:
            return Size(total, is_whole=False)
    return Size(total)


def _below(folder: Path) -> Iterator["os.DirEntry[str]"]:
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    yield entry
        except OSError:  # it went meanwhile, or is not ours to read
            continue


def _length(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0
