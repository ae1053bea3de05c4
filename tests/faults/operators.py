"""Somebody at the dashboard of a running installation, without a browser: forms are read, filled in and sent as they are."""

import http.client
import urllib.error
import urllib.request
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode, urljoin


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves 303 and the like to whoever asks."""

    def redirect_request(self, *_: Any) -> None:
        return None


def status_of(address: str) -> int:
    """What anybody is answered at ``address``, without going further."""
    try:
        with urllib.request.build_opener(NoRedirect).open(address, timeout=120) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.close()
        return refused.code


class Operator:
    """Signed in at ``address``, which is without a slash."""

    def __init__(self, address: str, email: str, password: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), NoRedirect)
        self.send("/dashboard/login/", login=email, password=password)

    def send(self, path: str, **filled: str) -> None:
        """Fills in the form at ``path`` that has these fields, and sends it; it has to be taken."""
        form = self.form(path, *filled)
        form.update(filled)
        request = urllib.request.Request(f"{self.address}{path}", urlencode(form, doseq=True).encode(), {"Origin": self.address})
        try:
            self._opener.open(request, timeout=120).close()
        except urllib.error.HTTPError as answer:
            answer.close()
            assert answer.code == http.client.FOUND, f"{path}: {answer.code}"
            return
        raise AssertionError(f"{path} was not taken")

    def form(self, path: str, *names: str) -> dict[str, Any]:
        """What would be sent if nobody touched it."""
        with self._opener.open(urljoin(self.address, path), timeout=120) as answer:
            reader = _Forms()
            reader.feed(answer.read().decode())
        return next(form for form, boxes in zip(reader.forms, reader.boxes, strict=True) if set(names) <= {*form, *boxes})


class _Forms(HTMLParser):
    """``boxes``: of each form, the names of what is ticked or not."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.boxes: list[set[str]] = []
        self._text = self._list = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        name = known.get("name", "")
        if tag == "form":
            self.forms.append({})
            self.boxes.append(set())
        elif tag == "option" and "selected" in known and self._list:
            self.forms[-1][self._list] = known.get("value", "")
        elif not name or not self.forms:
            return
        elif tag == "textarea":
            self._text, self.forms[-1][name] = name, ""
        elif tag == "select":
            self._list = name
        elif known.get("type") in ("checkbox", "radio"):
            self.boxes[-1].add(name)
            if "checked" in dict(attrs):
                self.forms[-1][name] = known.get("value", "on")
        elif tag == "input":
            self.forms[-1][name] = known.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._text:
            self.forms[-1][self._text] += data.lstrip("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        elif tag == "select":
            self._list = ""
