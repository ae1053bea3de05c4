"""Looking for words everywhere that they could have been kept: every table, the database's own files, every published file."""

import gzip
import json
from pathlib import Path

import brotli
from django.conf import settings
from django.db import connection


def places_with(words: str, folder: Path) -> list[str]:
    """Names of tables and files below ``folder`` (copies decompressed) that hold ``words``."""
    return [*_tables_with(words), *files_with(words, folder)]


def database_files_with(words: str) -> list[str]:
    """SQLite's own files, its journal included, that hold ``words``; none on other databases."""
    if connection.vendor != "sqlite":
        return []
    name = Path(str(connection.settings_dict["NAME"]))
    files = [name, name.with_name(f"{name.name}-wal"), name.with_name(f"{name.name}-journal")]
    return [file.name for file in files if file.exists() and words.encode() in file.read_bytes()]


def _tables_with(words: str) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            if any(words in _text(value) for row in cursor.fetchall() for value in row):
                found.append(table)
    return found


def _text(value: object) -> str:
    match value:
        case bytes() | memoryview() | bytearray():
            return bytes(value).decode("utf-8", "replace")
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def files_with(words: str, folder: Path) -> list[str]:
    """Files below ``folder`` (copies decompressed) that hold ``words``."""
    readers = {".gz": gzip.decompress, ".br": brotli.decompress}
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if words.encode() in readers.get(path.suffix, bytes)(data):
                found.append(str(path.relative_to(folder)))
    return found


def editions() -> Path:
    """The folder of all pages' folders."""
    root: Path = settings.EDITIONS_DIR
    return root
