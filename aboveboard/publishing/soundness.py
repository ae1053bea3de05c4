"""What may be wrong with an installation, as far as that is seen at once: each check yields what it finds, with the act that mends it.

Words are in the language of whoever asks: a person's at the dashboard, English on the command line.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from aboveboard.events.models import Event
from aboveboard.pages.models import Page
from aboveboard.publishing.editions import fingerprint, public_bytes
from aboveboard.publishing.keys import UnusableKeyError, key_file, signing_key
from aboveboard.publishing.models import Cause, KeyRow
from aboveboard.publishing.store import folder_for

OVERDUE = 60  # seconds that something may wait for the worker
SILENT = 30  # seconds; a worker confirms every head.json at least every ten
LEAST_SPACE = 200_000_000  # bytes


class Finding(NamedTuple):
    """Something wrong. ``check`` names the check, ``remedy`` says what mends it."""

    check: str
    what: str
    remedy: str


def at_once() -> Iterator[Finding]:
    """All of them, for an installation whose database answers."""
    yield from on_disk()
    for check in (default_page, signing_key_fits, worker, waiting):
        yield from check()


def on_disk() -> Iterator[Finding]:
    """What needs no database."""
    yield from _folders()
    yield from _key_files()


def _folders() -> Iterator[Finding]:
    for folder in (settings.DATA_DIR, settings.EDITIONS_DIR, settings.KEYS_DIR):
        if not folder.exists():
            if folder == settings.DATA_DIR:
                yield Finding("folder", _("%(folder)s does not exist.") % {"folder": folder}, _("`aboveboard migrate` makes it."))
        elif not os.access(folder, os.W_OK | os.X_OK):
            what = _("%(folder)s cannot be written by this user.") % {"folder": folder}
            yield Finding("folder", what, _("chown -R <the service's user> %(folder)s") % {"folder": folder})
    if settings.DATA_DIR.exists():
        room = os.statvfs(settings.DATA_DIR)
        if room.f_bavail * room.f_frsize < LEAST_SPACE:
            told = {"number": LEAST_SPACE // 1_000_000, "folder": settings.DATA_DIR}
            yield Finding("space", _("less than %(number)s MB are free at %(folder)s.") % told, _("Make room on that disk."))


def _key_files() -> Iterator[Finding]:
    files = [*settings.KEYS_DIR.glob("*"), key_file()]
    for file in sorted({file for file in files if file.is_file()}):
        if file.stat().st_mode & 0o077:
            yield Finding("keys", _("%(file)s can be read by others than its owner.") % {"file": file}, f"chmod 600 {file}")
    if key_file().exists():
        try:
            signing_key()
        except (UnusableKeyError, OSError) as problem:
            yield Finding("keys", str(problem), _("Put the right key back from your backup."))


def default_page() -> Iterator[Finding]:
    if Page.objects.default() is not None:
        return
    if not Page.objects.exists():
        remedy = _("make one in the dashboard, or by aboveboard seed --size demo, or aboveboard import incidents FILE")
        yield Finding("page", _("there is none."), remedy)
    else:
        what = _("none is the default page, so the root of the site shows nothing.")
        yield Finding("page", what, _("Make one of them the default page."))


def signing_key_fits() -> Iterator[Finding]:
    newest = {row.page_id: row for row in KeyRow.objects.select_related("page").order_by("page__slug", "number")}
    if not newest:
        return
    try:
        mine = fingerprint(public_bytes(signing_key()))
    except (UnusableKeyError, OSError) as problem:
        if not key_file().exists():  # else it was said already
            yield Finding("keys", str(problem), _("Put the right key back from your backup."))
        return
    for row in newest.values():
        if mine != row.fingerprint:
            told = {"file": key_file(), "page": row.page.name, "key": row.fingerprint[:16]}
            what = _("%(file)s is not the key that signs %(page)s's record (%(key)s…).") % told
            yield Finding("keys", what, _("Put the old key back; to replace a key use `aboveboard keys rotate`."))


def worker() -> Iterator[Finding]:
    moments = [moment for page in Page.objects.all() if (moment := folder_for(page).confirmed_at())]
    silent = int((timezone.now() - max(moments)).total_seconds()) if moments else 0
    if silent > SILENT / settings.TIME_SCALE:
        what = _("no worker has confirmed a page for %(seconds)s s.") % {"seconds": silent}
        yield Finding("worker", what, _("aboveboard start, or aboveboard work"))


def waiting() -> Iterator[Finding]:
    told = (
        _("an event waits for its listeners since %(seconds)s s."),
        _("a page waits to be published since %(seconds)s s."),
    )
    for what, since in zip(told, waiting_since(), strict=True):
        seconds = int((timezone.now() - since).total_seconds()) if since else 0
        if seconds > OVERDUE:
            remedy = _("aboveboard publish; the worker's log says why it did not.")
            yield Finding("waiting", what % {"seconds": seconds}, remedy)


def waiting_since() -> tuple[datetime | None, datetime | None]:
    """Since when the oldest event waits for its listeners, and the longest cause for its page to be published; null: none does."""
    event = Event.objects.due().order_by("id").values_list("at", flat=True).first()
    booked = Cause.objects.order_by("id").values_list("booked_at", flat=True).first()
    return event, booked
