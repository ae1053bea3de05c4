"""Everything goes into one file and comes back the same, whatever happens meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from aboveboard.events.models import Event
from aboveboard.incidents.models import Incident, IncidentUpdate
from aboveboard.publishing import steps
from aboveboard.transfer import tables
from aboveboard.transfer.backing_up import Made, NoRoomForItError, Wanted, back_up
from aboveboard.transfer.reading import Backup, opened
from aboveboard.transfer.restoring import NotEmptyError, Restored, restore
from aboveboard.transfer.sealing import Keys, Locks
from tests.publishing.processes import killed_at
from tests.transfer.rows import every_row, fill_every_table
from tests.world import NOW, OLGA, a_component, a_page, an_incident

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(days=1)
NO_KEYS = Keys()


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    monkeypatch.setattr(settings, "EDITIONS_DIR", tmp_path / "editions")
    monkeypatch.setattr(settings, "KEYS_DIR", tmp_path / "keys")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "one.backup"


def backed_up(path: Path, locks: Locks | None = None, *, replaces: bool = False) -> Made:
    return back_up(Wanted(path, locks, replaces=replaces), at=NOW, by=OLGA, on_total=lambda total: lambda rows: None)


@contextmanager
def the_backup(path: Path, keys: Keys = NO_KEYS) -> Iterator[Backup]:
    with opened(path, keys, room=path.parent) as backup:
        yield backup


def brought_back(path: Path, keys: Keys = NO_KEYS) -> Restored:
    with the_backup(path, keys) as backup:
        return restore(backup, backup.check(), replaces=True, at=LATER, by=OLGA, told=lambda rows: None)


def without_events(rows: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    return {label: some for label, some in rows.items() if label != "events.Event"}


@pytest.mark.parametrize(("locks", "keys"), [(None, NO_KEYS), (Locks(passphrase=b"a passphrase"), Keys(passphrase=b"a passphrase"))])
def test_every_row_of_every_model_comes_back_as_it_was(file: Path, locks: Locks | None, keys: Keys) -> None:
    fill_every_table()
    before = every_row()
    assert all(before.values())

    backed_up(file, locks)
    with transaction.atomic(), connection.constraint_checks_disabled():
        tables.empty(tables.carried())
    brought_back(file, keys)

    after = every_row()
    assert without_events(after) == without_events(before)
    held = [row | {"dispatched_at": row["dispatched_at"] or LATER} for row in before["events.Event"]]
    assert after["events.Event"][:-1] == held and after["events.Event"][-1]["verb"] == "backup.restored"


def test_rows_made_afterwards_have_numbers_of_their_own(file: Path) -> None:
    incidents = [an_incident(f"Number {number}") for number in range(3)]
    backed_up(file)
    with transaction.atomic(), connection.constraint_checks_disabled():
        tables.empty(tables.carried())
    brought_back(file)
    assert an_incident("The next").pk > max(one.pk for one in incidents)


def test_a_backup_is_of_one_moment_while_others_write(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_page()
    api = a_component("API")
    an_incident("Before", {api: "major_outage"})
    before = every_row()

    def write() -> None:
        an_incident("Meanwhile", {api: "partial_outage"})
        connections.close_all()

    def meanwhile(step: str) -> None:
        if step == "table written":
            writer = threading.Thread(target=write)
            writer.start()
            writer.join(60)

    monkeypatch.setattr(steps, "hook", meanwhile)
    backed_up(file)
    monkeypatch.setattr(steps, "hook", lambda step: None)
    assert Incident.objects.count() == len(tables.carried()) + 1

    brought_back(file)
    assert without_events(every_row()) == without_events(before)
    assert IncidentUpdate.objects.count() == 1


@pytest.mark.parametrize("step", ["table written", "draft written"])
def test_a_backup_that_is_killed_leaves_no_file_and_the_next_one_is_whole(file: Path, step: str) -> None:
    an_incident("Kept")
    assert killed_at(step, lambda: backed_up(file))
    assert not file.exists() and not Event.objects.filter(verb="backup.made").exists()

    backed_up(file)
    with the_backup(file) as backup:
        rows = backup.check().rows
    assert rows == Event.objects.count() - 1 + sum(tables.count(m) for m in tables.carried() if m is not Event)
    assert [path.name for path in file.parent.glob(".*.part")] == []


def test_a_backup_that_is_killed_leaves_the_file_that_was_there(file: Path) -> None:
    backed_up(file)
    before = file.read_bytes()
    assert killed_at("draft written", lambda: backed_up(file, replaces=True))
    assert file.read_bytes() == before


@pytest.mark.parametrize("step", ["emptied", "rows written", "filled", "restored"])
def test_a_restore_that_is_killed_leaves_everything_as_it_was(file: Path, step: str) -> None:
    an_incident("Old")
    backed_up(file)
    an_incident("New")
    before = every_row()
    assert killed_at(step, lambda: brought_back(file))
    connection.close()
    assert every_row() == before
    brought_back(file)
    assert list(Incident.objects.values_list("title", flat=True)) == [{"en": "Old"}]


def test_what_was_waiting_for_its_reactions_is_not_announced_again(file: Path) -> None:
    an_incident("Told already")
    waiting = Event.objects.due().count()
    backed_up(file)
    done = brought_back(file)
    assert waiting and done.held == waiting
    assert list(Event.objects.due().values_list("verb", flat=True)) == ["backup.restored"]


def test_nothing_is_restored_into_what_is_not_empty(file: Path) -> None:
    backed_up(file)
    an_incident("New")
    with the_backup(file) as backup, pytest.raises(NotEmptyError):
        restore(backup, backup.check(), replaces=False, at=LATER, by=OLGA, told=lambda rows: None)
    assert Incident.objects.count() == 1


def test_a_file_is_its_owners_alone_and_never_written_over(file: Path) -> None:
    backed_up(file)
    before = file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(NoRoomForItError, match="exists"):
        backed_up(file)
    assert file.read_bytes() == before


def test_two_backups_to_one_name_do_not_write_into_each_other(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[str] = []

    def second() -> None:
        try:
            backed_up(file)
        except NoRoomForItError as problem:
            refused.append(str(problem))
        connections.close_all()

    def meanwhile(step: str) -> None:
        if step == "draft written":
            monkeypatch.setattr(steps, "hook", lambda step: None)
            other = threading.Thread(target=second)
            other.start()
            other.join(60)

    monkeypatch.setattr(steps, "hook", meanwhile)
    backed_up(file)
    assert len(refused) == 1 and "another backup is being written" in refused[0]
    with the_backup(file) as backup:
        assert backup.check().rows >= 0


def test_many_rows_go_into_several_members_and_little_memory(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aboveboard.transfer.backing_up.PART", 2000)
    monkeypatch.setattr("aboveboard.transfer.tables.CHUNK", 3)
    for number in range(20):
        an_incident(f"Number {number}")
    before = every_row()
    backed_up(file)
    with the_backup(file) as backup:
        assert len([label for label, _lines in backup.lines(100) if label == "incidents.incident"]) > 3
    brought_back(file)
    assert without_events(every_row()) == without_events(before)


def test_models_that_are_left_out_exist(file: Path) -> None:
    assert {model._meta.label_lower for model in tables.left_out()} == tables.LEFT_OUT
