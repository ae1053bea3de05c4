"""A page as it was in one of its editions: the items current then, rendered for the time that it was rendered for."""

from typing import NamedTuple

from django.db.models import QuerySet

from aboveboard.lib.snapshots import read_snapshot
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import ledger
from aboveboard.publishing.items import AnyItem
from aboveboard.publishing.ledger import newest_number
from aboveboard.publishing.models import ItemRow
from aboveboard.publishing.shelf import Shelf, read_shelf


class Past(NamedTuple):
    """An edition of the page, and the newest one's number."""

    shelf: Shelf
    newest: int


class Changed(NamedTuple):
    """A thing before and after; None where there was nothing, or nothing that can be shown."""

    before: AnyItem | None
    after: AnyItem | None


MOST = 1000  # changes that are told one by one


def read_past(page: Page, number: int, audience: Audience = Audience.PUBLIC) -> Past | None:
    """Edition ``number`` as its readers saw it; None if there is no such edition.

    By the release that made it, ``shelf.hot(shelf.now)`` gives byte for byte what was served, unless something was redacted since:
    then date and reason stand in its place.
    """
    with read_snapshot():
        newest = newest_number(page, audience)
        if not 1 <= number <= newest:
            return None
        shelf = read_shelf(page, audience, edition=number)
    return Past(shelf, newest) if shelf else None


def read_changes(page: Page, since: int, until: int, audience: Audience = Audience.PUBLIC) -> dict[str, Changed]:
    """What differs between two editions, by subject: at most ``MOST`` things. ``since`` is the earlier one, 0 for before the first."""
    with read_snapshot():
        gone = ledger.present(page, audience, since).filter(left__gt=since, left__lte=until)
        come = ledger.present(page, audience, until).filter(edition__gt=since, edition__lte=until)
        before, after = (_items(rows.order_by("subject")[:MOST]) for rows in (gone, come))
    subjects = sorted(before.keys() | after.keys())
    return {subject: Changed(before.get(subject), after.get(subject)) for subject in subjects[:MOST]}


def _items(rows: QuerySet[ItemRow]) -> dict[str, AnyItem | None]:
    entries = ledger.entries(rows, past=True)
    return {subject: entry.owned.item if entry.owned else None for subject, entry in entries}
