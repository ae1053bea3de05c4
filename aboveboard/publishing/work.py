"""Looking for due rows: events to dispatch, pages to publish, documents to write, heads to confirm."""

import logging
from datetime import datetime

from aboveboard.events.dispatch import dispatch_due
from aboveboard.lib.due import DATABASE_GONE
from aboveboard.pages.models import Page
from aboveboard.publishing import actions, clock, files, store
from aboveboard.publishing.models import Cause

log = logging.getLogger(__name__)

AT_ONCE = 200  # documents of one page that one look writes


def publish_due(now: datetime) -> int:
    """Dispatches events, then publishes every page that has a cause, or no edition yet, or whose last publisher died before
    its folder was whole. Returns how many editions it made.

    A page that cannot be published is logged and keeps its causes; the others are published all the same.
    """
    if dispatch_due(now=now):
        store.sweep(set(Page.objects.filter(is_private=False).values_list("key", flat=True)))
    caused = set(Cause.objects.values_list("page", flat=True).distinct())
    due = (page for page in Page.objects.order_by("id") if page.pk in caused or (not page.is_private and store.is_behind(page)))
    return sum(_published(page, now) for page in due)


def render_due(now: datetime) -> int:
    """Repairs folders, renders again what grew old, writes what waits. Returns how many documents or trees it wrote."""
    done = 0
    for page in _public_pages():
        try:
            store.bring_up_to_date(page)
            if clock.is_due(page, now):
                done += clock.render_again(page, now=now)
            done += clock.write_due(page, now=now, most=AT_ONCE)
        except files.BusyError:
            continue
        except DATABASE_GONE:
            raise
        except Exception:
            log.exception("documents of %s could not be rendered again", page)
    return done


def confirm_heads(now: datetime) -> int:
    """Says in every head.json that its edition is still the newest. Returns how many."""
    return sum(store.confirm_head(page, now) for page in _public_pages())


def _published(page: Page, now: datetime) -> int:
    try:
        return actions.publish(page, now=now) is not None
    except DATABASE_GONE:
        raise
    except Exception:
        log.exception("%s could not be published; its causes stay", page)
        return 0


def _public_pages() -> list[Page]:
    return list(Page.objects.filter(is_private=False).order_by("id"))
