"""Answers that are not documents: error pages in the page's own look, redirects, and the plain page of a host nobody knows."""

import html
from collections.abc import Mapping
from urllib.parse import quote

from aboveboard.front.documents import Answer, Headers

STATUS = {
    400: "400 Bad Request",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    408: "408 Request Timeout",
    413: "413 Content Too Large",
    500: "500 Internal Server Error",
    503: "503 Service Unavailable",
}
_WORDS = {
    400: "This request cannot be read",
    404: "There is nothing at this address",
    405: "This address can only be read",
    408: "The request took too long to arrive",
    413: "The request is too large",
    500: "Something went wrong here",
    503: "This part is not available right now",
}
CLOSE = ("Connection", "close")
ALLOW = ("Allow", "GET, HEAD")
RETRY_AFTER = 5
"""Seconds after which a client that found all slots taken may try again."""

_SAFE: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def extra_headers(status: int) -> Headers:
    """What a status must carry beside the headers of its page."""
    if status == 405:
        return [ALLOW]
    return [("Retry-After", str(RETRY_AFTER))] if status == 503 else []


def plain_page(status: int) -> Answer:
    """The answer where no page's own look is at hand: names no page, loads nothing, is never stored."""
    words = html.escape(_WORDS[status])
    body = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex"><title>{words}</title></head>'
        f"<body><main><h1>{words}</h1><p>{status}</p></main></body></html>\n"
    ).encode()
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))), *_SAFE.items(), *extra_headers(status)]
    return Answer(STATUS[status], headers, [body])


def strangers_page(status: int) -> Answer:
    """The same for a host that no page has: that the application refuses it (400) says there is nothing here."""
    return plain_page(404 if status == 400 else status)


def healthy() -> Answer:
    """/healthz: this process answers."""
    body = b'{"ok": true}\n'
    return Answer("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body))), *_SAFE.items()], [body])


def moved(path: str, query: str, page_headers: Mapping[str, str]) -> Answer:
    """301 to `path` on the same host; `path` is as WSGI writes paths and begins with one slash."""
    location = quote(path, safe="/~", encoding="latin-1") + (f"?{query}" if query else "")
    headers = {**_SAFE, **page_headers}
    return Answer("301 Moved Permanently", [("Location", location), ("Content-Length", "0"), *headers.items()], [b""])


def moved_to_https(authority: str, path: str, query: str) -> Answer:
    """308, so that a form keeps its method, to the same address by https; `authority` is a page's host, and a port if need be."""
    location = f"https://{authority}" + quote(path, safe="/~", encoding="latin-1") + (f"?{query}" if query else "")
    return Answer("308 Permanent Redirect", [("Location", location), ("Content-Length", "0"), *_SAFE.items(), CLOSE], [b""])


def page_in_own_look(status: int, found: Answer) -> Answer:
    """`found`, a page's own error document as it would be sent with 200, as the answer with `status`: unlike it, never stored."""
    kept = [(name, value) for name, value in found.headers if name not in ("Cache-Control", "ETag")]
    return Answer(STATUS[status], [*kept, ("Cache-Control", "no-store"), *extra_headers(status)], found.body)


def headless(answer: Answer) -> Answer:
    """The same answer to a HEAD request."""
    return Answer(answer.status, answer.headers, [b""])


def closing(answer: Answer) -> Answer:
    """The same answer for a request whose body is not going to be read: the connection ends with it."""
    return Answer(answer.status, [*answer.headers, CLOSE], answer.body)
