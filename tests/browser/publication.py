"""A page published from facts in memory, in a real folder, served by the real front: no database, no work loop."""

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment
from zoneinfo import ZoneInfo

import msgspec

from aboveboard.front.app import build
from aboveboard.publishing.documents import contents_of, planned, rendered
from aboveboard.publishing.items import AnyItem, IncidentItem, MaintenanceItem
from aboveboard.publishing.renderers.assets import ASSETS
from aboveboard.publishing.renderers.style import STYLE_HASH
from aboveboard.publishing.renderers.view import view_of
from aboveboard.publishing.site import site_json
from aboveboard.publishing.state import Appearance, Edition, PageState, Rendering, state_from_items
from aboveboard.publishing.window import Reach, months_of, time_covered
from tests.front.folders import point, write

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


class Publication:
    """One page's folder and the requests that reached it.

    ``now``: what documents are rendered for and what the server says the time is. ``is_down``: everything answers 503.
    """

    def __init__(self, root: Path, now: datetime) -> None:
        self.editions, self.now = root, now
        self.folder = root / "page"
        self.front = build(root)
        self.asked: list[str] = []
        self.address = ""
        self.number = 0
        self.documents: list[str] = []
        self.is_down = False

    def publish(self, items: Iterable[AnyItem], *, number: int | None = None, head: int | None = None) -> int:
        """Writes everything that the items make as one edition and switches to it. ``head``: what head.json says instead."""
        said = list(items)
        self.number = number or self.number + 1
        state = _state(said)
        appeared = {item.subject: Appearance(self.number, f"{position:064x}") for position, item in enumerate(said)}
        edition = Edition(number=self.number, at=self.now, release="0.1.0", key="5a" * 32, appeared=appeared)
        hot, shared = _documents(msgspec.json.encode(said), state, edition, self.now)
        base = state.face.url.removeprefix("http://localhost")
        self._write("shared", shared)
        self._write(str(self.number), hot)
        write(self.folder / "site.json", site_json(state.face, hosts=LOOPBACK, base=base, style_hashes=[STYLE_HASH]))
        point(self.folder, str(self.number))
        indicator = view_of(Rendering(edition, state, state.face.languages[0], self.now)).indicator
        self.confirm(edition=head, indicator=indicator)
        self.front.refresh()
        self.documents = sorted(path for path in {**hot, **shared} if path.endswith(".html"))
        return self.number

    def confirm(self, *, edition: int | None = None, at: datetime | None = None, indicator: str = "none") -> None:
        """Says in head.json that an edition (the present one) is the newest, as the work loop does."""
        told = f"{at or self.now:%Y-%m-%dT%H:%M:%SZ}"
        head = {"edition": edition or self.number, "published_at": told, "confirmed_at": told, "indicator": indicator}
        write(self.folder / "head.json", json.dumps(head))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.asked.append(environ["PATH_INFO"])
        date = ("Date", format_datetime(self.now, usegmt=True))
        if self.is_down:
            start_response("503 Service Unavailable", [date, ("Content-Length", "0")])
            return []

        def dated(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, date], *rest)

        return self.front(environ, dated)

    def _write(self, tree: str, documents: dict[str, bytes]) -> None:
        for path, data in documents.items():
            write(self.folder / tree / path, data)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Requests are kept in ``asked``, not printed."""


@contextmanager
def served(publication: Publication) -> Iterator[str]:
    """Serves on a free port of loopback while the block runs; yields the address without a slash."""
    with make_server("127.0.0.1", 0, publication, server_class=_Server, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        publication.address = f"http://localhost:{server.server_port}"
        try:
            yield publication.address
        finally:
            server.shutdown()
            thread.join()


def _state(items: list[AnyItem]) -> PageState:
    reaches = [_reach(item) for item in items if isinstance(item, IncidentItem | MaintenanceItem)]
    return state_from_items(items, months_of(reaches, ZoneInfo("UTC")))


def _reach(item: IncidentItem | MaintenanceItem) -> Reach:
    since, until = time_covered(item)
    return Reach(item.subject, 1, since or item.published_at, until)


_made: dict[tuple[bytes, int, datetime], tuple[dict[str, bytes], dict[str, bytes]]] = {}


def _documents(said: bytes, state: PageState, edition: Edition, now: datetime) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What ``said`` makes as this edition: hot ones and shared ones. Many tests say the same, so it is made once."""
    key = (said, edition.number, now)
    if key not in _made:
        _made[key] = _rendered(state, edition, now, hot=True), _rendered(state, edition, now, hot=False) | ASSETS
    return _made[key]


def _rendered(state: PageState, edition: Edition, now: datetime, *, hot: bool) -> dict[str, bytes]:
    dated: list[IncidentItem | MaintenanceItem] = [*state.incidents, *state.maintenances]
    reaches = {item.subject: _reach(item) for item in dated}
    plans = planned(contents_of(state, reaches), state.face.languages, hot=hot)
    return {plan.path: rendered(plan, Rendering(edition, state, plan.language, now)) for plan in plans}
