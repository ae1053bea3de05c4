"""lib/snapshots.py: one moment, read only, on every database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, connections, transaction

from aboveboard.events.models import Event
from aboveboard.lib.snapshots import read_snapshot

AT = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)


def write_event() -> None:
    with transaction.atomic():
        Event.objects.create(verb="page.changed", subject_kind="page", subject_id="x", actor_kind="system", at=AT)


def write_from_another_connection() -> None:
    def work() -> None:
        try:
            write_event()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_does_not_see_what_others_commit_meanwhile_nor_makes_them_wait() -> None:
    write_event()
    with read_snapshot():
        assert Event.objects.count() == 1
        write_from_another_connection()
        assert Event.objects.count() == 1
    assert Event.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_refuses_to_write_and_the_connection_writes_again_afterwards() -> None:
    with pytest.raises(DatabaseError), read_snapshot():
        Event.objects.create(verb="page.changed", subject_kind="page", subject_id="x", actor_kind="system", at=AT)
    assert Event.objects.count() == 0
    write_event()
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_inside_a_transaction_is_part_of_it() -> None:
    with transaction.atomic():
        write_event()
        with read_snapshot():
            assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_actions_take_the_write_lock_at_once_and_snapshots_do_not() -> None:
    if connection.vendor != "sqlite":
        return
    with read_snapshot():
        pass
    with connection.execute_wrapper(_noting(noted := [])), transaction.atomic():
        pass
    assert noted == ["BEGIN IMMEDIATE"]
    with connection.execute_wrapper(_noting(noted := [])), read_snapshot():
        pass
    assert noted == ["BEGIN DEFERRED"]


def _noting(noted: list[str]):  # type: ignore[no-untyped-def]
    def wrapper(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        noted.append(sql)
        return execute(sql, params, many, context)

    return wrapper
