"""Asking a WSGI callable as a server would."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication

Also = Mapping[str, str]
NONE: Also = MappingProxyType({})


@dataclass
class Reply:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(
    app: WSGIApplication,
    target: str,
    *,
    method: str = "GET",
    host: str = "localhost:8000",
    body: bytes = b"",
    also: Also = NONE,
    **headers: str,
) -> Reply:
    """Send one request; `headers` by name with underscores, `target` percent-encoded as on the wire, `also` as WSGI names it."""
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "HTTP_HOST": host,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "wsgi.input": BytesIO(body),
    }
    environ |= also
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    environ |= {("" if name == "content_length" else "HTTP_") + name.upper(): value for name, value in headers.items()}
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, sent: list[tuple[str, str]], *_: object) -> Any:
        said.append((status, sent))

    result = app(environ, start)
    try:
        content = b"".join(result)
    finally:
        if hasattr(result, "close"):
            result.close()
    [(status, sent)] = said
    assert len(sent) == len({name.lower() for name, _ in sent}), f"a header is sent twice: {sent}"
    return Reply(int(status[:3]), {name.lower(): value for name, value in sent}, content)
