"""Where a verifier reads from: a folder, or a page's address. Needs neither Django nor a database."""

import os
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import brotli
import httpx

LARGEST = 64 * 1024 * 1024  # bytes of one file over HTTP
TIMEOUT = 15.0  # seconds to connect, and between two pieces of an answer
AT_ONCE = 8
NOT_ASKED_FOR = ("404.html", "405.html", "500.html", "503.html")
TREES = ("current", "shared")


class UnreachableError(Exception):
    """A file is there, or should be, but cannot be read."""


class Source(Protocol):
    def read(self, name: str) -> bytes | None:
        """A file of the record, or head.json; None if there is none. Raises ``UnreachableError``."""

    def read_many(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | UnreachableError | None]]:
        """The same for many, in order."""

    def document(self, path: str) -> bytes | UnreachableError | None:
        """A document as readers get it."""

    def documents(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | UnreachableError | None]]:
        """The same for many, in order; those that cannot be asked for are left out."""

    def present(self) -> Iterator[tuple[str, str]]:
        """Tree and path of every file that is there: current, shared and record."""

    def file(self, tree: str, path: str) -> bytes:
        """The bytes of a file that ``present`` named. Raises ``OSError``."""


class FolderSource:
    """One page's folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, name: str) -> bytes | None:
        try:
            return (self._root / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise UnreachableError(name) from error

    def read_many(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | UnreachableError | None]]:
        for name in names:
            try:
                yield name, self.read(name)
            except UnreachableError as error:
                yield name, error

    def document(self, path: str) -> bytes | UnreachableError | None:
        try:
            inner = self.read(f"current/{path}")
            return self.read(f"shared/{path}") if inner is None else inner
        except UnreachableError as error:
            return error

    def documents(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | UnreachableError | None]]:
        for path in paths:
            yield path, self.document(path)

    def present(self) -> Iterator[tuple[str, str]]:
        for tree in (*TREES, "record"):
            top = self._root / tree
            for folder, folders, names in os.walk(top):
                links = [name for name in folders if (Path(folder) / name).is_symlink()]
                for name in names + links:
                    yield tree, (Path(folder) / name).relative_to(top).as_posix()

    def file(self, tree: str, path: str) -> bytes:
        return (self._root / tree / path).read_bytes()


class WebSource:
    """A page's address. Redirects are not followed: everything lies under the address that was given."""

    def __init__(self, address: str, client: httpx.Client) -> None:
        self._base = address.rstrip("/") + "/"
        self._client = client

    def read(self, name: str) -> bytes | None:
        try:
            with self._client.stream("GET", self._base + quote(name), headers={"Accept-Encoding": "identity"}) as answer:
                if answer.status_code in (404, 410):
                    return None
                if answer.status_code != 200:
                    raise UnreachableError(f"{name}: HTTP {answer.status_code}")
                return _bounded(name, answer)
        except httpx.HTTPError as error:
            raise UnreachableError(f"{name}: {error}") from error

    def read_many(self, names: Iterable[str]) -> Iterator[tuple[str, bytes | UnreachableError | None]]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for batch in batched(names, AT_ONCE * 4):
                yield from zip(batch, pool.map(self._try, batch), strict=True)

    def document(self, path: str) -> bytes | UnreachableError | None:
        shown = path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path
        return self._try(shown)

    def documents(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | UnreachableError | None]]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for batch in batched((path for path in paths if path not in NOT_ASKED_FOR), AT_ONCE * 4):
                yield from zip(batch, pool.map(self.document, batch), strict=True)

    def present(self) -> Iterator[tuple[str, str]]:
        return iter(())

    def file(self, tree: str, path: str) -> bytes:
        raise FileNotFoundError(path)

    def _try(self, name: str) -> bytes | UnreachableError | None:
        try:
            return self.read(name)
        except UnreachableError as error:
            return error


def _bounded(name: str, answer: httpx.Response) -> bytes:
    data = bytearray()
    for piece in answer.iter_raw():
        data += piece
        if len(data) > LARGEST:
            raise UnreachableError(f"{name}: more than {LARGEST} bytes")
    return bytes(data)


def is_copy_of(suffix: str, copy: bytes, data: bytes) -> bool:
    """Whether a ``.gz`` or ``.br`` file decompresses to ``data`` and holds nothing else."""
    try:
        if suffix == ".br":
            return bool(brotli.decompress(copy) == data)
        reader = zlib.decompressobj(wbits=31)
        return reader.decompress(copy, len(data) + 1) == data and reader.eof and not reader.unused_data
    except (brotli.error, zlib.error):
        return False
