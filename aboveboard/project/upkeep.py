"""Forgetting what libraries leave behind: sessions that have ended, and entries of the cache that have expired."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import models

from aboveboard.lib.pruning import prune

_SETTLED = timedelta(hours=1)  # a session that has just begun may be listed before it is saved


class CacheEntry(models.Model):
    """A line of the table that `createcachetable` makes; Django has no model of it."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    expires = models.DateTimeField()

    class Meta:
        app_label = "project"  # which is no Django app, so that no migration knows it
        managed = False
        db_table = "cache"

    def __str__(self) -> str:
        return self.cache_key


def forget_sessions(now: datetime) -> int:
    """Deletes sessions that have expired, and the lines of the list of sessions whose session is gone. Returns how many."""
    done = prune(Session.objects.filter(expire_date__lt=now))
    return done + prune(
        UserSession.objects.filter(last_seen_at__lt=now - _SETTLED).exclude(session_key__in=Session.objects.values("session_key"))
    )


def forget_cached(now: datetime) -> int:
    """Deletes what the cache in the database (counters of sign-in and other limits) holds beyond its time. Returns how many.

    Django does that only for keys that somebody asks for again, or when the table is full.
    """
    return prune(CacheEntry._default_manager.filter(expires__lt=now))
