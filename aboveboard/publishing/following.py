"""Keeping the folders of every page fresh on a machine that shares nothing but the database (docs/operating/second-machine.md)."""

import logging
from datetime import datetime

from aboveboard.lib.due import DATABASE_GONE
from aboveboard.pages.models import Page
from aboveboard.publishing import files, withdrawal
from aboveboard.publishing.replica import Replica, settle

log = logging.getLogger(__name__)


class Following:
    """One process's knowledge of all folders. Whatever happens to one page is said once, and the others go on."""

    def __init__(self) -> None:
        self._replicas: dict[int, Replica] = {}
        self._troubles: dict[int, str] = {}

    def look(self, now: datetime) -> bool:
        """Brings every folder to its page's newest edition. Whether more waits to be written.

        Raises ``DATABASE_GONE``; the folders are then as they were.
        """
        pages = list(Page.objects.order_by("id"))
        if pages:  # a database without any page is an empty one, not a reason to serve nothing
            withdrawal.sweep()
        public = [page for page in pages if not page.is_private]
        for gone in self._replicas.keys() - {page.pk for page in public}:
            del self._replicas[gone]
        waits = [self._look(page, now) for page in public]
        return any(waits)

    def _look(self, page: Page, now: datetime) -> bool:
        try:
            if settle(page):
                self._replicas.pop(page.pk, None)
            replica = self._replicas.setdefault(page.pk, Replica(page))
            waits = replica.look(page, now)
        except DATABASE_GONE:
            self._replicas.pop(page.pk, None)
            raise
        except files.WithdrawnError:  # made private or deleted; the next look finds another list of pages
            self._replicas.pop(page.pk, None)
            return False
        except Exception as problem:  # noqa: BLE001  (a full disk, a mistake: no reason to let the other pages grow old)
            self._replicas.pop(page.pk, None)
            self._say(page, f"cannot be followed: {type(problem).__name__}: {problem}")
            return False
        self._say(page, _difference(replica))
        return waits

    def _say(self, page: Page, trouble: str) -> None:
        before = self._troubles.get(page.pk, "")
        if trouble and trouble != before:
            log.error("%s %s", page, trouble)
        elif before and not trouble:
            log.info("%s is followed again", page)
        self._troubles[page.pk] = trouble


def _difference(replica: Replica) -> str:
    if not replica.differing:
        return ""
    return (
        f"has documents that differ from the signed lists (another release or other settings here?), for example {min(replica.differing)}"
    )
