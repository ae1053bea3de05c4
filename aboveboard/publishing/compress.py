"""Compressed copies of published files."""

import gzip
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

import brotli

LEAST = 200  # bytes; shorter files are not worth a copy
GZIP_LEVEL = 9
BROTLI_QUALITY = 5  # 11 takes a hundred times as long
_SUFFIXES = (".html", ".json", ".jsonl", ".svg", ".atom", ".rss", ".ics", ".txt", ".js", ".css", ".xml", ".md", ".py", ".ico")

COPIES = (".gz", ".br")
THREADS = 2

Copies = Callable[[str, bytes], Mapping[str, bytes]]


def copies_of(path: str, data: bytes) -> dict[str, bytes]:
    """Suffix (``.gz``, ``.br``) -> compressed bytes; empty for short and for incompressible files. The same each time."""
    if len(data) <= LEAST or not path.endswith(_SUFFIXES):
        return {}
    return {
        ".gz": gzip.compress(data, compresslevel=GZIP_LEVEL, mtime=0),
        ".br": brotli.compress(data, quality=BROTLI_QUALITY),
    }


class Ahead:
    """Compresses documents while the next ones are rendered: zlib and brotli let go of the interpreter's lock."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="compress")  # a thread begins with the first document
        self._begun: dict[str, Future[dict[str, bytes]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def begin(self, path: str, data: bytes) -> None:
        self._begun[path] = self._pool.submit(copies_of, path, data)

    def copies(self, path: str, data: bytes) -> dict[str, bytes]:
        """The same as ``copies_of``; of what was begun, with the bytes it was begun with."""
        begun = self._begun.pop(path, None)
        return copies_of(path, data) if begun is None else begun.result()
