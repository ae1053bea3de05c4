"""An application whose views do not end until a file says so. For tests of slots only."""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4
from wsgiref.types import StartResponse, WSGIEnvironment

FOLDER = "HANGING_FOLDER"
"""Each request that hangs makes a file there; the file `go` lets all of them end."""


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """`/dashboard/hang` hangs; anything else tells the length of its body."""
    if environ["PATH_INFO"] == "/dashboard/hang":
        folder = Path(os.environ[FOLDER])
        (folder / uuid4().hex).touch()
        while not (folder / "go").exists():
            time.sleep(0.02)
    length = len(environ["wsgi.input"].read())
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"%d bytes" % length]
