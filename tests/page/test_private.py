"""/members/: what signed-in readers see, and the only place where a private page is told."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from aboveboard.accounts.actions import change_user, create_user
from aboveboard.accounts.limits import Limits
from aboveboard.accounts.models import User
from aboveboard.incidents.actions import resolve_incident
from aboveboard.pages.admitting import set_readers
from aboveboard.pages.models import Page
from aboveboard.pages.uploads import change_look
from aboveboard.publishing.actions import publish
from tests.page.members import document, get, hrefs, vera
from tests.publishing.reading import read
from tests.world import ED, NOW, OLGA, a_component, a_maintenance, a_page, ago, an_incident

pytestmark = pytest.mark.django_db(transaction=True)

DOCUMENTS = ("", "history/", "components/api/", "favicon.svg", "theme.css")


def a_private_page(**given: Any) -> Page:
    a_component()
    return set_readers(a_page(**given), readers="signed_in", at=NOW, by=OLGA)


def test_a_private_page_sends_to_members_and_strangers_from_there_to_the_sign_in_and_back() -> None:
    a_private_page()

    there = get(Client(), "/")
    door = get(Client(), "/members/")

    assert (there.status_code, there.headers["Location"], there.headers["Cache-Control"]) == (303, "/members/", "no-store")
    assert (door.status_code, door.headers["Location"]) == (302, "/dashboard/login/?next=%2Fmembers%2F")


def test_people_with_an_account_read_a_private_page_and_stay_below_members() -> None:
    a_private_page(languages=["en", "de"], accent="#0b5748")
    client = vera()

    shown = document(client, "/members/")

    assert "API" in shown.text and shown.one("title").text == "Everything is working. · Harbourline"
    inside = [href for href in hrefs(shown) if not href.startswith("#")]
    assert inside and all(href.startswith("/members/") for href in inside), inside
    for href in inside:
        assert get(client, href).status_code == 200, href
    german = document(client, "/members/de/")
    assert german.one("html").attributes["lang"] == "de" and "/members/de/history/" in hrefs(german)


def test_nothing_of_a_published_page_is_promised_that_members_do_not_have() -> None:
    a_private_page()
    shown = document(vera(), "/members/")

    assert "data-head" not in shown.one("html").attributes  # so the script asks for no newer edition
    assert not [href for href in hrefs(shown) if any(word in href for word in ("feed", "record", "calendar", "/api/v2"))]
    assert "Not public" in shown.one(".folio").text and "Edition" not in shown.text and "Subscribe" not in shown.text


def test_what_members_get_is_stored_and_indexed_by_nobody_and_may_load_no_more_than_the_page() -> None:
    a_private_page()
    client = vera()

    for path in DOCUMENTS:
        answer = get(client, f"/members/{path}")
        assert (answer.status_code, answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == (
            200,
            "private, no-store",
            "noindex",
        )
        assert "Cookie" in answer.headers["Vary"] and "default-src 'none'" in answer.headers["Content-Security-Policy"]
    style = read(get(client, "/members/").content).one("style")
    assert style and "'sha256-" in get(client, "/members/").headers["Content-Security-Policy"]


def test_the_scripts_of_members_are_there() -> None:
    a_private_page()
    client = vera()
    scripts = [script.attributes["src"] for script in document(client, "/members/components/api/").all("script")]

    answers = [get(client, path) for path in scripts]

    assert len(scripts) == 2 and [answer.headers["Content-Type"] for answer in answers] == ["text/javascript; charset=utf-8"] * 2
    assert get(client, "/members/assets/other.js").status_code == 404


def test_the_logo_of_a_private_page_is_for_its_readers_alone() -> None:
    page, picture = a_private_page(), BytesIO()
    Image.new("RGB", (40, 20), "#0b5748").save(picture, "PNG")
    change_look(page, logo=picture.getvalue(), at=NOW, by=OLGA)
    client = vera()

    address = document(client, "/members/").one(".brand img").attributes["src"]

    answer = get(client, address)
    assert address == f"/members/{page.logo}" and answer.headers["Content-Type"] == "image/png" and answer.content.startswith(b"\x89PNG")
    assert get(Client(), address).status_code == 302


@pytest.mark.parametrize("path", ["index.html", "de/", "history/", "head.json", "feed.atom", "record/", "record/1/", "api/v2/summary.json"])
def test_everything_else_of_a_private_page_is_not_found(path: str) -> None:
    page = a_page(languages=["en", "de"])
    publish(page, now=NOW)
    set_readers(page, readers="signed_in", at=NOW, by=OLGA)
    publish(page, now=NOW)

    assert get(vera(), f"/{path}").status_code == 404


def test_what_is_for_signed_in_readers_is_told_below_members_of_a_public_page_and_nowhere_else() -> None:
    page, api = a_page(), a_component()
    secret = an_incident("Only for members", {api: "major_outage"}, visibility="signed_in", at=ago(hours=1))
    an_incident("For all", {api: "degraded_performance"}, at=ago(hours=1))
    made = publish(page, now=NOW)
    client = vera()

    assert made and b"Only for members" not in bytes(made.line) + bytes(made.documents)
    shown = document(client, "/members/")
    assert "Only for members" in shown.text and "For all" in shown.text and "Major outage" in shown.text
    assert "Only for members" in document(client, f"/members/incidents/{secret.key}/").text
    assert get(Client(), f"/members/incidents/{secret.key}/").status_code == 302


def test_drafts_and_what_is_unknown_are_not_found_below_members_either() -> None:
    page = a_private_page(languages=["en", "de"])
    draft = an_incident("Not yet", visibility="nobody", at=ago(hours=1))
    client = vera()

    paths = [
        f"incidents/{draft.key}/",
        "incidents/zzzzzzzzzzzz/",
        "components/nothing/",
        "history/1999-01/",
        "history/never/",
        "en/",
        "tlh/",
    ]

    assert page and [get(client, f"/members/{path}").status_code for path in paths] == [404] * len(paths)


def test_old_and_planned_things_can_be_read_below_members() -> None:
    a_page()
    api = a_component()
    old = an_incident("Long ago", {api: "major_outage"}, at=ago(days=300))
    resolve_incident(old, body="Over.", at=ago(days=299), by=ED)
    move = a_maintenance("We move", {api: "under_maintenance"})
    client = vera()

    assert "Long ago" in document(client, f"/members/incidents/{old.key}/").text
    assert "Long ago" in document(client, "/members/history/2026-01/").text
    assert "We move" in document(client, f"/members/maintenances/{move.key}/").text


def test_members_read_in_a_bounded_number_of_queries(django_assert_max_num_queries: Callable[..., Any]) -> None:
    a_private_page()
    for number in range(5):
        an_incident(f"Trouble {number}", at=ago(hours=number))
    client = vera()

    get(client, "/members/")  # notes when the session began
    an_incident("One more", at=NOW)
    with django_assert_max_num_queries(12 + 9):  # session, person, limits, policy; page, within reach, newest event; snapshot
        assert "One more" in document(client, "/members/").text
    with django_assert_max_num_queries(9):  # nothing happened meanwhile, so it is as it was a moment ago
        assert "One more" in document(client, "/members/").text


def test_what_was_made_for_people_with_an_account_is_not_given_to_others_who_may_read_the_page() -> None:
    api, address = a_component(), ["127.0.0.0/8"]
    set_readers(a_page(), readers="addresses", networks=address, at=NOW, by=OLGA)
    an_incident("Only for members", {api: "major_outage"}, visibility="signed_in", at=ago(hours=1))

    assert "Only for members" in document(vera(), "/members/").text
    assert "Only for members" not in document(Client(), "/members/").text


def test_head_is_answered_and_nothing_can_be_sent() -> None:
    a_private_page()
    client = vera()

    assert client.head("/members/", headers={"host": "localhost"}).content == b""
    assert client.post("/members/", headers={"host": "localhost"}).status_code == 405
    assert client.post("/", headers={"host": "localhost"}).status_code == 405


def test_members_of_a_page_below_p_and_on_a_host_of_its_own() -> None:
    a_page("First")
    second = set_readers(a_page("Second", slug="second"), readers="signed_in", at=NOW, by=OLGA)
    set_readers(a_page("Third", slug="third", host="status.third.example"), readers="signed_in", at=NOW, by=OLGA)
    client = vera()

    assert get(client, "/p/second/").headers["Location"] == f"/p/{second.slug}/members/"
    assert "/p/second/members/history/" in hrefs(document(client, "/p/second/members/"))
    assert get(client, "/", "status.third.example").headers["Location"] == "/members/"
    assert "Third" in document(client, "/members/", "status.third.example").text
    assert get(client, "/p/third/members/").status_code == 404


def test_whoever_is_limited_to_other_pages_cannot_tell_a_private_page_from_none() -> None:
    first = a_page("First")
    set_readers(a_page("Second", slug="second"), readers="signed_in", at=NOW, by=OLGA)
    client = vera(Limits(pages=frozenset({first.key})))

    assert get(client, "/members/").status_code == 200
    assert_alike(get(client, "/p/second/members/"), get(client, "/p/nothing/members/"))


def test_strangers_cannot_tell_a_private_page_from_none() -> None:
    a_page("First")
    set_readers(a_page("Second", slug="second"), readers="signed_in", at=NOW, by=OLGA)

    for path in ("", "members/", "members/components/api/", "record/1/", "feed.atom"):
        assert_alike(get(Client(), f"/p/second/{path}"), get(Client(), f"/p/nothing/{path}"))


def test_without_a_private_page_an_unknown_one_is_just_not_found() -> None:
    a_page("First")
    assert get(Client(), "/p/nothing/").status_code == 404


def assert_alike(known: HttpResponse, unknown: HttpResponse) -> None:
    named = {name: value.replace("nothing", "second") for name, value in unknown.headers.items()}
    assert (known.status_code, known.content, dict(known.headers)) == (unknown.status_code, unknown.content, named)


@pytest.mark.parametrize("host", ["localhost:8000", "status.third.example"])
def test_whoever_signs_in_at_the_door_comes_back_to_what_was_asked_for(host: str) -> None:
    a_page()
    set_readers(a_page("Third", host="status.third.example"), readers="signed_in", at=NOW, by=OLGA)
    create_user(email="vera@harbourline.example", role="viewer", name="Vera", password="a quite long phrase 7", at=NOW, by=OLGA)
    client = Client()

    door = get(client, "/members/history/", host).headers["Location"]
    given = {"login": "vera@harbourline.example", "password": "a quite long phrase 7"}
    entered = client.post(door, given, headers={"host": host})

    assert (entered.status_code, entered.headers["Location"]) == (302, "/members/history/")
    assert get(client, "/members/history/", host).status_code == 200


def test_whoever_was_let_in_is_out_when_the_account_is_switched_off() -> None:
    a_private_page()
    client = vera()
    assert get(client, "/members/").status_code == 200

    change_user(User.objects.get(), is_active=False, at=NOW, by=OLGA)

    assert get(client, "/members/").status_code == 302


@pytest.mark.parametrize(("language", "words"), [("en", "There is no page here yet."), ("de-DE", "Hier ist noch keine Seite.")])
def test_before_the_first_page_the_root_says_so_and_where_to_sign_in(language: str, words: str) -> None:
    answer = Client().get("/", headers={"host": "localhost", "accept-language": language})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "private, no-store")
    assert words in answer.content.decode() and 'href="/dashboard/"' in answer.content.decode()
    assert len(answer.content) > 400, "else the front would put its own words in the place of these"


def test_once_there_is_a_page_a_host_without_one_says_nothing_of_beginnings() -> None:
    a_page(host="status.harbourline.test", is_default=False)
    answer = Client().get("/", headers={"host": "localhost"})
    assert answer.status_code == 404 and "There is no page here yet." not in answer.content.decode()
