"""token create, revoke: what they print, and what the token then opens."""

from collections.abc import Callable

import pytest

from aboveboard.accounts.actions import create_user
from aboveboard.accounts.issuing import grant_of_token
from aboveboard.accounts.permissions import SCOPES, Permission
from tests.cli.conftest import Ended
from tests.world import NOW, OLGA

Command = Callable[..., Ended]


@pytest.fixture(autouse=True)
def ed(db: None) -> None:
    create_user(email="ed@example.org", role="editor", name="Ed", at=NOW, by=OLGA)


def test_the_answer_is_the_token_and_it_opens_what_was_asked_for(command: Command) -> None:
    ended = command(
        "token", "create", "--name", "Deploys", "--user", "Ed@example.org", "--scope", "incidents:write", "--scope", "pages:read"
    )
    assert ended.status == 0, ended.err
    grant = grant_of_token(ended.out.strip())
    assert grant and grant.permissions == {
        Permission.INCIDENTS_READ,
        Permission.INCIDENTS_REPORT,
        Permission.INCIDENTS_MANAGE,
        Permission.PAGES_READ,
    }
    assert ended.out.strip() not in ended.err and "not shown again" in ended.err


def test_a_star_is_every_scope(command: Command) -> None:
    ended = command("token", "create", "--name", "All", "--user", "ed@example.org", "--scope", "*", "--json")
    grant = grant_of_token(ended.json["token"])
    assert grant and Permission.COMPONENTS_MANAGE in grant.permissions and set(ended.json) == {"token", "id", "expires_at"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"--user": "nobody@example.org"}, "nobody who may sign in"),
        ({"--scope": "everything"}, "scopes: “everything” is not one of"),
        ({"--days": "400"}, "expires_at"),
        ({"--days": "0"}, "expires_at"),
        ({"--name": " "}, "name"),
    ],
)
def test_what_is_refused_is_refused_in_one_sentence(command: Command, change: dict[str, str], reason: str) -> None:
    given = {"--name": "N", "--user": "ed@example.org", "--scope": next(iter(SCOPES)), **change}
    ended = command("token", "create", *(part for pair in given.items() for part in pair))
    assert (ended.status, ended.out, reason in ended.err) == (1, "", True), ended.err


def test_a_revoked_token_opens_nothing(command: Command) -> None:
    text = command("token", "create", "--name", "N", "--user", "ed@example.org", "--scope", "*").out.strip()
    assert command("token", "revoke", text.split("_")[1]).status == 0
    assert grant_of_token(text) is None
    assert command("token", "revoke", "nothing").status == 1
