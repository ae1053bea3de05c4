"""A wrong key for what is sealed in the database is refused at the start, in one line, and found by doctor."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from aboveboard.accounts.models import SignInPolicy
from aboveboard.accounts.requirements import change_sign_in
from aboveboard.lib.secrets import KeySource, new_key
from tests.cli.conftest import Ended
from tests.world import OLGA

Command = Callable[..., Ended]


@pytest.fixture
def sealed(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Something is sealed; what is called chooses the keys of the next start."""

    def keys(text: str) -> None:
        monkeypatch.setattr(settings, "FIELD_KEYS", KeySource(text, tmp_path / "keys" / "field_key"))

    keys(RIGHT)
    change_sign_in(client_id="ab", client_secret="hunter2hunter2", by=OLGA)
    return keys


RIGHT = new_key()


@pytest.mark.parametrize("program", ["start", "web"])
def test_a_wrong_key_is_refused_in_one_line(command: Command, sealed: Callable[[str], None], program: str) -> None:
    sealed(new_key())
    before = SignInPolicy.objects.get().sealed_client_secret
    ended = command(program, "--bind", "127.0.0.1:0")
    assert (ended.status, ended.err.count("\n")) == (1, 1)
    assert "FIELD_KEY" in ended.err and "hunter2" not in ended.err
    assert SignInPolicy.objects.get().sealed_client_secret == before


def test_doctor_names_it_and_is_content_with_the_right_one_among_others(command: Command, sealed: Callable[[str], None]) -> None:
    def said() -> str:
        return " ".join(finding["what"] for finding in command("doctor", "--json").json["findings"])

    assert "FIELD_KEY" not in said()
    sealed(f"{new_key()},{RIGHT}")
    assert "FIELD_KEY" not in said()
    sealed(new_key())
    assert "FIELD_KEY" in said()


def test_a_key_file_that_is_lost_is_not_made_good_by_a_new_one(command: Command, sealed: Callable[[str], None]) -> None:
    sealed("")
    assert "FIELD_KEY" in command("start", "--bind", "127.0.0.1:0").err
