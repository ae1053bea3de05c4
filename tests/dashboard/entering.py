"""Going through the door as people do: signing in, proving it again, typing the code that an app shows."""

import re
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.http import HttpResponse
from django.test import Client

from aboveboard.accounts.models import User
from aboveboard.events.models import Event
from tests.dashboard.conftest import PASSWORD

LOGIN = "/dashboard/login/"


def log_in(client: Client, user: User, password: str = PASSWORD, **given: str) -> HttpResponse:
    return client.post(LOGIN, {"login": user.email, "password": password, **given})


def prove_again(client: Client, password: str = PASSWORD) -> None:
    answer = client.post("/dashboard/account/reauthenticate/", {"password": password})
    assert answer.status_code == 302, answer.content.decode()


def code_of(secret: str, *, steps_away: int = 0) -> str:
    """What an app shows for this secret, now or so many half minutes away."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps_away))


def set_up_app(client: Client) -> str:
    """Adds an app as second factor; returns its secret."""
    prove_again(client)
    screen = client.get("/dashboard/account/app/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", screen)
    assert secret, screen
    answer = client.post("/dashboard/account/app/", {"code": code_of(secret[1])})
    assert answer.status_code == 302, answer.content.decode()
    return secret[1]


def is_in(client: Client) -> bool:
    return client.get("/dashboard/").status_code == 200


def told(*verbs: str) -> list[tuple[str, str, str]]:
    """(verb, subject, actor's name) of the events with these verbs, in order."""
    found = Event.objects.filter(verb__in=verbs).order_by("id")
    return [(event.verb, event.subject_id, event.actor_name) for event in found]
