"""What an edit changes: the values before and after, for the audit log; and whether its author had seen the newest."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOVED = "moved"


def changed_by(thing: object, wanted: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Sets the attributes of ``thing`` that differ from ``wanted``; returns name -> [before, after] of those."""
    changes = {name: [getattr(thing, name), value] for name, value in wanted.items() if getattr(thing, name) != value}
    for name, (_before, after) in changes.items():
        setattr(thing, name, after)
    return changes


def refuse_moved(newest: int, seen: int | None) -> None:
    """Raises ``ValidationError`` (code "moved") if somebody started from revision ``seen`` (null: nobody asked) and that is no
    longer the ``newest``. Call it under the lock of the row: looked at before, it may be overtaken once more."""
    if seen is not None and seen != newest:
        raise ValidationError(_("Somebody changed this meanwhile."), code=MOVED)


def is_moved(refusal: ValidationError) -> bool:
    """Whether an action was refused because somebody else was faster."""
    return getattr(refusal, "code", None) == MOVED
