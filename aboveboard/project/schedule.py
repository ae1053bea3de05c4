"""Every recurring job on one page: what `aboveboard work` (and later Celery beat) runs, how often, and in which lane."""

from collections.abc import Callable
from datetime import datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction

from aboveboard.accounts.pruning import forget_invitations_and_tokens
from aboveboard.events.actions import record
from aboveboard.events.actors import SYSTEM
from aboveboard.events.models import Event
from aboveboard.events.pruning import forget_events
from aboveboard.events.verbs import Verb
from aboveboard.incidents.work import release_due as release_incidents
from aboveboard.maintenances.work import announce_due, begin_and_end_due
from aboveboard.maintenances.work import release_due as release_maintenances
from aboveboard.pages.models import Page
from aboveboard.project.upkeep import forget_cached, forget_sessions
from aboveboard.publishing.heartbeat import give_sign
from aboveboard.publishing.unneeded import forget_uploads
from aboveboard.publishing.work import confirm_heads, publish_due, render_due, withdraw_due


class Job(NamedTuple):
    """``run(now)`` does what is due and returns how much that was. It is idempotent, and several may run it at once.

    ``every`` is in seconds, 0 meaning at every look (ten a second). Jobs of one lane wait for each other, lanes do not.
    """

    name: str
    lane: str
    every: float
    run: Callable[[datetime], int]


def turn_days(now: datetime) -> int:
    """Records, once per page and day, that a new day has begun in the page's time zone."""
    return sum(_turn_day(page, _midnight(page, now), now) for page in Page.objects.all() if not _turned(page, _midnight(page, now)))


def _midnight(page: Page, now: datetime) -> datetime:
    zone = ZoneInfo(page.time_zone)
    return datetime.combine(now.astimezone(zone).date(), time.min, zone)


@transaction.atomic
def _turn_day(page: Page, midnight: datetime, now: datetime) -> bool:
    Page.objects.select_for_update().get(pk=page.pk)
    if _turned(page, midnight):
        return False
    record(Verb.DAY_TURNED, f"page/{page.key}", by=SYSTEM, at=now, day=midnight.date().isoformat())
    return True


def _turned(page: Page, midnight: datetime) -> bool:
    """Whether the page saw that day begin already, or was made in it."""
    told = Event.objects.about(f"page/{page.key}").filter(verb=Verb.DAY_TURNED, at__gte=midnight)
    return page.created_at >= midnight or told.exists()


WITHDRAW = Job("publishing.withdraw", "withdraw", 0.25, withdraw_due)
JOBS = (
    WITHDRAW,
    Job("publish", "publish", 0, publish_due),
    Job("work.sign_of_life", "publish", 1, give_sign),
    Job("maintenances.begin_and_end", "schedule", 0.5, begin_and_end_due),
    Job("maintenances.announce", "schedule", 5, announce_due),
    Job("incidents.release", "schedule", 0.5, release_incidents),
    Job("maintenances.release", "schedule", 0.5, release_maintenances),
    Job("pages.turn_days", "schedule", 5, turn_days),
    Job("publishing.confirm_heads", "schedule", 5, confirm_heads),
    Job("publishing.render", "render", 1, render_due),
    Job("events.forget", "upkeep", 60, forget_events),
    Job("sessions.forget", "upkeep", 600, forget_sessions),
    Job("cache.forget", "upkeep", 600, forget_cached),
    Job("accounts.forget", "upkeep", 3600, forget_invitations_and_tokens),
    Job("publishing.forget_uploads", "upkeep", 3600, forget_uploads),
)
