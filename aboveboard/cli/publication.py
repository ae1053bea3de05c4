"""What a command that changed something does about the page: it leaves that to the worker, or does it itself."""

import time

from django.conf import settings
from django.db.models import Q

from aboveboard.events.dispatch import dispatch_due
from aboveboard.events.models import Event
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing.actions import publish
from aboveboard.publishing.addresses import page_url
from aboveboard.publishing.models import Cause, EditionRow, ItemRow

PATIENCE = 1.0  # seconds that the worker has
LOOK = 0.02
HEARTBEAT = 30.0  # seconds; a worker confirms every head.json at least every ten


def publish_changes() -> int | None:
    """Returns once readers see what was committed before: the number of the default page's newest edition.

    Waits for the worker, if one has given a sign of life lately; else, or if it is slow, publishes itself. Both at once are safe.
    """
    if worker_is_alive():
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if not is_due():
                return newest_edition(Page.objects.default())
            time.sleep(LOOK)
    publish_all()
    return newest_edition(Page.objects.default())


def publish_all() -> None:
    """Publishes every page that has something due, or that was never published."""
    while dispatch_due():
        pass
    published = EditionRow.objects.filter(audience=Audience.PUBLIC).values("page")
    for page in Page.objects.filter(Q(pk__in=Cause.objects.values("page")) | ~Q(pk__in=published) & Q(is_private=False)):
        publish(page)


def is_due() -> bool:
    """Whether something was said that no edition holds yet."""
    return Event.objects.due().exists() or Cause.objects.exists()


def worker_is_alive(now: float | None = None) -> bool:
    """Whether a worker confirmed a page's head within the last half minute."""
    heads = [head.stat().st_mtime for head in settings.EDITIONS_DIR.glob("*/head.json")]
    return bool(heads) and (time.time() if now is None else now) - max(heads) < HEARTBEAT / settings.TIME_SCALE


def newest_edition(page: Page | None) -> int | None:
    """The number of the page's newest public edition; null before the first."""
    rows = EditionRow.objects.filter(page=page, audience=Audience.PUBLIC)
    return rows.order_by("-number").values_list("number", flat=True).first()


def edition_of(subject: str) -> int | None:
    """The edition in which the present version of ``subject`` entered the record; null if no reader sees it."""
    items = ItemRow.objects.filter(subject=subject, audience=Audience.PUBLIC, current=True)
    return items.order_by("page__is_default", "page_id").values_list("edition", flat=True).first()


def address_of(kind: str, key: str) -> str | None:
    """Where readers find an incident ("incidents") or a maintenance: on the first page whose record holds it."""
    subject = f"{kind.removesuffix('s')}/{key}"
    item = ItemRow.objects.filter(subject=subject, audience=Audience.PUBLIC, current=True).select_related("page").first()
    return f"{page_url(item.page)}{kind}/{key}/" if item else None


