"""Worlds that several tests begin with: made once in each process, then brought back as they were, rows, folders and keys."""

import copy
import shutil
import sqlite3
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from tests.settings import DATA_FOLDER


class _Kept[T](NamedTuple):
    folder: Path
    returned: T


def kept[T](make: Callable[[], T]) -> Callable[[], T]:
    """What ``make`` does to an empty database and empty folders, and what it returns. Databases that are no file make it anew each time."""
    there: list[_Kept[T]] = []

    @wraps(make)
    def made() -> T:
        if connection.vendor != "sqlite":
            return make()
        if not there:
            returned = make()
            there.append(_Kept(Path(DATA_FOLDER.name) / "kept" / f"{make.__module__}.{make.__name__}", returned))
            _keep(there[0].folder)
        else:
            _bring_back(there[0].folder)
        return copy.deepcopy(there[0].returned)

    return made


def _folders() -> dict[str, Path]:
    return {"editions": settings.EDITIONS_DIR, "keys": settings.KEYS_DIR}


def _keep(folder: Path) -> None:
    folder.mkdir(parents=True)
    connection.ensure_connection()
    _copy_rows(connection.connection, folder / "rows.sqlite3")
    for name, path in _folders().items():
        shutil.copytree(path, folder / name, symlinks=True)


def _bring_back(folder: Path) -> None:
    connection.ensure_connection()
    kept = sqlite3.connect(folder / "rows.sqlite3")
    try:
        kept.backup(connection.connection)
    finally:
        kept.close()
    for name, path in _folders().items():
        shutil.copytree(folder / name, path, symlinks=True)


def _copy_rows(database: sqlite3.Connection, file: Path) -> None:
    copied = sqlite3.connect(file)
    try:
        database.backup(copied)
    finally:
        copied.close()
