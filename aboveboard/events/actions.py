"""Writing down what happened."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from aboveboard.events.actors import Actor
from aboveboard.events.models import Event
from aboveboard.events.verbs import Verb


class NotInTransactionError(RuntimeError):
    """An event has to be written in the transaction of the change that it tells of."""


def record(verb: Verb, subject: str, *, by: Actor, at: datetime | None = None, **data: Any) -> Event:
    """Writes one event; ``subject`` is "incident/k3f9…". Reactions follow once the transaction is committed.

    ``data`` is for the audit log and for reactions: plain values, times, and lists and dicts of them; never secrets. Raises
    ``NotInTransactionError`` outside a transaction, ``ValueError`` for a subject without a kind.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInTransactionError(f"{verb} of {subject} is recorded outside a transaction")
    kind, slash, identity = subject.partition("/")
    if not (kind and slash and identity):
        raise ValueError(f"a subject is <kind>/<id>, not {subject!r}")
    return Event.objects.create(
        verb=verb,
        subject_kind=kind,
        subject_id=identity,
        actor_kind=by.kind,
        actor_name=by.name[:200],
        actor_id=by.id,
        actor_address=by.address[:45],
        data=_plain(data),
        at=at or timezone.now(),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dict):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(member) for member in value]
    return value
