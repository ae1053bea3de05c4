"""Compressed copies of published files."""

import gzip

import brotli

LEAST = 200  # bytes; shorter files are not worth a copy
GZIP_LEVEL = 9
BROTLI_QUALITY = 5  # 11 takes a hundred times as long
_SUFFIXES = (".html", ".json", ".jsonl", ".svg", ".atom", ".rss", ".ics", ".txt", ".js", ".css", ".xml", ".md", ".py", ".ico")

COPIES = (".gz", ".br")


def copies_of(path: str, data: bytes) -> dict[str, bytes]:
    """Suffix (``.gz``, ``.br``) -> compressed bytes; empty for short and for incompressible files. The same each time."""
    if len(data) <= LEAST or not path.endswith(_SUFFIXES):
        return {}
    return {
        ".gz": gzip.compress(data, compresslevel=GZIP_LEVEL, mtime=0),
        ".br": brotli.compress(data, quality=BROTLI_QUALITY),
    }
