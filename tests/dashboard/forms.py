"""Every form of every screen, found by looking at the screens as an owner: where it goes, and what it would send unchanged."""

from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import urljoin

from django.urls import resolve

from tests.dashboard.personas import Persona
from tests.dashboard.routes import dashboard_routes
from tests.dashboard.samples import World, near

ELSEWHERE = ("/dashboard/logout/",)


class Form(NamedTuple):
    """``fields``: name to the values that it has when nobody touches it; ``who`` saw it."""

    path: str
    fields: dict[str, list[str]]
    seen_on: str
    who: Persona

    def __str__(self) -> str:
        return f"{self.path} (on {self.seen_on}, {self.who})"


class _Reader(HTMLParser):
    """Collects what would be posted from a document."""

    def __init__(self, seen_on: str, who: Persona) -> None:
        super().__init__()
        self._who = who
        self.forms: list[Form] = []
        self._on = seen_on
        self._open: Form | None = None
        self._list = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known: dict[str, Any] = {name: value if value is not None else "" for name, value in attrs}
        if tag == "form" and known.get("method") == "post":
            self._open = self._form(known.get("action") or self._on, {})
        if self._open is not None and "hx-post" in known:
            self._form(known["hx-post"], self._open.fields)
        if self._open is not None and tag in ("input", "select", "textarea", "button"):
            self._field(tag, known)
        if tag == "option" and self._list and self._open is not None and "selected" in known:
            self._open.fields[self._list] = [known.get("value", "")]

    def _form(self, target: str, fields: dict[str, list[str]]) -> Form:
        self.forms.append(Form(urljoin(self._on, target).partition("#")[0], fields, self._on, self._who))
        return self.forms[-1]

    def _field(self, tag: str, known: dict[str, Any]) -> None:
        assert self._open is not None
        name = known.get("name", "")
        if not name or "disabled" in known:
            return
        values = self._open.fields.setdefault(name, [])
        if tag == "select":
            self._list = name
        elif tag == "textarea":
            self._area = name
        elif known.get("type") in ("radio", "checkbox"):
            if "checked" in known:
                values.append(known.get("value", "on"))
        elif tag == "input" or not values:
            values.append(known.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._area and self._open is not None:
            self._open.fields[self._area] = [data.strip("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._list = ""
        elif tag == "textarea":
            self._area = ""


def every_form(world: World, *visitors: Persona, more: tuple[str, ...] = ()) -> list[Form]:
    """One of each address and set of fields, however many screens have it, as whoever of ``visitors`` sees it first.

    ``more``: addresses that no sample fills, such as those with a secret.
    """
    found: dict[tuple[str, frozenset[str]], Form] = {}
    for who in visitors:
        for path in (*(near(route, world) for route in dashboard_routes()), *more):
            answer = who.client.get(path, follow=path in more)
            if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
                reader = _Reader(answer.request["PATH_INFO"], who)
                reader.feed(answer.content.decode())
                for form in reader.forms:
                    if form.path.startswith("/dashboard/") and not form.path.startswith(ELSEWHERE):
                        found.setdefault((resolve(form.path).route, frozenset(form.fields)), form)
    return list(found.values())
