"""The commands backup and restore, as operators run them."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from aboveboard.events.models import Event
from aboveboard.publishing.models import Redaction
from aboveboard.transfer.backup_age import backup_age
from tests.cli.conftest import Ended, Installation
from tests.transfer.ages import backed_up, installed
from tests.transfer.rows import every_row
from tests.world import a_page, an_incident


def wrong_with(installation: Installation) -> set[str]:
    """What doctor finds; on a slow machine also that no worker has confirmed the page for half a minute, since none runs."""
    return {finding["check"] for finding in installation("doctor", "--json").json["findings"]}


def test_an_installation_moves_to_another_machine_with_one_file(
    harbourline: Installation, other: Installation, file: Path, passphrase: str
) -> None:
    made = harbourline("backup", str(file), "--passphrase-file", passphrase, "--json")
    assert made.status == 0 and made.json["encrypted"] and made.json["keys"] == ["signing.pem"], made.err
    assert file.stat().st_mode & 0o777 == 0o600 and file.stat().st_size == made.json["bytes"]

    back = other("restore", str(file), "--passphrase-file", passphrase, "--json")

    assert back.status == 0 and back.json["rows"] == made.json["rows"], back.err
    assert (other.folder / "record" / "editions.jsonl").read_bytes() == (harbourline.folder / "record" / "editions.jsonl").read_bytes()
    assert other("verify", str(other.folder)).out.startswith("valid")
    assert wrong_with(other) <= {"worker"}
    said = other("incident", "open", "--title", "On the new machine", "--message", "M", "--component", "Rates=major")
    assert said.status == 0 and "On the new machine" in (other.folder / "current" / "index.html").read_text()


def test_without_its_keys_the_file_says_so_and_doctor_too(harbourline: Installation, other: Installation, file: Path) -> None:
    made = harbourline("backup", str(file))
    assert (made.status, made.out) == (0, f"{file}\n") and "The keys are not in it" in made.err
    back = other("restore", str(file))
    assert back.status == 0 and "The keys are neither here nor in the file" in back.err
    assert not (other.data / "keys" / "signing.pem").exists() and not other.folder.exists()

    assert "signing.pem is missing" in other("doctor").out and not (other.data / "keys" / "signing.pem").exists()
    shutil.copytree(harbourline.data / "keys", other.data / "keys", dirs_exist_ok=True)
    assert other("publish").status == 0
    assert wrong_with(other) <= {"worker"}


def test_keys_that_were_here_make_way_and_stay(harbourline: Installation, other: Installation, file: Path) -> None:
    assert "is not encrypted" in harbourline("backup", str(file), "--with-keys").err
    (other.data / "keys").mkdir(parents=True)
    (other.data / "keys" / "signing.pem").write_text("of before")
    back = other("restore", str(file), "--json")
    assert back.status == 0, back.err
    (moved,) = map(Path, back.json["keys_moved"])
    assert moved.read_text() == "of before" and moved.parent == other.data / "keys"
    assert (other.data / "keys" / "signing.pem").read_bytes() == (harbourline.data / "keys" / "signing.pem").read_bytes()


def test_what_was_redacted_since_the_backup_does_not_come_back(harbourline: Installation, file: Path) -> None:
    said = harbourline("incident", "open", "--title", "Zirbelnuss", "--message", "Zirbelnuss!", "--component", "Rates=major")
    assert harbourline("backup", str(file)).status == 0
    assert harbourline("redact", f"incident/{said.out.strip()}", "--reason", "It named a customer.").status == 0

    back = harbourline("restore", str(file), "--replace", "--json")

    assert back.status == 0 and back.json["redacted_again"] == 1, back.err
    assert [path for path in harbourline.data.rglob("*") if path.is_file() and b"Zirbelnuss" in path.read_bytes()] == []
    assert "It named a customer." in (harbourline.folder / "current" / "index.html").read_text()
    assert harbourline("verify", str(harbourline.folder)).out.startswith("valid")
    assert wrong_with(harbourline) <= {"worker"}


def test_what_was_redacted_where_all_pages_are_private_does_not_come_back_either(
    command: Callable[..., Ended], transactional_db: None, file: Path
) -> None:
    a_page("Inner", readers="signed_in")
    incident = an_incident("Zirbelnuss")
    assert command("backup", str(file)).status == 0
    assert command("redact", f"incident/{incident.key}", "--reason", "It named a customer.").status == 0

    back = command("restore", str(file), "--replace", "--json")

    assert back.status == 0 and back.json["redacted_again"] == 1, back.err
    assert "Zirbelnuss" not in str(every_row()) and Redaction.objects.count() == 1


def test_words_are_not_brought_back_without_the_key_that_says_so(harbourline: Installation, file: Path) -> None:
    said = harbourline("incident", "open", "--title", "Zirbelnuss", "--message", "M", "--component", "Rates=major")
    assert harbourline("backup", str(file)).status == 0
    assert harbourline("redact", f"incident/{said.out.strip()}", "--reason", "It named a customer.").status == 0
    key = harbourline.data / "keys" / "signing.pem"
    key.rename(key.with_name("mislaid"))

    back = harbourline("restore", str(file), "--replace")

    assert back.status == 1 and "signing.pem is missing" in back.err and not key.exists()
    assert [path for path in harbourline.data.rglob("*") if path.is_file() and b"Zirbelnuss" in path.read_bytes()] == []


def test_words_are_not_brought_back_where_they_cannot_be_redacted_again(harbourline: Installation, file: Path) -> None:
    said = harbourline("incident", "open", "--title", "Zirbelnuss", "--message", "M", "--component", "Rates=major")
    assert harbourline("backup", str(file)).status == 0
    assert harbourline("redact", f"incident/{said.out.strip()}", "--reason", "It named a customer.").status == 0
    (harbourline.data / "editions" / ".redactions.json").write_text("{")

    back = harbourline("restore", str(file), "--replace")

    assert back.status == 1 and "nothing was changed" in back.err
    assert [path for path in harbourline.data.rglob("*") if path.is_file() and b"Zirbelnuss" in path.read_bytes()] == []


def test_a_restore_throws_nothing_away_unless_told(harbourline: Installation, file: Path) -> None:
    harbourline("backup", str(file))
    said = harbourline("incident", "open", "--title", "After the backup", "--message", "M", "--component", "Rates=major")
    refused = harbourline("restore", str(file))
    assert refused.status == 1 and "--replace" in refused.err
    assert harbourline("incident", "resolve", said.out.strip(), "--message", "Over.").status == 0


def test_a_folder_that_is_ahead_of_the_backup_is_gone_on_from(harbourline: Installation, file: Path) -> None:
    harbourline("backup", str(file))
    said = harbourline("incident", "open", "--title", "After the backup", "--message", "M", "--component", "Rates=major")
    assert harbourline("restore", str(file), "--replace").status == 0
    assert harbourline("incident", "resolve", said.out.strip(), "--message", "Over.").status == 0
    assert harbourline("verify", str(harbourline.folder)).out.startswith("valid")


def test_a_restore_waits_for_nobody_who_works_here(harbourline: Installation, file: Path) -> None:
    harbourline("backup", str(file))
    (harbourline.data / "worker.alive").touch()
    refused = harbourline("restore", str(file), "--replace")
    assert refused.status == 1 and "Stop it first" in refused.err


def test_a_damaged_file_is_refused_and_changes_nothing(harbourline: Installation, file: Path) -> None:
    harbourline("backup", str(file))
    before = (harbourline.data / "aboveboard.sqlite3").read_bytes()
    file.write_bytes(file.read_bytes()[:-3000])
    refused = harbourline("restore", str(file), "--replace")
    assert refused.status == 4 and "is damaged" in refused.err and "Nothing was changed" in refused.err
    assert (harbourline.data / "aboveboard.sqlite3").read_bytes() == before
    missing = harbourline("restore", str(file.with_name("nowhere")))
    assert missing.status == 1 and "nowhere: No such file" in missing.err


def test_a_file_of_another_release_is_refused_with_what_to_do(command: Callable[..., Ended], harbour: Path, file: Path) -> None:
    later, recorder = ("pages", "9999_later"), MigrationRecorder(connection)
    recorder.record_applied(*later)
    assert command("backup", str(file)).status == 0
    recorder.record_unapplied(*later)
    newer = command("restore", str(file), "--replace")
    assert newer.status == 1 and "newer than those of this one" in newer.err and "upgrade first" in newer.err

    assert command("backup", str(file), "--force").status == 0
    recorder.record_applied(*later)
    older = command("restore", str(file), "--replace")
    assert older.status == 1 and "older than those of this one" in older.err and "restore it with release" in older.err


def test_backup_refuses_a_name_that_is_taken(command: Callable[..., Ended], harbour: Path, file: Path) -> None:
    assert command("backup", str(file)).status == 0
    again = command("backup", str(file))
    assert again.status == 1 and "--force replaces it" in again.err
    assert command("backup", str(file), "--force").status == 0
    assert command("backup", str(file.parent)).status == 1
    assert command("backup", str(file.parent / "nowhere" / "x")).status == 1


def test_backup_wants_a_file_or_a_note_and_not_both(command: Callable[..., Ended], file: Path) -> None:
    assert command("backup").status == command("backup", str(file), "--noted").status == 2
    assert command("backup", "--noted", "--json").json == {"noted": True}


def test_a_file_of_another_database_is_restored_here(
    harbourline: Installation, file: Path, transactional_db: None, command: Callable[..., Ended]
) -> None:
    """CI runs this on each database: the file comes from SQLite."""
    made = harbourline("backup", str(file), "--with-keys", "--json")
    back = command("restore", str(file), "--json")
    assert back.status == 0 and back.json["rows"] == made.json["rows"], back.err
    said = command("incident", "open", "--title", "On the new database", "--message", "M", "--component", "Rates=major")
    assert said.status == 0, said.err


def test_a_file_of_this_database_is_restored_on_sqlite(
    command: Callable[..., Ended], transactional_db: None, harbour: Path, other: Installation, file: Path
) -> None:
    made = command("backup", str(file), "--with-keys", "--json")
    assert made.status == 0, made.err
    back = other("restore", str(file), "--json")
    assert back.status == 0 and back.json["rows"] == made.json["rows"], back.err
    assert other("verify", str(other.data / "editions" / "harbour")).out.startswith("valid")


def test_doctor_says_that_the_newest_backup_is_too_old_until_one_is_made_or_noted(
    command: Callable[..., Ended], harbour: Path, file: Path
) -> None:
    assert command("doctor").out == ""
    installed(days=30)
    assert command("doctor").out.startswith("backup: No backup yet. → aboveboard backup FILE")
    backed_up(days=9)
    assert "The newest backup is 9 days old" in command("doctor").out
    assert command("backup", "--noted").status == 0 and command("doctor").out == ""
    Event.objects.filter(verb="backup.made").delete()
    assert command("backup", str(file)).status == 0 and command("doctor").out == ""


def test_a_restored_installation_knows_of_the_backup_that_it_came_from(
    command: Callable[..., Ended], transactional_db: None, harbour: Path, file: Path
) -> None:
    made = command("backup", str(file), "--json").json["made_at"]
    assert command("restore", str(file), "--replace").status == 0
    assert not Event.objects.filter(verb="backup.made").exists()
    assert backup_age(timezone.now()).newest == datetime.fromisoformat(made)
