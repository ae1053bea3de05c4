"""Hands events to their listeners: each once, in order, with everything they book in one transaction."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from aboveboard.events.models import Event
from aboveboard.events.registry import LISTENERS, Registry
from aboveboard.lib.due import DATABASE_GONE

log = logging.getLogger(__name__)

# Event id -> (how often it failed, when it may be tried again). Only a courtesy to the log and the database: the rows say
# what is due, so a restart that forgets this loses nothing.
_failed: dict[int, tuple[int, datetime]] = {}
_LONGEST_WAIT = 60


def dispatch_due(limit: int = 500, *, now: datetime | None = None, registry: Registry = LISTENERS) -> int:
    """Runs the listeners of up to ``limit`` events that are still due, oldest first. Returns how many were dispatched.

    An event, its listeners and its ``dispatched_at`` are one transaction. If a listener raises, that event alone is rolled
    back and logged, and tried again after 1, 2, 4 … 60 seconds.
    """
    at = now or timezone.now()
    waiting = [identity for identity, (_, again_at) in _failed.items() if again_at > at]
    due = Event.objects.due().exclude(id__in=waiting).order_by("id")[:limit]
    return sum(_dispatch(event, at, registry) for event in due)


def _dispatch(event: Event, at: datetime, registry: Registry) -> bool:
    try:
        with transaction.atomic():
            if not Event.objects.due().filter(pk=event.pk).update(dispatched_at=at):
                return False  # another worker was faster
            event.dispatched_at = at
            for listener in registry.of(event.verb):
                listener(event)
    except DATABASE_GONE:
        raise
    except Exception:
        failures = _failed.get(event.pk, (0, at))[0] + 1
        wait = min(2 ** (failures - 1), _LONGEST_WAIT)
        _failed[event.pk] = (failures, at + timedelta(seconds=wait))
        log.exception("event %s (%s) could not be dispatched, attempt %s; again in %s s", event.pk, event, failures, wait)
        return False
    _failed.pop(event.pk, None)
    return True
