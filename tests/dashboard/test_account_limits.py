"""Strangers at the door: they learn nothing, they are stopped, and they lock nobody out (R73, R75)."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.http import HttpResponse
from django.test import Client

from aboveboard.accounts.models import User
from aboveboard.accounts.outgoing import wait_until_sent
from aboveboard.events.models import Event
from tests.dashboard.conftest import PASSWORD
from tests.dashboard.entering import is_in, log_in, told

Person = Callable[..., User]
UNKNOWN = User(email="nobody@harbourline.example")


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Passwords that the hasher has worked on, in order."""
    worked: list[str] = []
    encode = hashers.MD5PasswordHasher.encode

    def watched(self: Any, password: str, *args: Any, **given: Any) -> str:
        worked.append(password)
        return encode(self, password, *args, **given)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", watched)
    return worked


def from_address(number: int) -> Client:
    return Client(REMOTE_ADDR=f"203.0.113.{number}")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer_for_the_same_work(person: Person, hashed: list[str]) -> None:
    known = log_in(from_address(1), person("ed"), "a wrong long phrase 8")
    work, hashed[:] = list(hashed[-1:]), []
    unknown = log_in(from_address(2), UNKNOWN, "a wrong long phrase 8")
    assert known.status_code == unknown.status_code == 200
    assert _screen(known, person("ed").email) == _screen(unknown, UNKNOWN.email)
    assert hashed == work == ["a wrong long phrase 8"]


def _screen(answer: HttpResponse, email: str) -> str:
    """Without the address that was typed and the form's token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(email, "")


def test_failures_are_told_by_key_alone_and_never_what_was_typed(person: Person) -> None:
    log_in(Client(), person("ed"), "a wrong long phrase 8")
    log_in(Client(), User(email="secret-typed-by-mistake@harbourline.example"), "a wrong long phrase 8")
    assert told("user.sign_in_failed") == [("user.sign_in_failed", person("ed").key, ""), ("user.sign_in_failed", "unknown", "")]
    words = str(list(Event.objects.values_list("data", "subject_id", "actor_name", "actor_address")))
    assert "secret-typed" not in words and "wrong long" not in words
    assert "127.0.0.1" in words


def test_one_address_is_stopped_after_ten_failures_whatever_it_claims(person: Person) -> None:
    client = from_address(1)
    for number in range(10):
        log_in(client, person("ed"), f"wrong phrase {number}", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert "Too many failed" in log_in(client, person("ed")).content.decode()
    assert not is_in(client)


def test_a_stranger_with_many_addresses_does_not_lock_out_a_device_that_is_known(person: Person) -> None:
    ed = person("ed")
    device = from_address(200)
    log_in(device, ed)
    device.post("/dashboard/logout/")
    for number in range(40):
        log_in(from_address(number), ed, "a wrong long phrase 8")
    stranger, elsewhere = from_address(100), from_address(101)
    assert "Too many failed" in log_in(stranger, ed, PASSWORD).content.decode()
    log_in(device, ed)
    assert is_in(device)
    elsewhere.cookies["known_device"] = device.cookies["known_device"].value[:-3] + "abc"
    assert "Too many failed" in log_in(elsewhere, ed).content.decode(), "a forged cookie is no device"


def test_a_known_device_is_known_for_its_own_person_alone(person: Person) -> None:
    ed, olga = person("ed"), person("olga")
    device = from_address(1)
    log_in(device, ed)
    device.post("/dashboard/logout/")
    for number in range(2, 42):
        log_in(from_address(number), olga, "a wrong long phrase 8")
    assert "Too many failed" in log_in(device, olga).content.decode()


def test_passkeys_are_offered_during_an_attack(person: Person) -> None:
    for number in range(40):
        log_in(from_address(number), person("ed"), "a wrong long phrase 8")
    answer = from_address(100).get("/dashboard/login/passkey/", headers={"Accept": "application/json"})
    assert (answer.status_code, "challenge" in str(answer.json())) == (200, True)


def test_limits_and_sessions_need_no_service_beside_the_database() -> None:
    backends = {cache["BACKEND"] for name, cache in settings.CACHES.items() if name == "default"}
    assert backends == {"django.core.cache.backends.db.DatabaseCache"}
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000
    assert getattr(settings, "SESSION_ENGINE", "").endswith("backends.db")


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
        "/%09/evil.example",
    ],
)
def test_nobody_is_led_away_after_signing_in(person: Person, target: str) -> None:
    client = Client()
    location = log_in(client, person("ed"), next=target).headers["Location"]
    assert location.startswith("/") and not location.startswith(("//", "/\\"))
    out = client.post("/dashboard/logout/", {"next": target}).headers["Location"]
    assert out.startswith("/") and not out.startswith(("//", "/\\"))


def test_asking_for_a_new_password_says_the_same_of_everybody_and_does_the_same_work(
    person: Person, settings: Any, mailoutbox: list[Any]
) -> None:
    settings.MAIL_URL = "smtp://mail.example"
    answers = []
    for number, user in enumerate((person("ed"), UNKNOWN)):
        client = from_address(number)
        answer = client.post("/dashboard/password/reset/", {"email": user.email})
        answers.append((answer.status_code, answer.headers["Location"], client.get(answer.headers["Location"]).content))
    wait_until_sent()
    assert answers[0] == answers[1]
    assert [message.to for message in mailoutbox] == [[person("ed").email]]
