"""The front: finished files from the folders under `editions`, everything else to Django behind a number of slots."""

import os
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from aboveboard.front import errors
from aboveboard.front.cache import FileCache, Streamed, Streams
from aboveboard.front.documents import Answer, Copy
from aboveboard.front.fallthrough import Slots, has_body, is_dynamic
from aboveboard.front.folder import Folder
from aboveboard.front.negotiate import codings, file_path, holds, host_of
from aboveboard.lib.proxies import HTTPS, Proxies

SCAN_EVERY = 0.5
"""Seconds between two looks for pages that came or went."""
STREAMS = 4
"""How many large files are sent at once; they alone make a thread wait for its client."""
READING = ("GET", "HEAD")
KNOWN_HOSTS = 1024
"""How many spellings of Host headers are remembered."""


class Place:
    """The pages of one host: the one at its root, and those under /p/<slug>/ by base."""

    def __init__(self) -> None:
        self.root: Folder | None = None
        self.below: dict[str, Folder] = {}

    def add(self, folder: Folder) -> None:
        """Give the page its address, unless another has it."""
        if folder.site and folder.site.base != "/":
            self.below.setdefault(folder.site.base, folder)
        else:
            self.root = self.root or folder

    def folder(self, path: str) -> Folder | None:
        """The page that an address belongs to."""
        if self.below and path.startswith("/p/"):
            below = self.below.get(path[: path.find("/", 3) + 1] or f"{path}/")
            if below:
                return below
        return self.root


class Front:
    """The WSGI callable. One rule leads from host and path to a file; nothing here waits for anything but the disk."""

    def __init__(self, editions: Path, fallthrough: WSGIApplication | None, slots: int, proxies: Proxies | None = None) -> None:
        self.editions = editions
        self._proxies = proxies if proxies and proxies.trusted else None
        self.slots = Slots(fallthrough, slots) if fallthrough else None
        self._cache = FileCache()
        self._folders: dict[str, Folder] = {}
        self._places: dict[str, Place] = {}
        self._known: dict[str, Place] = {}
        self._next_scan = 0.0
        self._streams = Streams(STREAMS)
        self._lock = Lock()
        self.refresh()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        now = monotonic()
        if now >= self._next_scan:
            self._scan(now)
        header = environ.get("HTTP_HOST", "")
        place = self._known.get(header) or self._place(header)
        path = environ["PATH_INFO"]
        if self._proxies is not None and (moved := self._insecure(environ, place, self._proxies)):
            start_response(moved.status, moved.headers)
            return moved.body
        folder = place.folder(path) if place else None
        if folder:
            if now >= folder.next_look:
                self._look(folder, now)
            document = folder.hot.get(path)
            if document is not None:
                method = environ["REQUEST_METHOD"]
                if (method == "GET" or method == "HEAD") and "HTTP_TRANSFER_ENCODING" not in environ:
                    answer = _told(document[codings(environ.get("HTTP_ACCEPT_ENCODING"))], environ, method)
                    start_response(answer.status, answer.headers)
                    return answer.body
        return self._otherwise(environ, start_response, folder, path)

    def _insecure(self, environ: WSGIEnvironment, place: Place | None, proxies: Proxies) -> Answer | None:
        """Where a request that came by http goes instead; None for those that may stay."""
        proxies.tell(environ)
        if place and environ["PATH_INFO"] != "/healthz" and proxies.is_insecure(environ):
            host, port = host_of(environ["HTTP_HOST"]), "" if proxies.secure_port == HTTPS else f":{proxies.secure_port}"
            return errors.moved_to_https(f"{host}{port}", environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        return None

    def refresh(self) -> None:
        """Look at everything on disk now."""
        self._scan(monotonic())

    def _otherwise(self, environ: WSGIEnvironment, start_response: StartResponse, folder: Folder | None, path: str) -> Iterable[bytes]:
        """Whatever is not a plain read of a hot file."""
        outcome = self._outcome(environ, folder, path)
        if outcome is None:
            error_page = partial(_error, folder, environ) if folder else errors.strangers_page
            return self.slots(environ, start_response, error_page) if self.slots else []
        answer = _error(folder, environ, outcome) if isinstance(outcome, int) else outcome
        body: Iterable[bytes] = answer.body
        if isinstance(answer.body, Streamed):
            pieces = self._streams.pieces(answer.body)
            answer = answer if pieces else _error(folder, environ, 503)
            body = pieces or answer.body
        if has_body(environ):
            answer = errors.closing(answer)
        start_response(answer.status, answer.headers)
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else body

    def _outcome(self, environ: WSGIEnvironment, folder: Folder | None, path: str) -> Answer | int | None:
        """An answer, the status of an error page, or None: let it fall through."""
        method = environ["REQUEST_METHOD"]
        if method in ("TRACE", "CONNECT"):
            return 405
        if "HTTP_TRANSFER_ENCODING" in environ and "CONTENT_LENGTH" in environ:
            return 400
        if path == "/healthz" and method in READING:
            return errors.healthy()
        site = folder.site if folder else None
        if folder is None or site is None:
            return self._without_folder(environ, path)
        if f"{path}/" == site.base:
            return errors.moved(site.base, environ.get("QUERY_STRING", ""), site.headers_of("index.html"))
        name = file_path(path.removeprefix(site.base))
        return 404 if name is None else self._named(environ, folder, path, name)

    def _named(self, environ: WSGIEnvironment, folder: Folder, path: str, name: str) -> Answer | int | None:
        """The same for a file `name` that a page might have."""
        method = environ["REQUEST_METHOD"]
        copy = _find(folder, path, name, environ)
        if copy:
            return _told(copy, environ, method) if method in READING else 405
        if self.slots and (is_dynamic(name) or name.startswith("p/")):  # a private page is in no folder
            return None
        if is_dynamic(name):
            return 503
        if method in READING and folder.site and folder.has_index(name):
            return errors.moved(f"{path}/", environ.get("QUERY_STRING", ""), folder.site.headers_of(f"{name}/index.html"))
        return 404

    def _without_folder(self, environ: WSGIEnvironment, path: str) -> int | None:
        """A host that no folder names: Django may know it (a first start, a private page) and refuses it if not."""
        if host_of(environ.get("HTTP_HOST", "")) is None:
            return 400
        return None if self.slots and file_path(path.removeprefix("/")) else 404

    def _place(self, header: str) -> Place | None:
        place = self._places.get(host_of(header) or "")
        if place:
            if len(self._known) >= KNOWN_HOSTS:
                self._known.clear()
            self._known[header] = place
        return place

    def _scan(self, now: float) -> None:
        """Find pages that came or went; one thread at a time, the others go on with what is known."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._next_scan = now + SCAN_EVERY
            with suppress(OSError):  # an unreachable disk takes no page away from memory
                with os.scandir(self.editions) as entries:
                    names = {entry.name for entry in entries if not entry.name.startswith(".")}
                moved = [folder.look(now) for folder in map(self._folder, names)]
                gone = self._folders.keys() - names
                for name in gone:
                    del self._folders[name]
                if gone or any(moved):
                    self._settle()
        finally:
            self._lock.release()

    def _folder(self, name: str) -> Folder:
        return self._folders.setdefault(name, Folder(self.editions / name, self._cache))

    def _look(self, folder: Folder, now: float) -> None:
        if self._lock.acquire(blocking=False):
            try:
                if folder.look(now):
                    self._settle()
            finally:
                self._lock.release()

    def _settle(self) -> None:
        """Work out anew which page answers where. Of two that claim one address the first by folder name has it."""
        places: dict[str, Place] = {}
        for _, folder in sorted(self._folders.items()):
            for host in folder.site.hosts if folder.site else ():
                places.setdefault(host, Place()).add(folder)
        self._places, self._known = places, {}


def _find(folder: Folder, path: str, name: str, environ: WSGIEnvironment) -> Copy | None:
    wanted = codings(environ.get("HTTP_ACCEPT_ENCODING"))
    document = folder.hot.get(path)
    return document[wanted] if document is not None else folder.cold(name, wanted)


def _error(folder: Folder | None, environ: WSGIEnvironment, status: int) -> Answer:
    return folder.error(status, codings(environ.get("HTTP_ACCEPT_ENCODING"))) if folder else errors.plain_page(status)


def _told(copy: Copy, environ: WSGIEnvironment, method: str) -> Answer:
    held = environ.get("HTTP_IF_NONE_MATCH")
    if held and holds(held, copy.etag):
        return copy.unchanged
    return copy.whole if method == "GET" else copy.head


def build(editions: Path, fallthrough: WSGIApplication | None = None, slots: int = 16, proxies: Proxies | None = None) -> Front:
    """A WSGI callable over every page's folder in `editions`; at most `slots` requests at once reach `fallthrough`.

    Trusted `proxies` tell how a request came; one by http is sent to https if the deployment is reached by that.
    """
    return Front(editions, fallthrough, slots, proxies)
