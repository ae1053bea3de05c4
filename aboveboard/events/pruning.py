"""Forgetting what happened long ago. The record of what readers were told is in editions, and stays."""

from datetime import datetime, timedelta

from django.conf import settings

from aboveboard.events.models import Event
from aboveboard.lib.pruning import prune


def kept_since(now: datetime) -> datetime | None:
    """What is older than this is forgotten; null if nothing is."""
    days: int = settings.AUDIT_RETENTION_DAYS
    return now - timedelta(days=days) if days else None


def forget_events(now: datetime) -> int:
    """Deletes events that are too old, but none whose reactions are still due. Returns how many.

    Nothing that is done needs older ones: undoing, turning days and `doctor` look back a month at most.
    """
    since = kept_since(now)
    return 0 if since is None else prune(Event.objects.filter(at__lt=since, dispatched_at__isnull=False))
