"""One consistent, read-only view of the database, on every database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def read_snapshot(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Everything read inside is as of one moment, and writing fails. Never waits for writers and never makes them wait.

    SQLite: a deferred transaction (actions take IMMEDIATE ones) with ``query_only``; PostgreSQL, MySQL and MariaDB: REPEATABLE
    READ, read only. Inside another transaction it is a part of that one, and promises nothing by itself.
    """
    connection = connections[using]
    if connection.in_atomic_block:
        with transaction.atomic(using=using):
            yield
    elif connection.vendor == "sqlite":
        with _deferred(connection):
            yield
    else:
        with transaction.atomic(using=using):
            with connection.cursor() as cursor:
                for statement in _STATEMENTS[connection.vendor]:
                    cursor.execute(statement)
            yield


_STATEMENTS = {
    "postgresql": ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",),
    "mysql": ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"),
}


@contextmanager
def _deferred(connection: BaseDatabaseWrapper) -> Iterator[None]:
    connection.ensure_connection()
    # transaction_mode comes from the settings (IMMEDIATE) when the connection is made, and is read at each BEGIN.
    usual = connection.transaction_mode  # type: ignore[attr-defined]
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic(using=connection.alias):
            connection.transaction_mode = usual  # type: ignore[attr-defined]
            connection.connection.execute("PRAGMA query_only = ON")
            try:
                yield
            finally:
                connection.connection.execute("PRAGMA query_only = OFF")
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]
