"""The cast, signed in: one browser-like client for each."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY, AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.test import Client

from aboveboard.accounts.actions import create_user
from aboveboard.accounts.limits import EVERYWHERE, Limits
from aboveboard.accounts.models import User
from tests.world import NOW, OLGA

ROLES_OF = {"olga": "owner", "ada": "admin", "ed": "editor", "rae": "reporter", "vera": "viewer"}
PASSWORD = "a quite long phrase 7"
SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EDITIONS_DIR", tmp_path / "editions")
    monkeypatch.setattr(settings, "KEYS_DIR", tmp_path / "keys")


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """``person("ed")`` is Ed, made when first asked for; ``limits`` say how far he reaches."""

    def known(name: str, limits: Limits = EVERYWHERE) -> User:
        email = f"{name}@harbourline.example"
        user = User.objects.filter(email=email).first()
        return user or create_user(email=email, role=ROLES_OF[name], name=name.title(), password=PASSWORD, limits=limits, at=NOW, by=OLGA)

    return known


@pytest.fixture
def sign_in(person: Callable[..., User]) -> SignIn:
    """``sign_in("ed")`` is a client in which Ed has signed in; ``sign_in("sam")`` is a stranger's."""

    def signed_in(name: str, **given: Limits) -> Client:
        client = Client(enforce_csrf_checks=False)
        if name != "sam":
            client.force_login(person(name, **given))
        return client

    return signed_in


def prove(client: Client, user: User) -> Client:
    """As if that person had just given the password again, which sensitive acts ask for."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client


@pytest.fixture
def proved(sign_in: SignIn, person: Callable[..., User]) -> SignIn:
    """``proved("olga")``: signed in, and asked for the password again a moment ago."""
    return lambda name, **given: prove(sign_in(name, **given), person(name))
