"""Backups that a passphrase or a private key opens, as operators make and restore them."""

from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from tests.cli.conftest import Ended
from tests.transfer.rows import every_row

Command = Callable[..., Ended]
pytestmark = pytest.mark.usefixtures("transactional_db", "harbour")


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder with keys as age-keygen writes them: "public", "private", and "other", which is private too."""
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    (tmp_path / "public").write_text(f"# Olga\n{mine.to_public()}\n")
    (tmp_path / "private").write_text(f"# public key: {mine.to_public()}\n{mine}\n")
    (tmp_path / "other").write_text(f"{other}\n")
    return tmp_path


def is_refused(command: Command, file: Path, *options: str | Path) -> Ended:
    """A restore in the place of everything, of which nothing may come."""
    before = every_row()
    ended = command("restore", str(file), "--replace", *map(str, options))
    assert every_row() == before and ended.err.count("\n") == 1 and ended.out == ""
    return ended


def test_a_file_with_a_passphrase_opens_with_it_alone(command: Command, file: Path, passphrase: str, tmp_path: Path) -> None:
    made = command("backup", str(file), "--passphrase-file", passphrase, "--json").json
    assert made["encrypted"] and made["keys"] == ["signing.pem"] and b"Harbour" not in file.read_bytes()
    (tmp_path / "wrong").write_text("something else")

    missing, wrong = is_refused(command, file), is_refused(command, file, "--passphrase-file", tmp_path / "wrong")

    assert missing.status == 1 and "is encrypted: --passphrase-file names the file with its passphrase" in missing.err
    assert wrong.status == 1 and "the passphrase does not open" in wrong.err
    assert command("restore", str(file), "--replace", "--passphrase-file", passphrase, "--json").json["rows"] == made["rows"]


def test_a_file_for_a_public_key_opens_with_the_private_one_alone(command: Command, file: Path, passphrase: str, keys: Path) -> None:
    made = command("backup", str(file), "--recipients-file", str(keys / "public"), "--json").json
    assert made["encrypted"] and made["keys"] == ["signing.pem"] and b"Harbour" not in file.read_bytes()

    for refused, said in (
        (is_refused(command, file), "is encrypted: --identity names the file with a private key"),
        (is_refused(command, file, "--passphrase-file", passphrase), "is encrypted: --identity names the file with a private key"),
        (is_refused(command, file, "--identity", keys / "other"), "no key that was given opens"),
        (is_refused(command, file, "--identity", keys / "public"), "--identity: line 2 is no private key"),
    ):
        assert refused.status == 1 and said in refused.err

    assert command("restore", str(file), "--replace", "--identity", str(keys / "private"), "--json").json["rows"] == made["rows"]


def test_a_file_for_a_key_and_a_passphrase_opens_with_either(command: Command, file: Path, passphrase: str, keys: Path) -> None:
    public = (keys / "public").read_text().split()[-1]
    assert command("backup", str(file), "--recipient", public, "--passphrase-file", passphrase).status == 0
    assert command("restore", str(file), "--replace", "--passphrase-file", passphrase).status == 0
    assert command("restore", str(file), "--replace", "--identity", str(keys / "private")).status == 0


def test_what_is_no_key_and_no_passphrase_makes_no_backup(command: Command, file: Path, keys: Path) -> None:
    secret = (keys / "other").read_text().strip()
    refused = command("backup", str(file), "--recipient", secret)
    assert refused.status == 1 and "--recipient: line 1 is no public key" in refused.err and secret not in refused.err
    (keys / "large").write_bytes(b"#" * 100_000)
    assert "is larger than" in command("backup", str(file), "--recipients-file", str(keys / "large")).err
    (keys / "empty").write_text("\n")
    assert "it holds no public key" in command("backup", str(file), "--recipients-file", str(keys / "empty")).err
    assert "has to hold a passphrase" in command("backup", str(file), "--passphrase-file", str(keys / "empty")).err
    assert "nowhere: No such file" in command("backup", str(file), "--recipients-file", str(keys / "nowhere")).err
    assert not file.exists()


def test_an_encrypted_file_that_is_cut_off_or_changed_is_refused(command: Command, file: Path, passphrase: str, keys: Path) -> None:
    command("backup", str(file), "--recipients-file", str(keys / "public"), "--passphrase-file", passphrase)
    whole = file.read_bytes()
    changed = whole[:-3000] + bytes([whole[-3000] ^ 1]) + whole[-2999:]
    for damaged in (whole[:700], whole[:1600], whole[: len(whole) // 2], whole[:-2000], changed, whole + b"x"):
        file.write_bytes(damaged)
        refused = is_refused(command, file, "--identity", keys / "private")
        assert refused.status == 4 and "is damaged" in refused.err and "Nothing was changed" in refused.err


def test_a_file_of_another_kind_is_refused(command: Command, file: Path, passphrase: str, keys: Path) -> None:
    for content in (b"", b"\x89PNG\r\n" + bytes(1000), b"age"):
        file.write_bytes(content)
        refused = is_refused(command, file, "--passphrase-file", passphrase, "--identity", keys / "private")
        assert refused.status == 4 and "it is not a backup of Aboveboard" in refused.err


def test_an_encrypted_file_that_holds_no_backup_is_refused(command: Command, file: Path, keys: Path) -> None:
    file.write_bytes(pyrage.encrypt(b"something else", [pyrage.x25519.Recipient.from_str((keys / "public").read_text().split()[-1])]))
    refused = is_refused(command, file, "--identity", keys / "private")
    assert refused.status == 4 and "it is not a backup of Aboveboard" in refused.err
