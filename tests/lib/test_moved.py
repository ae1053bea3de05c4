"""Whoever started from an older revision is told so by the action itself, under the lock of the row: every noun alike."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from aboveboard.accounts.actions import change_user, create_user
from aboveboard.components.actions import change_component, change_group
from aboveboard.incidents.actions import change_incident
from aboveboard.lib.changes import is_moved, refuse_moved
from aboveboard.maintenances.actions import change_maintenance
from tests.world import NOW, OLGA, a_component, a_group, a_maintenance, a_page, an_incident


def a_user() -> Any:
    return create_user(email="ed@harbourline.example", role="editor", at=NOW, by=OLGA)


CHANGES: list[tuple[Callable[[], Any], Callable[..., Any], dict[str, Any], dict[str, Any]]] = [
    (a_component, change_component, {"name": "Theirs"}, {"name": "Mine"}),
    (a_group, change_group, {"name": "Theirs"}, {"name": "Mine"}),
    (an_incident, change_incident, {"pinned": True}, {"pinned": False}),
    (a_maintenance, change_maintenance, {"title": "Theirs"}, {"title": "Mine"}),
    (a_user, change_user, {"name": "Theirs"}, {"name": "Mine"}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "change", "theirs", "mine"), CHANGES, ids=lambda value: getattr(value, "__name__", ""))
def test_an_action_refuses_whoever_did_not_see_the_newest(
    make: Callable[[], Any], change: Callable[..., Any], theirs: dict[str, Any], mine: dict[str, Any]
) -> None:
    a_page()
    thing = make()
    seen = thing.revision
    change(thing, **theirs, revision=seen, at=NOW, by=OLGA)
    newest = thing.revision
    with pytest.raises(ValidationError) as refused:
        change(thing, **mine, revision=seen, at=NOW, by=OLGA)
    thing.refresh_from_db()
    assert is_moved(refused.value) and thing.revision == newest > seen


def test_whoever_names_no_revision_is_not_asked() -> None:
    refuse_moved(3, None)
    refuse_moved(3, 3)
