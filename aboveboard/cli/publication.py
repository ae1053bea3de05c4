"""What a command that changed something does about the page: it leaves that to the worker, or does it itself."""

import json
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from django.db.models import F

from aboveboard.cli.outcome import RefusedError
from aboveboard.events.dispatch import dispatch_due
from aboveboard.events.models import Event
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing.actions import OvertakenError, publish
from aboveboard.publishing.addresses import folder_of, page_url
from aboveboard.publishing.files import BusyError
from aboveboard.publishing.fork import ForkError
from aboveboard.publishing.heartbeat import worker_is_alive
from aboveboard.publishing.keys import UnusableKeyError
from aboveboard.publishing.models import Cause, EditionRow, ItemRow
from aboveboard.publishing.store import is_behind

PATIENCE = 1.0  # seconds that the worker has
MUCH = 60.0  # seconds that it has after an import or a seed
LOOK = 0.02


def publish_changes(*, patience: float | None = None) -> int | None:
    """Returns once readers see what was committed before: the number of the default page's newest edition.

    Waits ``patience`` seconds (``PATIENCE``) for the worker, if one has given a sign of life lately; else, or if it is slow,
    publishes itself. Both at once are safe, though they share the machine: whoever changed very much is patient.
    """
    deadline = monotonic() + (PATIENCE if patience is None else patience)
    while worker_is_alive() and monotonic() < deadline:
        if not is_due() and is_shown():
            return newest_edition(Page.objects.default())
        sleep(LOOK)
    publish_due()
    return newest_edition(Page.objects.default())


def publish_due() -> None:
    """Publishes every page that has something due, or that was never published."""
    due = _due()
    for page in Page.objects.order_by("pk"):
        if page.pk in due or (not page.is_private and is_behind(page)):
            _publish(page)


def publish_all() -> None:
    """Publishes every page that would now read otherwise, whether an event says so or a setting."""
    due = _due()
    for page in Page.objects.order_by("pk"):
        if page.pk in due or not page.is_private:
            _publish(page)


def _due() -> set[int]:
    """Keys of pages that something was said about, once all events are dispatched."""
    while dispatch_due():
        pass
    return set(Cause.objects.values_list("page", flat=True))


def _publish(page: Page) -> None:
    try:
        publish(page)
    except (UnusableKeyError, BusyError, OvertakenError, ForkError) as problem:
        reason = str(problem) or type(problem).__name__
        raise RefusedError(f"{page.name} could not be published, but what you said is kept: {reason}.") from problem


def is_due() -> bool:
    """Whether something was said that no edition holds yet."""
    return Event.objects.due().exists() or Cause.objects.exists()


def is_shown() -> bool:
    """Whether every public page's folder shows its newest edition: it is committed before it is shown."""
    for page in Page.objects.public():
        number = newest_edition(page)
        if number is not None and head_of(folder_of(page)).get("edition", 0) < number:
            return False
    return True


def head_of(folder: Path) -> dict[str, Any]:
    """The folder's head.json; empty if it has none."""
    try:
        read = json.loads((folder / "head.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def newest_edition(page: Page | None) -> int | None:
    """The number of the page's newest public edition; null before the first."""
    rows = EditionRow.objects.filter(page=page, audience=Audience.PUBLIC)
    return rows.order_by("-number").values_list("number", flat=True).first()


def edition_of(subject: str) -> int | None:
    """The edition in which the newest of what ``subject`` says, its updates included, entered the record; null if no reader sees it."""
    shown = _shown(subject)
    if shown is None:
        return None
    items = ItemRow.objects.filter(page=shown.page, owner=subject, audience=Audience.PUBLIC, current=True)
    return items.order_by("-edition").values_list("edition", flat=True).first()


def address_of(kind: str, key: str) -> str | None:
    """Where readers find an incident ("incidents") or a maintenance: on the first page whose record holds it."""
    shown = _shown(f"{kind.removesuffix('s')}/{key}")
    return f"{page_url(shown.page)}{kind}/{key}/" if shown else None


def _shown(subject: str) -> ItemRow | None:
    """Its item on the default page, else on the first page whose record holds it."""
    items = ItemRow.objects.filter(subject=subject, audience=Audience.PUBLIC, current=True).select_related("page")
    return items.order_by(F("page__is_default").desc(nulls_last=True), "page_id").first()
