"""Sessions end: by signing out, by time, by a new password, from elsewhere, and when somebody is switched off (R15–R17)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from aboveboard.accounts.actions import change_user
from aboveboard.accounts.models import User
from aboveboard.project.sessions import BEGAN, SEEN
from tests.dashboard.conftest import PASSWORD, SignIn
from tests.dashboard.entering import is_in, log_in, prove_again, told
from tests.world import OLGA

Person = Callable[..., User]


def entered(user: User) -> Client:
    client = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0")
    log_in(client, user)
    assert is_in(client)
    return client


def later(client: Client, **minutes: float) -> None:
    """As if so many minutes had passed since the session ``began_at`` and was ``seen_at``."""
    session = client.session
    for name, number in minutes.items():
        session[name] -= 60 * number
    session.save()


def test_a_cookie_is_worthless_after_signing_out(person: Person) -> None:
    client = entered(person("ed"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/dashboard/logout/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert not is_in(thief)
    assert not Session.objects.filter(session_key=cookie).exists()


def test_the_session_gets_another_id_at_sign_in_and_a_planted_one_is_not_taken(person: Person) -> None:
    client = Client()
    client.get("/dashboard/login/?next=/dashboard/")
    client.cookies[settings.SESSION_COOKIE_NAME] = "planted0planted0planted0planted0"
    log_in(client, person("ed"))
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "planted0planted0planted0planted0"
    assert is_in(client)


@pytest.mark.parametrize(
    ("minutes", "stays"),
    [({SEEN: 119}, True), ({SEEN: 121}, False), ({BEGAN: 719}, True), ({BEGAN: 721}, False), ({BEGAN: 719, SEEN: 119}, True)],
)
def test_a_session_ends_after_two_hours_of_silence_and_twelve_in_all(person: Person, minutes: dict[str, float], stays: bool) -> None:
    client = entered(person("ed"))
    later(client, **minutes)
    assert is_in(client) is stays
    assert [verb for verb, _, _ in told("user.signed_out")] == ([] if stays else ["user.signed_out"])


def test_both_times_are_settings(person: Person, settings: Any) -> None:
    settings.SESSION_IDLE, settings.SESSION_LIFETIME = 5, 30
    client = entered(person("ed"))
    later(client, **{SEEN: 4})
    assert is_in(client)
    later(client, **{SEEN: 6})
    assert not is_in(client)


def test_a_new_password_ends_every_other_session(person: Person) -> None:
    here, there = entered(person("ed")), entered(person("ed"))
    answer = here.post("/dashboard/account/password/", {"oldpassword": PASSWORD, "password1": "quite another phrase 9"})
    assert answer.status_code == 302, answer.content.decode()
    assert (is_in(here), is_in(there)) == (True, False)
    assert told("user.password_changed") == [("user.password_changed", person("ed").key, "Ed")]


def test_a_password_is_not_changed_without_the_present_one(person: Person) -> None:
    client = entered(person("ed"))
    answer = client.post("/dashboard/account/password/", {"oldpassword": "not my password", "password1": "quite another phrase 9"})
    assert answer.status_code == 200
    assert person("ed").check_password(PASSWORD)


def test_whoever_is_switched_off_is_out_at_the_next_request(person: Person) -> None:
    person("olga")
    client = entered(person("ed"))
    change_user(person("ed"), is_active=False, by=OLGA)
    assert not is_in(client)
    answer = log_in(Client(), person("ed"))
    assert answer.headers.get("Location") == "/dashboard/login/inactive/"


def test_a_lower_role_counts_at_the_next_request(person: Person) -> None:
    client = entered(person("ed"))
    assert client.get("/dashboard/components/new/").status_code == 200
    change_user(person("ed"), role="viewer", by=OLGA)
    assert client.get("/dashboard/components/new/").status_code == 403


def test_sessions_are_listed_with_this_one_marked_and_others_can_be_ended(person: Person) -> None:
    here, there = entered(person("ed")), entered(person("ed"))
    screen = here.get("/dashboard/account/").content.decode()
    assert screen.count("Firefox on Linux") >= 2
    assert screen.count("this one") == 1
    number = screen.split('name="session" value="')[1].split('"')[0]
    here.post("/dashboard/account/sessions/end/", {"session": number})
    assert (is_in(here), is_in(there)) == (True, False)
    assert told("user.session_revoked") == [("user.session_revoked", person("ed").key, "Ed")]


def test_all_others_can_be_ended_at_once(person: Person) -> None:
    here, one, two = entered(person("ed")), entered(person("ed")), entered(person("ed"))
    here.post("/dashboard/account/sessions/end/", {"session": "others"})
    assert [is_in(client) for client in (here, one, two)] == [True, False, False]


def test_nobody_ends_somebody_elses_session(person: Person, sign_in: SignIn) -> None:
    ed = entered(person("ed"))
    number = ed.get("/dashboard/account/").wsgi_request.user.usersession_set.get().pk
    answer = entered(person("olga")).post("/dashboard/account/sessions/end/", {"session": number})
    assert (answer.status_code, is_in(ed)) == (404, True)


def test_what_changes_how_one_signs_in_asks_for_proof_first(person: Person) -> None:
    client = entered(person("ed"))
    for path in ("email/", "app/", "passkeys/add/"):
        answer = client.get(f"/dashboard/account/{path}")
        assert answer.headers["Location"].startswith("/dashboard/account/reauthenticate/"), path
    prove_again(client)
    assert client.get("/dashboard/account/app/").status_code == 200
    assert told("user.reauthenticated") == [("user.reauthenticated", person("ed").key, "Ed")]


def test_nobody_gives_themselves_a_role(person: Person) -> None:
    """R68: what the form does not have is not taken."""
    client = entered(person("vera"))
    client.post("/dashboard/account/", {"name": "Vera V", "role": "owner", "is_break_glass": "on", "is_superuser": "true", "id": "1"})
    vera = person("vera")
    assert (vera.name, vera.role, vera.is_break_glass, vera.has_single_keys) == ("Vera V", "viewer", False, False)


def test_the_dashboard_speaks_the_language_that_its_reader_chose(person: Person) -> None:
    client = entered(person("ed"))
    client.post("/dashboard/account/", {"name": "Ed", "language": "de"})
    assert '<html lang="de"' in client.get("/dashboard/").content.decode()
