"""The command redact."""

from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Ended, Installation


def test_redact_takes_the_words_from_page_and_record(harbourline: Installation) -> None:
    opened = harbourline("incident", "open", "--title", "Zirbelnuss", "--message", "Zirbelnuss!", "--component", "Rates=major")

    ended = harbourline("redact", f"incident/{opened.out.strip()}", "--reason", "It named a customer.", "--json")

    assert (ended.status, ended.json["items"], ended.json["database_is_clean"]) == (0, 2, True)
    held = [path for path in harbourline.data.rglob("*") if path.is_file() and b"Zirbelnuss" in path.read_bytes()]
    assert held == []
    assert "It named a customer." in (harbourline.folder / "current" / "index.html").read_text()
    assert harbourline("verify", str(harbourline.folder)).out.startswith("valid")


def test_redact_refuses_what_there_is_not(command: Callable[..., Ended], harbour: Path) -> None:
    ended = command("redact", "incident/nothere00000", "--reason", "R")

    assert (ended.status, ended.out) == (1, "") and "there is no incident/nothere00000" in ended.err


def test_redact_refuses_a_reason_of_many_lines(command: Callable[..., Ended], harbour: Path) -> None:
    assert command("redact", "incident/nothere00000", "--reason", "a\nb").status == 1
