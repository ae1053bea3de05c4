"""Through the door: who gets in, and where everybody else is sent."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aboveboard.accounts.models import User
from tests.dashboard.conftest import PASSWORD, SignIn


def test_a_password_leads_to_the_first_screen(person: Callable[..., User], client: Client) -> None:
    person("ed")
    answer = client.post("/dashboard/login/", {"login": "Ed@Harbourline.example", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/dashboard/")
    assert client.get("/dashboard/").status_code == 200


def test_a_stranger_is_sent_to_the_sign_in_and_back(db: None, client: Client) -> None:
    answer = client.get("/dashboard/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/dashboard/login/?next=%2Fdashboard%2F")


@pytest.mark.parametrize("path", ["signup/", "account/signup/", "accounts/signup/", "login/code/"])
def test_nobody_signs_up(db: None, client: Client, path: str) -> None:
    assert client.get(f"/dashboard/{path}").status_code == 404


def test_every_screen_loads_its_own_files_with_their_integrity(sign_in: SignIn) -> None:
    screen = sign_in("vera").get("/dashboard/").content.decode()
    address = screen.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = Client().get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert 'integrity="sha384-' in screen


def test_what_is_not_there_is_said_in_the_dashboards_look(sign_in: SignIn) -> None:
    answer = sign_in("vera").get("/dashboard/nothing/")
    assert (answer.status_code, b"There is nothing here" in answer.content) == (404, True)


def test_a_form_without_its_token_changes_nothing_and_says_what_to_do(person: Callable[..., User]) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("ed"))
    answer = client.post("/dashboard/page", {"page": "x"})
    assert (answer.status_code, b"reload the page" in answer.content) == (403, True)


def test_a_file_asks_no_page_and_no_limits_of_the_person_who_loads_it(sign_in: SignIn) -> None:
    client = sign_in("vera")
    address = client.get("/dashboard/").content.decode().partition('rel="stylesheet" href="')[2].partition('"')[0]
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert not [query["sql"] for query in asked if "pages_page" in query["sql"] or "accounts_accesslimit" in query["sql"]]
