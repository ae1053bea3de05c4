"""One page's folder as the front sees it: the hot files in memory, the others through the cache."""

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

from aboveboard.front.cache import SUFFIXES, FileCache, Stamp, stamp_of
from aboveboard.front.documents import Answer, Copies, Copy, copy_of
from aboveboard.front.errors import page_in_own_look, plain_page
from aboveboard.front.site import Site, SiteError, read_site

log = logging.getLogger("aboveboard.front")

LOOK_EVERY = 0.05
"""Seconds between two looks at the disk: how long a new edition, or a change of any file, may go unnoticed."""
NOTES = 256
"""How many answers of the disk are noted between two looks, of each kind."""
BRIEF = 64 * 1024
"""Files above this many bytes are asked for each time, so that notes stay small beside the cache."""

_RECORD = re.compile(r"record/(?:editions(?:-\d+)?\.jsonl|keys\.json|items/[0-9a-f]+\.json|documents/\d+(?:-later)?\.json)")


class Folder:
    """A page's folder. `site` is None while the folder cannot be served; `hot` maps whole addresses to documents."""

    def __init__(self, root: Path, cache: FileCache) -> None:
        self.root = root
        self.site: Site | None = None
        self.hot: dict[str, Copies] = {}
        self.next_look = 0.0
        self._cache = cache
        self._seen: tuple[Stamp, ...] = ()
        self._found: dict[tuple[str, tuple[str, ...]], Copy | None] = {}
        self._indexes: dict[str, bool] = {}
        self._errors: dict[tuple[int, tuple[str, ...]], Answer] = {}

    def look(self, now: float) -> bool:
        """Take up what changed on disk since the last look (`now` is monotonic seconds); True if hosts or base may have changed."""
        self.next_look = now + LOOK_EVERY
        self._forget()
        for _ in range(3):  # a folder may be swept away while it is read: the pointer then names a newer one
            try:
                return self._take_up()
            except FileNotFoundError:
                continue
            except (OSError, SiteError) as error:
                log.error("%s is kept as it was: %s", self.root, error)
                return False
        gone = self.site is not None
        self.site, self.hot, self._seen = None, {}, ()
        return gone

    def _take_up(self) -> bool:
        link, said = stamp_of((self.root / "current").lstat()), stamp_of((self.root / "site.json").stat())
        if (link, said) == self._seen:
            return False
        pointer = str((self.root / "current").readlink())
        site = self.site if self.site and self._seen[1] == said else read_site(self.root / "site.json")
        hot = dict(_hot_files(site, self.root / pointer))
        moved = self.site is None or (site.hosts, site.base) != (self.site.hosts, self.site.base)
        self.site, self.hot, self._seen = site, hot, (link, said)
        return moved

    def cold(self, path: str, codings: tuple[str, ...]) -> Copy | None:
        """The best copy of a file outside the hot set: in shared/, head.json, or a file of the record."""
        site, noted = self.site, self._found
        if site is None:
            return None
        if (path, codings) in noted:
            return noted[path, codings]
        tree = self.root if path == "head.json" or _RECORD.fullmatch(path) else self.root / "shared"
        copy = self._cache.copy(tree / path, path, codings, site)
        if copy is None or (copy.whole.body and len(copy.whole.body[0]) <= BRIEF):
            _note(noted, (path, codings), copy)
        return copy

    def has_index(self, path: str) -> bool:
        """Whether `path`/ is a published folder, so that a missing slash can be added."""
        noted = self._indexes
        found = noted.get(path)
        if found is None:
            hot = self.site is not None and f"{self.site.base}{path}/" in self.hot
            found = hot or (self.root / "shared" / path / "index.html").is_file()
            _note(noted, path, found)
        return found

    def error(self, status: int, codings: tuple[str, ...]) -> Answer:
        """An error page: the page's own if it has one."""
        noted = self._errors
        page = noted.get((status, codings))
        if page is None:
            own = self.cold(f"{status}.html", codings)
            page = page_in_own_look(status, own.whole) if own else plain_page(status)
            _note(noted, (status, codings), page)
        return page

    def _forget(self) -> None:
        self._found, self._indexes, self._errors = {}, {}, {}


def _note[K, V](notes: dict[K, V], key: K, value: V) -> None:
    """Remember what the disk said, until the next look."""
    if len(notes) < NOTES:
        notes[key] = value


def _hot_files(site: Site, tree: Path) -> Iterator[tuple[str, Copies]]:
    for folder, _, names in os.walk(tree, onerror=_fail):
        present = set(names)
        for name in names:
            if name.startswith(".") or name.endswith((".gz", ".br")):
                continue
            file = Path(folder, name)
            path = file.relative_to(tree).as_posix()
            by_coding = {coding: suffix for coding, suffix in SUFFIXES.items() if name + suffix in present}
            document = Copies(
                {
                    coding: copy_of(Path(f"{file}{suffix}").read_bytes(), coding, site.headers_of(path), site.type_of(path))
                    for coding, suffix in by_coding.items()
                }
            )
            for address in _addresses(site.base, path):
                yield address, document


def _fail(error: OSError) -> None:
    raise error


def _addresses(base: str, path: str) -> Iterator[str]:
    """The addresses of a file as WSGI writes paths (UTF-8 read as Latin-1)."""
    address = (base + path).encode().decode("latin-1")
    yield address
    if path == "index.html" or path.endswith("/index.html"):
        yield address.removesuffix("index.html")
