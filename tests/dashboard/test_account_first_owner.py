"""Before there is anybody: a link that works once, and nothing that works without it (R3, R41)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aboveboard.accounts.first_owner import LASTS, offer_first_owner
from aboveboard.accounts.models import SignInPolicy, User
from tests.dashboard.conftest import PASSWORD, SignIn
from tests.dashboard.entering import is_in, told

FORM = {"email": "Olga@Harbourline.example", "name": "Olga", "password1": PASSWORD}


@pytest.fixture
def link(db: None) -> str:
    return f"/dashboard/welcome/{offer_first_owner()}/"


def test_the_link_makes_the_first_owner_and_signs_them_in(link: str, client: Client) -> None:
    assert client.get(link).status_code == 200
    answer = client.post(link, FORM)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/dashboard/")
    owner = User.objects.get()
    assert (owner.email, owner.role, is_in(client)) == ("olga@harbourline.example", "owner", True)
    assert [verb for verb, _, _ in told("user.created", "user.signed_in")] == ["user.created", "user.signed_in"]


def test_a_used_link_is_gone_for_everybody(link: str) -> None:
    Client().post(link, FORM)
    for method in ("get", "post"):
        assert getattr(Client(), method)(link, {**FORM, "email": "sam@stranger.example"}).status_code == 404
    assert User.objects.count() == 1
    assert offer_first_owner() is None


def test_an_unused_link_is_gone_as_soon_as_there_is_anybody(link: str, sign_in: SignIn) -> None:
    vera = sign_in("vera")
    assert (vera.get(link).status_code, Client().post(link, FORM).status_code, User.objects.count()) == (404, 404, 1)


def test_a_link_lasts_a_day_and_a_new_one_replaces_it(link: str) -> None:
    SignInPolicy.objects.update(first_owner_until=timezone.now() - timedelta(seconds=1))
    assert Client().post(link, FORM).status_code == 404
    newer = f"/dashboard/welcome/{offer_first_owner()}/"
    assert (Client().get(link).status_code, Client().get(newer).status_code) == (404, 200)
    assert timedelta(hours=1) <= LASTS <= timedelta(days=2)


def test_only_the_digest_of_the_link_is_kept(link: str) -> None:
    token = link.split("/")[3]
    assert token not in str(SignInPolicy.objects.values_list().get())


@pytest.mark.parametrize("path", ["/setup", "/setup/", "/install/", "/dashboard/setup/", "/dashboard/welcome/", "/dashboard/welcome/x/"])
def test_nothing_sets_up_an_installation_without_the_link(sign_in: SignIn, path: str) -> None:
    """Whatever somebody blanks, there is no flag that "installed?" is read from (R3)."""
    sign_in("olga")
    for client in (Client(), sign_in("vera")):
        assert (client.get(path).status_code, client.post(path, FORM).status_code) == (404, 404)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "at least 12"),
        ("harbourlineharbourline", "easy to guess"),
        ("olga@harbourline.example", "too similar"),
        ("passwordpassword", "easy to guess"),
        ("adminadminadmin", "easy to guess"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(link: str, client: Client, password: str, reason: str) -> None:
    answer = client.post(link, {**FORM, "password1": password})
    assert (answer.status_code, reason in answer.content.decode()) == (200, True)
    assert not User.objects.exists()


def test_long_passwords_and_spaces_are_kept_as_they_are(link: str, client: Client) -> None:
    password = "  any ünusual words " * 10
    client.post(link, {**FORM, "password1": password})
    assert User.objects.get().check_password(password)


@pytest.mark.parametrize(
    ("typed", "said"), [("", ""), ("short", "7 more characters"), ("a quite long phrase 7", "trong"), ("a" * 40, "Guessed")]
)
def test_strength_is_shown_while_typing(db: None, client: Client, typed: str, said: str) -> None:
    answer = client.post("/dashboard/password/strength/", {"password1": typed, "email": "olga@harbourline.example"})
    assert (answer.status_code, said in answer.content.decode()) == (200, True)
    assert typed == "" or typed not in answer.content.decode()
