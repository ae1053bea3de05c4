"""The past and the verifier as a reader gets them: through the front, at the root and below /p/."""

from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from aboveboard.front.app import Front, build
from aboveboard.pages.admitting import set_readers
from aboveboard.pages.models import Page
from aboveboard.publishing import work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.renderers.verifier import VERIFIER
from tests.world import NOW, OLGA, a_component, a_page

pytestmark = pytest.mark.django_db(transaction=True)


def answer(path: str) -> tuple[str, dict[str, str], bytes]:
    return ask(build(settings.EDITIONS_DIR, get_wsgi_application()), path)


def ask(front: Front, path: str) -> tuple[str, dict[str, str], bytes]:
    environ: dict[str, Any] = {"PATH_INFO": path, "HTTP_HOST": "localhost:8000", "REMOTE_ADDR": "127.0.0.1"}
    setup_testing_defaults(environ)
    said: list[Any] = []
    body = front(environ, lambda *start: said.append(start))  # type: ignore[arg-type]
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


@pytest.mark.parametrize(("slug", "base"), [("first", "/"), ("second", "/p/second/")])
def test_a_page_made_private_leaves_what_is_served_with_the_next_look_and_comes_back(slug: str, base: str) -> None:
    page = Page.objects.get(slug=slug)
    front = build(settings.EDITIONS_DIR, get_wsgi_application())
    for path in ("", "head.json", "components/api/", "feed.atom"):  # into its memory
        assert ask(front, f"{base}{path}")[0] == "200 OK"

    set_readers(page, readers="signed_in", at=NOW, by=OLGA)
    work.publish_due(NOW)
    front.refresh()

    status, headers, _ = ask(front, base)
    assert (status, headers["Location"]) == ("303 See Other", f"{base}members/")
    assert ask(front, f"{base}members/")[1]["Location"].startswith("/dashboard/login/?next=")
    for path in ("head.json", "components/api/", "feed.atom", "index.html", "record/1/", "api/v2/summary.json"):
        status, _, body = ask(front, f"{base}{path}")
        assert status == "404 Not Found" and page.name.encode() not in body, path

    set_readers(page, readers="everyone", at=NOW, by=OLGA)
    work.publish_due(NOW)
    front.refresh()
    assert ask(front, base)[0] == "200 OK"


def test_members_of_a_public_page_are_asked_who_they_are_behind_the_front() -> None:
    for base in ("/", "/p/second/"):
        status, headers, _ = answer(f"{base}members/")
        assert status == "302 Found" and headers["Cache-Control"] == "no-store" and "next=" in headers["Location"]
