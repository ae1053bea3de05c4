"""ETags in nginx's form, of a file's time and length; its time is made of its bytes, so that every server says the same for them."""

import hashlib
import os
from pathlib import Path


def time_of(digest: bytes) -> int:
    """The modification time, in seconds since 1970, of a file whose bytes have this SHA-256.

    31 bits of it: file systems keep no more everywhere. That two versions share them and their length happens once in two thousand million.
    """
    return int.from_bytes(digest[:4]) >> 1


def etag_of(digest: bytes, size: int) -> str:
    """The strong ETag of `size` bytes that have this SHA-256: what nginx computes from the file if `stamp` gave it its time."""
    return f'"{time_of(digest):x}-{size:x}"'


def stamp(file: Path | int, data: bytes) -> None:
    """Gives `file` (or what is open under a descriptor), which holds `data`, its time."""
    seconds = time_of(hashlib.sha256(data).digest())
    os.utime(file, (seconds, seconds))
