"""A row or two of every model there is, made from its fields, so that none can be forgotten."""

from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction

from aboveboard.transfer.tables import carried
from tests.world import NOW

FAR = 1_000_000  # numbers that no sequence has come to
BYTES = bytes(range(256))
TEXT = "Ü “x” \\ \u2028 %s 😀 ' \" {who}"
# What the constraints of a table ask for, by label.
GIVEN: dict[str, dict[str, Any]] = {
    "accounts.accesslimit": {"token_id": None, "invitation_id": None},
    "accounts.signinpolicy": {"id": 1},
    "components.correction": {"ended_at": NOW + timedelta(days=900)},
    "components.pageselection": {"component_id": None},
    "components.statusspan": {"ended_at": NOW + timedelta(days=900)},
    "maintenances.maintenance": {"ends_at": NOW + timedelta(days=900)},
}
AGAIN: dict[str, dict[str, Any]] = {  # of the second row, whose columns are null where they may be
    "accounts.accesslimit": {"user_id": FAR + 1, "kind": "group"},
    "components.pageselection": {"group_id": FAR + 2},
    "maintenances.maintenance": {"ends_at": NOW + timedelta(days=900)},
    "components.correction": {"ended_at": NOW + timedelta(days=900)},
}


def fill_every_table() -> None:
    """Two rows in each, the second as empty as it may be; of what there is one row alone, one."""
    with transaction.atomic(), connection.constraint_checks_disabled():
        for model in carried():
            label = model._meta.label_lower
            rows = [model(**(_full(model) | GIVEN.get(label, {})))]
            if label != "accounts.signinpolicy":
                rows.append(model(**(_bare(model) | AGAIN.get(label, {}))))
            model._base_manager.bulk_create(rows)
    connection.check_constraints()


def every_row() -> dict[str, list[dict[str, Any]]]:
    """What every table holds, as Django reads it, by label."""
    return {model._meta.label: [_plain(row) for row in model._base_manager.order_by("pk").values()] for model in carried()}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


def _full(model: type[models.Model]) -> dict[str, Any]:
    return {field.attname: _value(field, 1, place) for place, field in enumerate(model._meta.concrete_fields)}


def _bare(model: type[models.Model]) -> dict[str, Any]:
    fields = enumerate(model._meta.concrete_fields)
    return {field.attname: None if field.null and not field.primary_key else _value(field, 2, place) for place, field in fields}


def _value(field: "models.Field[Any, Any]", number: int, place: int) -> Any:
    match field:
        case models.ForeignKey() | models.AutoField() | models.BigAutoField():
            return FAR + number
        case models.JSONField():
            return {"de": TEXT, "list": [1, None, True, {"b": 2, "a": "x"}], "number": number} if number == 1 else []
        case models.DateTimeField():
            return NOW + timedelta(days=place, microseconds=123_456 * number)
        case models.BinaryField():
            return BYTES if number == 1 else b""
        case models.BooleanField():
            return number == 1
        case models.IntegerField():
            return number + 6
        case models.CharField() | models.TextField():
            length = getattr(field, "max_length", None) or 5000
            return f"{number}{TEXT}"[:length] if number == 1 or field.unique else f"{number}" if field.choices else ""
    raise NotImplementedError(f"{field} is of a kind that this file does not know yet")
