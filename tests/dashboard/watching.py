"""Sees what a request writes: the statements themselves, so that nothing has to be counted before and after."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

_WRITING = re.compile(r"\s*(?:INSERT(?: IGNORE)? INTO|INSERT OR \w+ INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+[\"`]?(\w+)", re.IGNORECASE)
# Who is here and what limits count: no fact of the installation.
UNCOUNTED = frozenset({"django_session", "usersessions_usersession", "cache"})


@contextmanager
def writes() -> Iterator[list[str]]:
    """The tables that are written to meanwhile, other than ``UNCOUNTED``."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        writing = _WRITING.match(sql)
        if writing and writing[1] not in UNCOUNTED:
            found.append(writing[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back, so that each request meets the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
