"""What an edit changes: the values before and after, for the audit log."""

from collections.abc import Mapping
from typing import Any


def changed_by(thing: object, wanted: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Sets the attributes of ``thing`` that differ from ``wanted``; returns name -> [before, after] of those."""
    changes = {name: [getattr(thing, name), value] for name, value in wanted.items() if getattr(thing, name) != value}
    for name, (_, after) in changes.items():
        setattr(thing, name, after)
    return changes
