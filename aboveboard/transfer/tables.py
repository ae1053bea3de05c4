"""Rows as lines of JSON and back, in one form for every database, so that their hashes can be compared between any two."""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

CHUNK = 200  # rows that are read or written at a time
# What no backup holds. Everything else is in it, models of later releases included.
LEFT_OUT = frozenset(
    {
        "sessions.session",  # whoever was signed in signs in again
        "usersessions.usersession",
        "contenttypes.contenttype",  # Django makes these three by itself, and nothing here asks for them
        "auth.permission",
        "auth.group_permissions",
        "auth.group",
    }
)

type AnyModel = type[models.Model]


class UnfitRowError(ValueError):
    """A line is no row of its table."""


def carried() -> list[AnyModel]:
    """Every model whose rows are in a backup, in the order of their labels."""
    known = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy)
    return sorted((model for model in known if model._meta.label_lower not in LEFT_OUT), key=lambda model: model._meta.label_lower)


def left_out() -> list[AnyModel]:
    """The others; a restore empties their tables, where they have something to do with people."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.label_lower in LEFT_OUT]


def migrations() -> list[str]:
    """What was applied to this database, as "app.name"."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def count(model: AnyModel) -> int:
    return model._base_manager.count()


def lines_of(model: AnyModel) -> Iterator[bytes]:
    """Every row as a line with its end, by primary key, never more than ``CHUNK`` rows in memory."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    key = names.index(model._meta.pk.attname)
    rows: models.QuerySet[Any, Any] = model._base_manager.order_by("pk").values_list(*names)
    last: Any = None
    while True:
        chunk = list((rows if last is None else rows.filter(pk__gt=last))[:CHUNK])
        for row in chunk:
            yield _line(dict(zip(names, row, strict=True)))
        if len(chunk) < CHUNK:
            return
        last = chunk[-1][key]


def hash_of(lines: Iterable[bytes]) -> str:
    """The SHA-256 of all lines, one after the other."""
    said = hashlib.sha256()
    for line in lines:
        said.update(line)
    return said.hexdigest()


def row_of(model: AnyModel, line: bytes) -> list[Any]:
    """The values of a line in the order of the table's columns, as the database wants them. Raises ``UnfitRowError``."""
    fields = model._meta.concrete_fields
    try:
        values = json.loads(line)
        if set(values) != {field.attname for field in fields}:
            raise UnfitRowError("its columns are not those of the table")
        return [field.get_db_prep_save(_read(field, values[field.attname]), connection) for field in fields]
    except (ValueError, TypeError, ValidationError, RecursionError) as problem:
        raise UnfitRowError(f"a row of {model._meta.label} cannot be read: {problem}") from None


def insert(model: AnyModel, rows: Sequence[Sequence[Any]]) -> None:
    """Writes rows as they are: no defaults, no times of now."""
    quote = connection.ops.quote_name
    columns: list[Any] = [field.column for field in model._meta.concrete_fields]
    names, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608  # nosec B608  (names of our own, quoted)
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def empty(some: Iterable[AnyModel]) -> None:
    """Takes every row out of these tables."""
    with connection.cursor() as cursor:
        for model in some:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  # nosec B608  (a name of our own, quoted)


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_said).encode() + b"\n"


def _said(value: object) -> str:
    """What JSON has no word for: times in UTC, bytes in base64."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
    raise TypeError(f"a backup has no form for {type(value).__name__}")


def _read(field: "models.Field[Any, Any]", value: Any) -> Any:
    target: Any = field.target_field if isinstance(field, models.ForeignKey) else field
    if value is None or isinstance(target, models.JSONField):
        return value
    if isinstance(target, models.DateTimeField):
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError(f"{value} is in no time zone")
        return at
    if isinstance(target, models.BinaryField):
        return base64.b64decode(value, validate=True)
    return target.to_python(value)
