"""Backups that were made before the signing key was replaced: what was redacted with the new key must not come back with the old one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ended, Installation
from tests.transfer.rows import every_row
from tests.world import an_incident


def with_words(installation: Installation) -> list[Path]:
    """Files of an installation that hold them."""
    return [path for path in installation.data.rglob("*") if path.is_file() and b"Zirbelnuss" in path.read_bytes()]


@pytest.mark.parametrize("options", [[], ["--with-keys"]])
@pytest.mark.usefixtures("transactional_db", "harbour")
def test_after_a_new_key_and_a_redaction_an_older_backup_is_refused_with_what_to_do(
    command: Callable[..., Ended], file: Path, tmp_path: Path, options: list[str]
) -> None:
    incident = an_incident("Zirbelnuss")
    for said in (["publish"], ["backup", str(file), *options], ["keys", "rotate"]):
        assert command(*said).status == 0
    assert command("redact", f"incident/{incident.key}", "--reason", "It named a customer.").status == 0
    key, rows = (tmp_path / "keys" / "signing.pem").read_bytes(), every_row()

    back = command("restore", str(file), "--replace")

    assert back.status == 1 and "the signing key was replaced after this backup was made" in back.err
    assert "docs/operating/backup.md" in back.err and "nothing was changed" in back.err and back.err.count("\n") == 1
    assert every_row() == rows and (tmp_path / "keys" / "signing.pem").read_bytes() == key
    assert [path.name for path in (tmp_path / "keys").iterdir() if "before" in path.name] == []
    assert command("doctor").out == ""


def test_a_backup_of_before_the_new_key_comes_back_by_way_of_a_data_folder_of_its_own(
    harbourline: Installation, other: Installation, file: Path
) -> None:
    """As docs/operating/backup.md says."""
    said = harbourline("incident", "open", "--title", "Zirbelnuss", "--message", "M", "--component", "Rates=major")
    for words in (["backup", str(file), "--with-keys"], ["keys", "rotate"]):
        assert harbourline(*words).status == 0
    assert harbourline("redact", f"incident/{said.out.strip()}", "--reason", "It named a customer.").status == 0

    assert other("restore", str(file)).status == 0
    for left in harbourline.data.glob("aboveboard.sqlite3*"):
        left.unlink()
    shutil.move(other.data / "aboveboard.sqlite3", harbourline.data)
    assert harbourline("publish").status == 0

    assert with_words(harbourline) == [] and "It named a customer." in (harbourline.folder / "current" / "index.html").read_text()
    assert harbourline("incident", "open", "--title", "Goes on", "--message", "M", "--component", "Rates=major").status == 0
    assert harbourline("verify", str(harbourline.folder)).out.startswith("valid")


@pytest.mark.usefixtures("transactional_db", "harbour")
def test_after_a_new_key_alone_an_older_backup_comes_back_and_doctor_asks_for_the_new_key(
    command: Callable[..., Ended], file: Path, tmp_path: Path
) -> None:
    for said in (["backup", str(file), "--with-keys"], ["keys", "rotate"]):
        assert command(*said).status == 0
    back = command("restore", str(file), "--replace", "--json").json
    assert "is not the key that signs" in command("doctor").out
    Path(back["keys_moved"][0]).replace(tmp_path / "keys" / "signing.pem")
    an_incident("Goes on")
    assert command("publish").status == 0 and command("doctor").out == ""
