"""How old the newest backup is, as the audit log knows it, and whether that is too old."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from aboveboard.events.models import Event
from aboveboard.events.verbs import Verb
from aboveboard.publishing.soundness import Finding


class Age(NamedTuple):
    """``newest``: of when the newest backup is that this database knows of. ``complaint``: what has to be said; empty if all is well.

    A restored database knows of the backup that it came from: the events of later ones went with the rows that were lost.
    """

    newest: datetime | None
    complaint: str

    def findings(self) -> list[Finding]:
        """The same, as a check of the installation."""
        remedy = _("aboveboard backup FILE; after each that another program made: aboveboard backup --noted")
        return [Finding("backup", f"{self.complaint}.", remedy)] if self.complaint else []


def backup_age(now: datetime) -> Age:
    """Two queries."""
    newest, allowed = _newest(), timedelta(days=settings.BACKUP_DAYS)
    since = newest or _installed_at()
    if not allowed or since is None or now - since <= allowed:
        return Age(newest, "")
    if newest is None:
        return Age(None, _("No backup yet"))
    days = (now - newest).days
    words = ngettext("The newest backup is %(count)s day old", "The newest backup is %(count)s days old", days)
    return Age(newest, words % {"count": days})


def _newest() -> datetime | None:
    known = Event.objects.filter(verb__in=(Verb.BACKUP_MADE, Verb.BACKUP_RESTORED)).values("verb").annotate(newest=Max("id"))
    told = Event.objects.filter(pk__in=known.values("newest")).values_list("data", flat=True)
    return max((datetime.fromisoformat(data["made_at"]) for data in told), default=None)


def _installed_at() -> datetime | None:
    """When this database got its first table: nobody is asked for a backup in the first days."""
    at: datetime | None = MigrationRecorder(connection).migration_qs.aggregate(first=Min("applied"))["first"]
    return at
