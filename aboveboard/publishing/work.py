"""Looking for due rows: events to dispatch, pages to publish, documents to write, heads to confirm."""

import logging
from datetime import datetime

from django.conf import settings
from django.db.models import Max

from aboveboard.events.dispatch import dispatch_due
from aboveboard.lib.backoff import Backoff
from aboveboard.lib.due import DATABASE_GONE
from aboveboard.pages.models import Page
from aboveboard.publishing import actions, clock, files, fork, keys, store, withdrawal
from aboveboard.publishing.models import Cause

log = logging.getLogger(__name__)

AT_ONCE = 200  # documents of one page that one look writes
_PUBLICATIONS, _RENDERINGS = Backoff(), Backoff()  # pages that fail, by key
_COMPARED: set[str] = set()  # keys of pages that this process compared with its settings, whose changes no event tells


def publish_due(now: datetime) -> int:
    """Dispatches events, then publishes every page that has a cause, or no edition yet, or whose last publisher died before
    its folder was whole; and once each page that there is, which may live at another address than before this process began.
    Returns how many editions it made.

    A page that cannot be published keeps its causes; it is tried again after 1, 2, 4 … 60 seconds, and at once when something new is
    said. The others are published all the same.
    """
    if dispatch_due(now=now):
        withdrawal.sweep()  # of the last page, too
    newest = dict(Cause.objects.values("page").annotate(newest=Max("pk")).values_list("page", "newest"))
    return sum(_published(page, now, newest.get(page.pk)) for page in Page.objects.order_by("id"))


def render_due(now: datetime) -> int:
    """Repairs folders, renders again what grew old, writes what waits. Returns how many documents or trees it wrote."""
    return sum(_rendered(page, now) for page in _public_pages() if _RENDERINGS.is_due(page.key, now))


def withdraw_due(now: datetime) -> int:
    """Takes folders away that no public page has, whoever is writing there and whatever else is due. Returns how many."""
    return withdrawal.sweep() if Page.objects.exists() else 0  # without any page it is rather a wrong database


def confirm_heads(now: datetime) -> int:
    """Says in every head.json that its edition is still the newest. Returns how many."""
    return sum(store.confirm_head(page, now) for page in _public_pages())


def _published(page: Page, now: datetime, newest: int | None) -> bool:
    """``newest``: of the causes that wait, None if none does."""
    if not _PUBLICATIONS.is_due(page.key, now, newest):
        return False
    try:
        if newest is None and (page.is_private or (page.key in _COMPARED and not store.is_behind(page))):
            return False
        made = actions.publish(page, now=now) is not None
        _COMPARED.add(page.key)
    except DATABASE_GONE:
        raise
    except Exception as problem:
        if _PUBLICATIONS.failed(page.key, now, problem, since=newest, scale=settings.TIME_SCALE):
            explained = isinstance(problem, fork.ForkError | keys.UnusableKeyError)
            log.error("%s cannot be published; its causes stay: %s", page, problem, exc_info=None if explained else problem)
        return False
    if _PUBLICATIONS.succeeded(page.key):
        log.info("%s is published again", page)
    return made


def _rendered(page: Page, now: datetime) -> int:
    done = 0
    try:
        store.bring_up_to_date(page)
        if clock.is_due(page, now):
            done += clock.render_again(page, now=now)
        done += clock.write_due(page, now=now, most=AT_ONCE)
    except files.BusyError:
        return done
    except DATABASE_GONE:
        raise
    except Exception as problem:
        if _RENDERINGS.failed(page.key, now, problem, scale=settings.TIME_SCALE):
            log.error("documents of %s cannot be rendered again: %s", page, problem, exc_info=problem)
        return done
    if _RENDERINGS.succeeded(page.key):
        log.info("documents of %s are rendered again", page)
    return done


def _public_pages() -> list[Page]:
    return list(Page.objects.public().order_by("id"))
