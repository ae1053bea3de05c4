"""One document ready to be sent: per coding, its status lines, headers and bytes, worked out once."""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from aboveboard.front.negotiate import IDENTITY
from aboveboard.lib.etags import etag_of

Headers = list[tuple[str, str]]


class Answer(NamedTuple):
    """What WSGI wants: status line, headers, and the body in one piece."""

    status: str
    headers: Headers
    body: list[bytes]


class Copy(NamedTuple):
    """One coding of one document. `whole` answers GET, `head` HEAD, `unchanged` a client that holds it."""

    etag: str
    whole: Answer
    head: Answer
    unchanged: Answer


def copy_of(body: bytes, coding: str, headers: Mapping[str, str], content_type: str) -> Copy:
    """The answers for `body`, which is already in `coding`; `headers` are those of its address."""
    etag = etag_of(hashlib.sha256(body).digest(), len(body))
    return Copy(
        etag,
        Answer("200 OK", sent_headers(headers, content_type, coding, len(body), etag), [body]),
        Answer("200 OK", sent_headers(headers, content_type, coding, len(body), etag), [b""]),
        Answer("304 Not Modified", [*headers.items(), ("Vary", "Accept-Encoding"), ("ETag", etag)], [b""]),
    )


def sent_headers(headers: Mapping[str, str], content_type: str, coding: str, size: int, etag: str | None) -> Headers:
    """All headers of an answer that has a body."""
    sent = [("Content-Type", content_type), ("Content-Length", str(size)), *headers.items(), ("Vary", "Accept-Encoding")]
    if coding != IDENTITY:
        sent.append(("Content-Encoding", coding))
    if etag:
        sent.append(("ETag", etag))
    return sent


class Copies(dict[tuple[str, ...], Copy]):
    """A document in memory: its copies by coding, and from there by every preference that was ever asked."""

    def __init__(self, by_coding: Mapping[str, Copy]) -> None:
        super().__init__()
        self.by_coding = by_coding

    def __missing__(self, wanted: tuple[str, ...]) -> Copy:
        copy = next(self.by_coding[coding] for coding in wanted if coding in self.by_coding)
        self[wanted] = copy
        return copy
