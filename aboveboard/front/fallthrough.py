"""What is not a file goes to Django, a limited number at a time, and only once its body has arrived."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from threading import BoundedSemaphore, Lock
from time import monotonic
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from aboveboard.front.documents import Answer, Headers
from aboveboard.front.errors import closing, headless

log = logging.getLogger("aboveboard.front")

DYNAMIC = frozenset(
    ("dashboard", "members", "subscribe", "subscription", "unsubscribe", "hooks", "rest", "api", "v1", "metrics", "healthz", "readyz")
)
"""First segments, below a page's base, of addresses that are not published."""
BODY_LIMIT = 4 * 1024 * 1024
"""Largest body in bytes that is read at all."""
BARE_PAGE = 400
"""An HTML error page below this size says nothing of its own: the page's own look takes its place."""

PIECE = 16 * 1024
BODY_SECONDS, SLOWEST = 60, 32 * 1024
"""A body may take this long, and a second more for every SLOWEST bytes it announces; looked at once a PIECE."""

OLD_EDITION = "(?:[A-Za-z][A-Za-z0-9-]+/)?record/[0-9]+"
"""Beginning of such an address, as a regular expression that Python and nginx understand alike."""
_OLD_EDITION = re.compile(f"{OLD_EDITION}(?:/|$)")

ErrorPage = Callable[[int], Answer]


def is_dynamic(name: str) -> bool:
    """Whether a path below a page's base belongs to Django: a listed first segment, or an old edition in some language."""
    return name.partition("/")[0] in DYNAMIC or _OLD_EDITION.match(name) is not None


def has_body(environ: WSGIEnvironment) -> bool:
    """Whether the request announces a body, which then stays unread if nobody wants it."""
    return environ.get("CONTENT_LENGTH", "") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ


class RefusedError(Exception):
    """The body was not taken; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Slots:
    """At most `count` requests inside `app`; the next is told at once to come back later."""

    def __init__(self, app: WSGIApplication, count: int) -> None:
        self.app = app
        self._free = BoundedSemaphore(count)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse, error_page: ErrorPage) -> Iterable[bytes]:
        """The answer of `app`; 503 if no slot is free, before anything of the body is read."""
        if _announced(environ) > BODY_LIMIT:
            return self._refuse(413, environ, start_response, error_page)
        if not self._free.acquire(blocking=False):
            return self._refuse(503, environ, start_response, error_page)
        held = Held(self._free.release)
        try:
            _take_body(environ)
            status, headers, body = _call(self.app, environ)
        except RefusedError as refused:
            held.close()
            return self._refuse(refused.status, environ, start_response, error_page)
        except Exception:
            held.close()
            log.exception("%s %s failed", environ["REQUEST_METHOD"], environ["PATH_INFO"])
            return _send(error_page(500), environ, start_response)
        if not isinstance(body, bytes):
            start_response(status, headers)
            return held.around(body)
        held.close()
        return _send(_dressed(status, headers, body, error_page), environ, start_response)

    def _refuse(self, code: int, environ: WSGIEnvironment, start: StartResponse, error_page: ErrorPage) -> list[bytes]:
        answer = error_page(code)
        return _send(closing(answer) if has_body(environ) else answer, environ, start)


class Held:
    """A slot that is given back exactly once: at the latest when a streamed body ends or its client goes."""

    def __init__(self, release: Callable[[], None]) -> None:
        self._release: Callable[[], None] | None = release
        self._lock = Lock()

    def close(self) -> None:
        """Give the slot back; again is nothing."""
        with self._lock:
            release, self._release = self._release, None
        if release:
            release()

    def around(self, body: Iterable[bytes]) -> Iterator[bytes]:
        """`body`, the slot being held until its end."""
        try:
            yield from body
        finally:
            if hasattr(body, "close"):
                body.close()
            self.close()


def _announced(environ: WSGIEnvironment) -> int:
    """Content-Length; -1 if the body comes in chunks."""
    if "HTTP_TRANSFER_ENCODING" in environ:
        return -1
    length = environ.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() and len(length) < 12 else BODY_LIMIT + 1


def _take_body(environ: WSGIEnvironment) -> None:
    """Put the whole body in memory. It is read in this thread and to its end: granian locks up if a read is under way when
    its call returns. A client that sends too slowly is cut off from outside (patience.py), which ends the read short."""
    announced = _announced(environ)
    parts, left = [], BODY_LIMIT + 1 if announced < 0 else announced
    deadline = monotonic() + BODY_SECONDS + max(announced, 0) / SLOWEST
    while left > 0 and (part := environ["wsgi.input"].read(min(left, PIECE))):
        parts.append(part)
        left -= len(part)
        if left > 0 and monotonic() > deadline:
            raise RefusedError(408)
    if announced < 0 and left <= 0:
        raise RefusedError(413)
    if announced > 0 and left > 0:
        raise RefusedError(400)
    body = b"".join(parts)
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)


def _call(app: WSGIApplication, environ: WSGIEnvironment) -> tuple[str, Headers, bytes | Iterable[bytes]]:
    said: list[tuple[str, Headers]] = []
    written: list[bytes] = []

    def start(status: str, headers: Headers, exc_info: object = None, /) -> Callable[[bytes], object]:
        said[:] = [(status, headers)]
        return written.append

    result = app(environ, start)
    if getattr(result, "streaming", False):
        status, headers = said[0]
        return status, _never_stored(headers), result
    try:
        written.extend(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    status, headers = said[0]
    return status, _never_stored(headers), b"".join(written)


def _never_stored(headers: Headers) -> Headers:
    known = {name.lower() for name, _ in headers}
    return headers if "cache-control" in known else [*headers, ("Cache-Control", "no-store")]


def _dressed(status: str, headers: Headers, body: bytes, error_page: ErrorPage) -> Answer:
    code = int(status[:3])
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    bare = kind.startswith("text/html") and (code == 500 or (code in (400, 404, 503) and len(body) < BARE_PAGE))
    if bare:
        return error_page(code)
    if not any(name.lower() == "content-length" for name, _ in headers):
        headers = [*headers, ("Content-Length", str(len(body)))]
    return Answer(status, headers, [body])


def _send(answer: Answer, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    if environ["REQUEST_METHOD"] == "HEAD":
        answer = headless(answer)
    start_response(answer.status, answer.headers)
    return answer.body
