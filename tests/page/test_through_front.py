"""The past and the verifier as a reader gets them: through the front, at the root and below /p/."""

from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from aboveboard.front.app import build
from aboveboard.publishing.actions import publish
from aboveboard.publishing.renderers.verifier import VERIFIER
from tests.world import NOW, a_component, a_page

pytestmark = pytest.mark.django_db(transaction=True)


def answer(path: str) -> tuple[str, dict[str, str], bytes]:
    environ: dict[str, Any] = {"PATH_INFO": path, "HTTP_HOST": "localhost:8000", "REMOTE_ADDR": "127.0.0.1"}
    setup_testing_defaults(environ)
    said: list[Any] = []
    body = build(settings.EDITIONS_DIR, get_wsgi_application())(environ, lambda *start: said.append(start))  # type: ignore[arg-type]
    data = b"".join(body)
    return said[0][0], dict(said[0][1]), data


@pytest.fixture(autouse=True)
def pages() -> None:
    first, second = a_page("First", languages=["en", "de"]), a_page("Second", slug="second", languages=["en", "de"])
    a_component()
    publish(first, now=NOW)
    publish(second, now=NOW)


@pytest.mark.parametrize(("base", "name"), [("/", b"First"), ("/p/second/", b"Second")])
def test_an_edition_is_found_behind_the_front(base: str, name: bytes) -> None:
    status, headers, body = answer(f"{base}record/1/")
    assert (status, headers["Cache-Control"]) == ("200 OK", "no-store")
    assert name in body and b"This is the page as it was" in body
    assert b"So sah die Seite" in answer(f"{base}de/record/1/")[2]


@pytest.mark.parametrize("base", ["/", "/p/second/"])
def test_the_verifier_is_a_published_file(base: str) -> None:
    status, headers, body = answer(f"{base}record/verify.py")
    assert (status, headers["Content-Type"], body) == ("200 OK", "text/plain; charset=utf-8", VERIFIER)


def test_an_edition_that_never_was_is_told_in_the_pages_own_look() -> None:
    status, _, body = answer("/record/7/")
    assert status == "404 Not Found" and b"First" in body
