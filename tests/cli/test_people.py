"""The command `user create`, and the link that a first start shows."""

import io
import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from aboveboard.accounts.models import User
from aboveboard.cli.welcome import welcome_first_owner
from tests.cli.conftest import Ended

PASSWORD = "a quite long phrase 7"
Command = Callable[..., Ended]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda words: monkeypatch.setattr("sys.stdin", io.StringIO(words))


def test_a_person_is_made_with_the_password_from_standard_input(command: Command, typed: Callable[[str], None]) -> None:
    typed(f"{PASSWORD}\n")
    ended = command("user", "create", "--email", "Olga@Example.org", "--role", "owner", "--name", "Olga", "--password-stdin")
    assert (ended.status, ended.out) == (0, "olga@example.org\n")
    olga = User.objects.get()
    assert (olga.role, olga.name, olga.check_password(PASSWORD)) == ("owner", "Olga", True)
    assert PASSWORD not in ended.err
    assert Client().post("/dashboard/login/", {"login": olga.email, "password": PASSWORD}).status_code == 302


def test_json_gives_an_object_and_without_a_password_there_is_none(command: Command) -> None:
    ended = command("user", "create", "--email", "ed@example.org", "--role", "editor", "--json")
    ed = User.objects.get()
    assert json.loads(ended.out) == {"id": ed.key, "email": "ed@example.org", "role": "editor", "name": ""}
    assert not ed.has_usable_password()


@pytest.mark.parametrize(
    ("words", "password", "reason"),
    [
        (("--email", "nobody", "--role", "owner"), None, "email"),
        (("--email", "a@example.org", "--role", "king"), None, "role"),
        (("--email", "a@example.org", "--role", "owner", "--password-stdin"), "short\n", "password"),
        (("--email", "a@example.org", "--role", "owner", "--password-stdin"), "", "password"),
    ],
)
def test_what_cannot_be_is_refused_with_field_and_reason(
    command: Command, typed: Callable[[str], None], words: tuple[str, ...], password: str | None, reason: str
) -> None:
    typed(password or "")
    ended = command("user", "create", *words)
    assert (ended.status, ended.out, reason in ended.err) == (1, "", True)
    assert not User.objects.exists()


def test_who_may_break_the_glass_is_said_when_they_are_made(command: Command, typed: Callable[[str], None]) -> None:
    typed(f"{PASSWORD}\n")
    command("user", "create", "--email", "olga@example.org", "--role", "owner", "--password-stdin", "--break-glass")
    assert User.objects.get().is_break_glass


def test_a_first_start_shows_a_link_that_works_and_later_ones_show_none(
    command: Command, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    welcome_first_owner()
    shown = capsys.readouterr().err
    link = re.search(r"http://localhost:8000(/dashboard/welcome/\S+/)", shown)
    assert link and link[1] in caplog.text
    assert Client().get(link[1]).status_code == 200
    command("user", "create", "--email", "olga@example.org", "--role", "owner")
    capsys.readouterr()
    welcome_first_owner()
    assert "welcome" not in capsys.readouterr().err
