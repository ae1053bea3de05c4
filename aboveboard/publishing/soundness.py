"""What may be wrong with an installation, as far as that is seen at once: each check yields what it finds, with the act that mends it."""

import os
from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

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
                yield Finding("folder", f"{folder} does not exist.", "`aboveboard migrate` makes it.")
        elif not os.access(folder, os.W_OK | os.X_OK):
            yield Finding("folder", f"{folder} cannot be written by this user.", f"chown -R <the service's user> {folder}")
    if settings.DATA_DIR.exists():
        room = os.statvfs(settings.DATA_DIR)
        if room.f_bavail * room.f_frsize < LEAST_SPACE:
            yield Finding("space", f"less than {LEAST_SPACE // 1_000_000} MB are free at {settings.DATA_DIR}.", "Make room on that disk.")


def _key_files() -> Iterator[Finding]:
    files = [*settings.KEYS_DIR.glob("*"), key_file()]
    for file in sorted({file for file in files if file.is_file()}):
        if file.stat().st_mode & 0o077:
            yield Finding("keys", f"{file} can be read by others than its owner.", f"chmod 600 {file}")
    if key_file().exists():
        try:
            signing_key()
        except (UnusableKeyError, OSError) as problem:
            yield Finding("keys", str(problem), "Put the right key back from your backup.")


def default_page() -> Iterator[Finding]:
    if not Page.objects.exists():
        yield Finding("page", "there is none.", "aboveboard seed --size demo, or aboveboard import incidents FILE")
    elif Page.objects.default() is None:
        yield Finding("page", "none is the default page, so the root of the site shows nothing.", "Make one of them the default page.")


def signing_key_fits() -> Iterator[Finding]:
    newest = {row.page_id: row for row in KeyRow.objects.select_related("page").order_by("page__slug", "number")}
    if not newest:
        return
    try:
        mine = fingerprint(public_bytes(signing_key()))
    except (UnusableKeyError, OSError):
        return  # said already
    for row in newest.values():
        if mine != row.fingerprint:
            what = f"{key_file()} is not the key that signs {row.page.name}'s record ({row.fingerprint[:16]}…)."
            yield Finding("keys", what, "Put the old key back; to replace a key use `aboveboard keys rotate`.")


def worker() -> Iterator[Finding]:
    moments = [moment for page in Page.objects.all() if (moment := folder_for(page).confirmed_at())]
    silent = int((timezone.now() - max(moments)).total_seconds()) if moments else 0
    if silent > SILENT / settings.TIME_SCALE:
        yield Finding("worker", f"no worker has confirmed a page for {silent} s.", "aboveboard start, or aboveboard work")


def waiting() -> Iterator[Finding]:
    oldest = Event.objects.due().order_by("id").values_list("at", flat=True).first()
    booked = Cause.objects.order_by("id").values_list("booked_at", flat=True).first()
    for what, since in (("an event waits for its listeners", oldest), ("a page waits to be published", booked)):
        seconds = int((timezone.now() - since).total_seconds()) if since else 0
        if seconds > OVERDUE:
            yield Finding("waiting", f"{what} since {seconds} s.", "aboveboard publish; the worker's log says why it did not.")
