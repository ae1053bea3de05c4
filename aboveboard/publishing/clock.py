"""Between editions: documents that depend on the clock are rendered again, and those that waited are written."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice

from django.db import transaction
from django.db.models import Q

from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import files, fork, later, store
from aboveboard.publishing.documents import ASSET, HOT, WARM, Planned, planned
from aboveboard.publishing.draft import release
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.ledger import hold, newest_number, newest_of
from aboveboard.publishing.models import DocumentRow
from aboveboard.publishing.redaction import newest_redaction
from aboveboard.publishing.renderers.view import view_of
from aboveboard.publishing.shelf import Shelf, read_shelf
from aboveboard.publishing.steps import step

EVERY = timedelta(hours=1)
EVERY_IN_TROUBLE = timedelta(minutes=10)
CHUNK = 20  # documents written before a newer publish gets its turn
SHORTLY = 0.3  # seconds that a publisher waits to write what else its edition changed
PATIENCE = 0.0  # seconds that a renewal waits for a publisher: none, it comes again


def render_again(page: Page, *, now: datetime) -> bool:
    """Renders what every edition may change, of the newest one, for ``now``. False if there is none, or a publisher is at work."""
    folder = store.folder_for(page)
    try:
        with folder.locked(wait=PATIENCE):
            shelf = _shelf(page, folder, now)
            if shelf is None:
                return False
            with folder.changing():
                store.renew(page, folder, shelf, now)
                store.write_site(page, folder, shelf)
            later.forget_superseded(page, folder, shelf.number)
            return True
    except files.BusyError:
        return False


def is_due(page: Page, now: datetime) -> bool:
    """Whether the hot documents are too old: ten minutes during an open incident or a running maintenance, else an hour."""
    age = store.folder_for(page).age(now)
    if age is None or age < EVERY_IN_TROUBLE:
        return False
    if age >= EVERY:
        return True
    return _is_in_trouble(page, newest_of(page, Audience.PUBLIC).hash)


@lru_cache(maxsize=256)
def _is_in_trouble(page: Page, line_hash: str) -> bool:
    """Whether the newest edition tells of an open incident or a running maintenance. An edition never changes its mind, and
    a worker asks every second."""
    shelf = read_shelf(page)
    view = view_of(shelf.rendering(shelf.languages[0], shelf.now)) if shelf else None
    return view is not None and bool(view.open_incidents or view.running)


def write_due(page: Page, *, now: datetime, most: int) -> int:
    """Writes up to ``most`` shared documents that wait or grew old, in chunks that yield to publishers. Returns how many."""
    folder, done = store.folder_for(page), 0
    paths = _due(page, now, most)
    shelf: Shelf | None = None
    while paths and done < most:
        try:
            with folder.locked(wait=PATIENCE):
                if shelf is None or not folder.shown() == shelf.number == newest_number(page):
                    shelf = _shelf(page, folder, now)
                    if shelf is None:
                        return done
                chunk, paths = paths[:CHUNK], paths[CHUNK:]
                done += _write(page, folder, shelf, set(chunk), now)
        except files.BusyError:
            return done
    return done


def write_soon(page: Page, shelf: Shelf, paths: Sequence[str], *, redactions: int) -> None:
    """Writes what the edition ``shelf`` changed besides the hot documents, unless a newer one or a redaction came meanwhile.

    ``redactions``: the newest that the shelf knows. What is not written is due, and ``write_due``'s.
    """
    folder = store.folder_for(page)
    for start in range(0, len(paths), CHUNK):
        try:
            with folder.locked(wait=SHORTLY):
                if folder.is_unfinished or not folder.shown() == shelf.number == newest_number(page):
                    return
                if newest_redaction() != redactions:
                    return
                _write(page, folder, shelf, set(paths[start : start + CHUNK]), shelf.now)
        except files.BusyError:
            return


def _write(page: Page, folder: Folder, shelf: Shelf, paths: set[str], now: datetime) -> int:
    plans = list(_plans(shelf, paths))
    documents = shelf.shared(plans, now)
    hashes = store.hashes_of(documents)
    unplanned = paths - documents.keys()
    with folder.changing():
        folder.write_shared(documents)
        step("due documents written")
        later.add(page, folder, shelf, hashes, at=now)
        step("due documents listed")
    with transaction.atomic():
        hold(page)
        store.are_renewed(page, hashes, now)
        DocumentRow.objects.filter(page=page, path__in=unplanned).update(due=False, release=release(), written_at=now)
    return len(paths)


def _plans(shelf: Shelf, paths: set[str]) -> Iterable[Planned]:
    wanted = (plan for plan in planned(shelf.contents, shelf.languages, hot=False) if plan.path in paths)
    return islice(wanted, len(paths))


def _due(page: Page, now: datetime, most: int) -> list[str]:
    """Paths of shared documents: never written or changed, of an earlier release, or warm and an hour old."""
    old = Q(temperature=WARM.value, written_at__lt=now - EVERY)
    other = ~Q(release=release()) & ~Q(subject=ASSET)
    rows = DocumentRow.objects.filter(page=page).exclude(temperature=HOT.value).filter(Q(due=True) | old | other)
    return list(rows.order_by("-due", "written_at", "id").values_list("path", flat=True)[:most])


def _shelf(page: Page, folder: Folder, now: datetime) -> Shelf | None:
    """The newest edition if the folder shows it whole; what is not whole is ``bring_up_to_date``'s."""
    if folder.is_unfinished or not folder.shown() or folder.shown() != newest_number(page) or fork.parting(page) is not None:
        return None
    return read_shelf(page, now=now)
