"""Events are forgotten after the time that the deployment says, and none that is still needed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from aboveboard.events.actions import record
from aboveboard.events.models import Event
from aboveboard.events.pruning import forget_events
from aboveboard.events.verbs import Verb
from aboveboard.lib.pruning import CHUNK
from tests.world import ED, NOW, ago

pytestmark = pytest.mark.django_db(transaction=True)


@transaction.atomic
def happened(subject: str, days: float, *, dispatched: bool = True) -> None:
    event = record(Verb.INCIDENT_CHANGED, f"incident/{subject}", by=ED, at=ago(days=days))
    if dispatched:
        Event.objects.filter(pk=event.pk).update(dispatched_at=event.at)


def left() -> set[str]:
    return set(Event.objects.values_list("subject_id", flat=True))


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        (400, {"now", "young", "due"}),
        (401, {"now", "young", "old", "due"}),
        (30, {"now", "due"}),
        (0, {"now", "young", "old", "ancient", "due"}),
    ],
)
def test_what_is_too_old_is_forgotten_but_nothing_whose_reactions_are_due(days: int, kept: set[str], settings: Any) -> None:
    settings.AUDIT_RETENTION_DAYS = days
    happened("now", 0)
    happened("young", 399.9)
    happened("old", 400.1)
    happened("ancient", 4000)
    happened("due", 4000, dispatched=False)

    forgotten = forget_events(NOW)

    assert left() == kept and forgotten == 5 - len(kept) and forget_events(NOW) == 0


def test_more_than_one_transaction_holds_is_forgotten_all_the_same() -> None:
    happened("young", 1)
    made = {
        "verb": Verb.USER_SIGNED_IN,
        "subject_kind": "user",
        "actor_kind": "person",
        "at": NOW - timedelta(days=500),
        "dispatched_at": NOW,
    }
    Event.objects.bulk_create(Event(subject_id=str(number), **made) for number in range(2 * CHUNK + 1))

    assert forget_events(NOW) == 2 * CHUNK + 1 and left() == {"young"}
