"""Passwords that readers share, and networks that they come from: who is let in, and what the others learn."""

from typing import Any

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.test import Client, RequestFactory

from aboveboard.accounts.limits import Limits
from aboveboard.events.models import Event
from aboveboard.lib.proxies import Proxies, networks_of
from aboveboard.pages.admitting import set_readers
from aboveboard.pages.models import Page
from tests.page.members import document, get, vera
from tests.publishing.reading import read
from tests.world import NOW, OLGA, a_page, ago, an_incident

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "swordfish at noon"
OTHER = "haddock by moonlight"


def for_those_who_know(page: Page, password: str = PASSWORD) -> Page:
    return set_readers(page, readers="password", password=password, at=NOW, by=OLGA)


def for_those_from(page: Page, *networks: str) -> Page:
    return set_readers(page, readers="addresses", networks=networks, at=NOW, by=OLGA)


def reader(address: str = "192.0.2.1") -> Client:
    """Somebody without an account; attempts are counted by address, so each test has its own."""
    return Client(REMOTE_ADDR=address)


def say(client: Client, password: str, path: str = "/members/") -> Any:
    return client.post(path, {"password": password}, headers={"host": "localhost:8000"})


def test_the_password_opens_the_page_and_what_was_asked_for() -> None:
    for_those_who_know(a_page())
    client = reader()

    door = get(client, "/members/history/")
    entered = say(client, PASSWORD, "/members/history/")

    assert (door.status_code, door.headers["Cache-Control"], door.headers["X-Robots-Tag"]) == (403, "private, no-store", "noindex")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/members/history/")
    assert "Harbourline" in document(client, "/members/history/").text and "Harbourline" in document(client, "/members/").text


def test_the_door_says_nothing_of_the_page_behind_it() -> None:
    for_those_who_know(a_page(description="What moves the harbour"))

    for answer in (get(reader(), "/members/"), say(reader(), "wrong")):
        said = answer.content.decode()
        assert answer.status_code == 403 and "Harbourline" not in said and "harbour" not in said
    assert "This is not the password." in read(say(reader(), "wrong").content).text


def test_the_door_speaks_a_language_of_the_page() -> None:
    for_those_who_know(a_page(languages=["de", "en"]))

    assert "Diese Seite ist nicht öffentlich." in read(get(reader(), "/members/").content).text
    assert "This page is not public." in read(get(reader(), "/members/en/").content).text
    assert read(get(reader(), "/members/fr/").content).one("html").attributes["lang"] == "de"


def test_what_admits_a_reader_is_sent_to_this_page_alone_and_kept_from_scripts() -> None:
    page = for_those_who_know(a_page(is_default=True))
    second = for_those_who_know(a_page("Second", slug="second"))

    cookie = say(reader(), PASSWORD).cookies[f"reader-{page.key}"]
    below = say(reader(), PASSWORD, "/p/second/members/").cookies[f"reader-{second.key}"]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"], below["path"]) == ("/members/", True, "Lax", "/p/second/members/")
    assert PASSWORD not in cookie.value and page.readers_password not in cookie.value


def test_by_https_it_is_sent_by_https_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "IS_HTTPS", True)
    page = for_those_who_know(a_page())

    client = reader()
    cookie = say(client, PASSWORD).cookies[f"__Secure-reader-{page.key}"]

    assert cookie["secure"] and get(client, "/members/").status_code == 200


def test_what_admits_to_one_page_does_not_admit_to_another_with_the_same_password() -> None:
    first = for_those_who_know(a_page())
    second = for_those_who_know(a_page("Second", slug="second"))
    value = say(reader(), PASSWORD).cookies[f"reader-{first.key}"].value

    thief = reader()
    thief.cookies[f"reader-{second.key}"] = value
    thief.cookies[f"reader-{first.key}"] = value

    assert [get(thief, path).status_code for path in ("/members/", "/p/second/members/")] == [200, 403]


@pytest.mark.parametrize("forged", ["", "1", "a:b:c", '"x"', "é", "reader:" + "9" * 5000])
def test_a_forged_admission_is_none(forged: str) -> None:
    page = for_those_who_know(a_page())
    client = reader()
    client.cookies[f"reader-{page.key}"] = forged
    assert get(client, "/members/").status_code == 403


def test_another_password_shuts_out_whoever_came_by_the_old_one() -> None:
    page = for_those_who_know(a_page())
    client = reader("192.0.2.2")
    say(client, PASSWORD)
    assert get(client, "/members/").status_code == 200

    for_those_who_know(page, OTHER)

    assert get(client, "/members/").status_code == 403
    assert say(client, PASSWORD).status_code == 403
    assert say(client, OTHER).status_code == 303 and get(client, "/members/").status_code == 200


def test_the_same_password_set_anew_shuts_out_too() -> None:
    page = for_those_who_know(a_page())
    client = reader()
    say(client, PASSWORD)
    for_those_who_know(page, PASSWORD)
    assert get(client, "/members/").status_code == 403


def test_whoever_was_let_in_is_out_when_the_page_is_for_others() -> None:
    page = for_those_who_know(a_page())
    client = reader()
    say(client, PASSWORD)

    set_readers(page, readers="signed_in", at=NOW, by=OLGA)

    assert get(client, "/members/").status_code == 302
    assert say(client, PASSWORD).status_code == 405


def test_too_many_wrong_passwords_stop_the_one_who_tries_and_nobody_else() -> None:
    for_those_who_know(a_page())
    guesser, neighbour = reader("192.0.2.66"), reader("192.0.2.67")

    wrong = [say(guesser, f"guess number {number}").status_code for number in range(10)]
    stopped = say(guesser, PASSWORD)

    assert wrong == [403] * 10 and (stopped.status_code, stopped.headers["Retry-After"]) == (429, "60")
    assert "Too many attempts." in read(stopped.content).text and not stopped.cookies.get("reader")
    assert say(neighbour, PASSWORD).status_code == 303


def test_strangers_cannot_pretend_to_come_from_elsewhere_to_guess_on() -> None:
    for_those_who_know(a_page())
    guesser = reader("192.0.2.68")
    for number in range(10):
        say(guesser, f"guess number {number}")
    headers = {"host": "localhost", "x-forwarded-for": "198.51.100.9"}
    assert guesser.post("/members/", {"password": PASSWORD}, headers=headers).status_code == 429


def test_a_form_that_another_site_sends_is_refused() -> None:
    for_those_who_know(a_page())
    client = Client(enforce_csrf_checks=True, REMOTE_ADDR="192.0.2.3")
    token = read(get(client, "/members/").content).one("form input").attributes["value"]

    assert say(client, PASSWORD).status_code == 403
    given = {"password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post("/members/", given, headers={"host": "localhost:8000"}).status_code == 303


def test_endless_passwords_and_bodies_are_refused_without_work() -> None:
    for_those_who_know(a_page())
    assert say(reader("192.0.2.4"), "x" * 100_000).status_code == 403
    assert say(reader("192.0.2.4"), "x" * 2_000_000).status_code == 400
    assert reader("192.0.2.4").post("/members/", headers={"host": "localhost"}).status_code == 403


def test_the_password_is_in_no_event_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    page = for_those_who_know(a_page())
    say(reader("192.0.2.5"), OTHER)
    say(reader("192.0.2.5"), PASSWORD)
    for_those_who_know(page, OTHER)

    told = str(list(Event.objects.values_list("data", "subject_id"))) + caplog.text

    assert "readers_password" in told
    assert not [word for word in (PASSWORD, OTHER, page.readers_password, "md5$") if word in told]


@pytest.mark.parametrize(
    ("address", "admits"),
    [("192.0.2.7", True), ("::ffff:192.0.2.7", True), ("2001:db8::5", True), ("192.0.3.7", False), ("2001:db9::5", False), ("unix", False)],
)
def test_networks_admit_who_comes_from_them(address: str, admits: bool) -> None:
    for_those_from(a_page(), "192.0.2.0/24", "2001:db8::/32")
    assert (get(Client(REMOTE_ADDR=address), "/members/").status_code == 200) is admits


def test_whoever_comes_from_elsewhere_is_told_so_and_no_more() -> None:
    for_those_from(a_page(), "192.0.2.0/24")

    answer = get(reader("198.51.100.1"), "/members/")
    said = read(answer.content)

    assert answer.status_code == 403 and "yours is none of them" in said.text and "Harbourline" not in said.text
    assert said.one("main a").attributes["href"] == "/dashboard/login/?next=%2Fmembers%2F"
    assert "192.0.2" not in answer.content.decode()
    assert say(reader("198.51.100.1"), PASSWORD).status_code == 405


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "admits"),
    [
        ("", "198.51.100.1", "192.0.2.7", False),  # nobody is trusted to tell
        ("10.0.0.0/8", "198.51.100.1", "192.0.2.7", False),  # not this one
        ("10.0.0.0/8", "10.0.0.1", "192.0.2.7", True),
        ("10.0.0.0/8", "10.0.0.1", "192.0.2.7, 198.51.100.1", False),  # the client's own words stand left of the proxy's
        ("10.0.0.0/8", "10.0.0.1", "", False),
    ],
)
def test_only_trusted_proxies_tell_where_a_reader_comes_from(trusted: str, peer: str, forwarded: str, admits: bool) -> None:
    for_those_from(a_page(), "192.0.2.0/24")
    given = {"HTTP_HOST": "localhost:8000", "REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded, "HTTP_X_REAL_IP": "192.0.2.7"}
    environ = RequestFactory().get("/members/", **given).environ  # type: ignore[arg-type]
    said: list[str] = []

    app = Proxies(networks_of(trusted.split()), "http://localhost:8000").around(get_wsgi_application())
    b"".join(app(environ, lambda status, *rest: said.append(status)))  # type: ignore[arg-type, misc, func-returns-value]

    assert (said == ["200 OK"]) is admits


@pytest.mark.parametrize("kind", ["password", "addresses"])
def test_people_with_an_account_need_neither_password_nor_network(kind: str) -> None:
    page = a_page()
    for_those_who_know(page) if kind == "password" else for_those_from(page, "192.0.2.0/24")
    assert get(vera(), "/members/").status_code == 200


def test_whoever_is_limited_to_another_page_is_let_in_as_any_stranger_is() -> None:
    other = a_page("Other")
    for_those_who_know(a_page("Second", slug="second"))
    client = vera(Limits(pages=frozenset({other.key})))

    assert get(client, "/p/second/members/").status_code == 403
    assert say(client, PASSWORD, "/p/second/members/").status_code == 303
    assert get(client, "/p/second/members/").status_code == 200


def test_head_of_a_door_has_no_body() -> None:
    for_those_who_know(a_page())
    answer: HttpResponse = reader().head("/members/", headers={"host": "localhost"})
    assert (answer.status_code, answer.content) == (403, b"")


@pytest.mark.parametrize("kind", ["password", "addresses"])
def test_what_is_for_signed_in_readers_is_told_to_people_with_an_account_alone(kind: str) -> None:
    page = a_page()
    for_those_who_know(page) if kind == "password" else for_those_from(page, "192.0.2.0/24")
    secret = an_incident("Only for members", visibility="signed_in", at=ago(hours=1))
    client, person = reader(), vera()
    say(client, PASSWORD)

    assert "Only for members" not in document(client, "/members/").text and "Only for members" in document(person, "/members/").text
    assert [get(each, f"/members/incidents/{secret.key}/").status_code for each in (client, person)] == [404, 200]
