"""doctor finds each mistake, and finds none where there is none."""

import json
import os
import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone

from aboveboard.events.actions import record
from aboveboard.events.models import Event
from aboveboard.events.verbs import Verb
from aboveboard.pages.models import Page
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.models import EditionRow
from aboveboard.publishing.verify import Verdict, verify_folder
from tests.cli.conftest import Ended, Installation
from tests.publishing.exchanged import exchange_key
from tests.world import ADA, a_page

Command = Callable[..., Ended]


def found(command: Command) -> dict[str, str]:
    """check -> what it says; the exit status is right, and every finding has a remedy."""
    ended = command("doctor", "--json")
    assert ended.status == (1 if ended.json["findings"] else 0)
    assert ended.json["ok"] is not bool(ended.json["findings"])
    assert all(finding["remedy"] for finding in ended.json["findings"])
    return {finding["check"]: finding["what"] for finding in ended.json["findings"]}


def test_all_is_well_after_publishing(command: Command, harbour: Path) -> None:
    assert found(command) == {}
    assert command("doctor").err == "All is well.\n"


def test_a_bad_setting_is_a_finding(nothing: Installation) -> None:
    ended = nothing("doctor", "--json", TIME_SCALE="fast", WORKERS="many")
    assert ended.status == 1
    assert [finding["check"] for finding in ended.json["findings"]] == ["settings", "settings"]


def test_missing_migrations_are_found(nothing: Installation) -> None:
    nothing.data.mkdir()
    ended = nothing("doctor")
    assert ended.status == 1
    assert "migrations: " in ended.out
    assert "aboveboard migrate" in ended.out


def test_an_unreachable_database_is_found(command: Command, harbour: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> int:
        raise OperationalError("connection refused\nby 127.0.0.1")

    monkeypatch.setattr("aboveboard.cli.checkup.waiting_migrations", gone)
    assert found(command) == {"database": "it cannot be reached: connection refused."}


def test_a_missing_folder_is_found(command: Command, harbour: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path / "elsewhere")
    assert "does not exist" in found(command)["folder"]


def test_a_folder_that_cannot_be_written_is_found(command: Command, harbour: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: path != settings.EDITIONS_DIR)
    assert "cannot be written" in found(command)["folder"]


def test_a_full_disk_is_found(command: Command, harbour: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aboveboard.publishing.soundness.LEAST_SPACE", 2**80)
    assert "are free" in found(command)["space"]


def test_a_key_that_others_can_read_is_found(command: Command, harbour: Path) -> None:
    (settings.KEYS_DIR / "signing.pem").chmod(0o644)
    assert "can be read by others" in found(command)["keys"]


def test_a_key_file_that_holds_no_key_is_found(command: Command, harbour: Path) -> None:
    (settings.KEYS_DIR / "signing.pem").write_text("nonsense")
    assert "not a private key" in found(command)["keys"]


def test_a_key_that_was_exchanged_is_found(command: Command, harbour: Path) -> None:
    key = settings.KEYS_DIR / "signing.pem"
    key.unlink()
    assert "signing.pem is missing" in found(command)["keys"] and not key.exists()
    exchange_key()
    key.chmod(0o600)
    assert command("keys", "rotate").status == 1  # nothing vouches for it
    assert "is not the key that signs Harbour's record" in found(command)["keys"]


def test_an_installation_without_a_page_is_found(command: Command) -> None:
    assert found(command) == {"page": "there is none."}


def test_a_missing_default_page_is_found(command: Command, harbour: Path) -> None:
    Page.objects.update(is_default=None)
    assert "none is the default page" in found(command)["page"]


def test_a_page_that_was_never_published_is_found(command: Command, harbour: Path) -> None:
    a_page("Second")
    assert found(command)["edition"] == "Second has never been published."


def test_a_private_page_need_not_be_published(command: Command, harbour: Path) -> None:
    a_page("Second", readers="signed_in")
    assert "edition" not in found(command)


def test_a_lost_folder_is_found(command: Command, harbour: Path) -> None:
    harbour.rename(harbour.with_name("mislaid"))
    assert "holds no published page" in found(command)["folder"]


def test_a_folder_behind_the_database_is_found(command: Command, harbour: Path) -> None:
    row = EditionRow.objects.get()
    row.pk, row.number, row.previous_hash = None, 2, row.line_hash
    row.save(force_insert=True)
    assert found(command)["edition"] == "Harbour's folder is at edition 1, the database at 2."


def test_a_document_that_somebody_changed_is_found(command: Command, harbour: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aboveboard.cli.checkup.verify_folder", partial(verify_folder, pause=lambda seconds: None))
    document = harbour / "current" / "index.html"
    document.write_bytes(document.read_bytes().replace(b"Harbour", b"Harbor"))
    assert found(command)["record"].startswith("Harbour: bad-document")


def test_a_folder_that_is_being_written_is_judged_when_that_is_done(
    command: Command, harbour: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = harbour / "current" / "index.html"
    whole, held, judged = document.read_bytes(), threading.Event(), threading.Event()

    def writes() -> None:
        with Folder(harbour).locked(wait=10):
            document.write_bytes(b"Half of it.")
            held.set()
            judged.wait(60)
            document.write_bytes(whole)

    def judges(*args: Any, **given: Any) -> Verdict:
        verdict = verify_folder(*args, pause=lambda seconds: None, **given)
        judged.set()
        return verdict

    monkeypatch.setattr("aboveboard.cli.checkup.verify_folder", judges)
    writer = threading.Thread(target=writes)
    writer.start()
    assert held.wait(60)
    assert found(command) == {}
    writer.join()


def test_headers_that_do_not_admit_the_style_are_found(command: Command, harbour: Path) -> None:
    site = harbour / "site.json"
    site.write_text(site.read_text().replace("sha256-", "sha384-"))
    assert "style" in found(command)


def test_a_silent_worker_is_found(command: Command, harbour: Path) -> None:
    folder = Folder(harbour)
    silent_since = timezone.now() - timedelta(seconds=9000)
    folder.write_head(json.dumps({**folder.head(), "confirmed_at": silent_since.isoformat()}).encode())
    assert "no worker has confirmed a page for 90" in found(command)["worker"]


@pytest.mark.django_db(transaction=True)
def test_something_long_due_is_found(command: Command, harbour: Path) -> None:
    with transaction.atomic():
        record(Verb.PAGE_CHANGED, f"page/{Page.objects.get().key}", by=ADA)
    Event.objects.due().update(at=timezone.now() - timedelta(hours=1))
    assert "an event waits for its listeners since 36" in found(command)["waiting"]
