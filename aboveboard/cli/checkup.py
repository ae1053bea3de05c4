"""What `aboveboard doctor` looks at. Each check yields what it finds wrong, with the act that mends it."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import Error
from django.utils import timezone

from aboveboard.cli.installation import waiting_migrations
from aboveboard.cli.publication import head_of, newest_edition
from aboveboard.events.models import Event
from aboveboard.events.verbs import Verb
from aboveboard.pages.models import Page
from aboveboard.publishing import redaction_lists
from aboveboard.publishing.addresses import folder_of
from aboveboard.publishing.editions import fingerprint, public_bytes
from aboveboard.publishing.files import BusyError
from aboveboard.publishing.fork import parting
from aboveboard.publishing.keys import UnusableKeyError, key_file, signing_key
from aboveboard.publishing.models import Cause, KeyRow
from aboveboard.publishing.renderers.style import STYLE_HASH
from aboveboard.publishing.store import folder_for
from aboveboard.publishing.verify import MOVING, verify_folder

OVERDUE = 60  # seconds that something may wait for the worker
SILENT = 30  # seconds; a worker confirms every head.json at least every ten
LOCK_WAIT = 30.0  # seconds that the worker has to finish what it writes
REMEMBERED = timedelta(days=30)
LEAST_SPACE = 200_000_000  # bytes


class Finding(NamedTuple):
    """Something wrong. ``check`` names the check, ``remedy`` says what mends it."""

    check: str
    what: str
    remedy: str


def findings() -> Iterator[Finding]:
    """Everything that is wrong, in the order in which to mend it. Without a database nothing that needs one is looked at."""
    yield from _folders()
    yield from _key_files()
    problems = list(_database())
    yield from problems
    if not problems:
        for check in WITH_DATABASE:
            yield from check()


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


def _database() -> Iterator[Finding]:
    try:
        waiting = waiting_migrations()
    except Error as problem:
        reason = str(problem).strip().splitlines()[0]
        yield Finding("database", f"it cannot be reached: {reason}.", "Start it, or mend ABOVEBOARD_DATABASE_URL.")
        return
    if waiting:
        yield Finding("migrations", f"{waiting} are not applied.", "aboveboard migrate")


def _default_page() -> Iterator[Finding]:
    if not Page.objects.exists():
        yield Finding("page", "there is none.", "aboveboard seed --size demo, or aboveboard import incidents FILE")
    elif Page.objects.default() is None:
        yield Finding("page", "none is the default page, so the root of the site shows nothing.", "Make one of them the default page.")


def _signing_key() -> Iterator[Finding]:
    for page in Page.objects.order_by("slug"):
        last = KeyRow.objects.filter(page=page).order_by("-number").first()
        if last is None:
            continue
        try:
            mine = fingerprint(public_bytes(signing_key()))
        except (UnusableKeyError, OSError):
            return  # said already
        if mine != last.fingerprint:
            what = f"{key_file()} is not the key that signs {page.name}'s record ({last.fingerprint[:16]}…)."
            yield Finding("keys", what, "Put the old key back; to replace a key use `aboveboard keys rotate`.")


def _editions() -> Iterator[Finding]:
    for page in Page.objects.order_by("slug"):
        number = newest_edition(page)
        if number is None:
            if not page.is_private:
                yield Finding("edition", f"{page.name} has never been published.", "aboveboard publish")
            continue
        yield from _histories(page)
        head = head_of(folder_of(page))
        if not head:
            yield Finding("folder", f"{folder_of(page)} holds no published page.", "aboveboard publish")
        elif head.get("edition") != number:
            what = f"{page.name}'s folder is at edition {head.get('edition')}, the database at {number}."
            yield Finding("edition", what, "aboveboard publish")
        else:
            yield from _folder_of(page)


def _histories(page: Page) -> Iterator[Finding]:
    """Where folder and database told different things, now or within the last month."""
    parted = parting(page)
    if parted is not None:
        what = (
            f"{page.name}'s folder goes on to edition {parted.folder}, the database to {parted.database}; they agree up to {parted.common}."
        )
        gives_way = "posts what the folder has beyond once more" if parted.posts_again else "goes on from the folder's"
        yield Finding("history", what, f"aboveboard publish: the next edition {gives_way}.")
    since = timezone.now() - REMEMBERED
    for event in Event.objects.about(f"page/{page.key}").filter(verb=Verb.RECORD_TAKEN_UP, at__gte=since):
        common, database = event.data["common"], event.data["database"]
        if database > common:
            what = f"{page.name} had two histories after edition {common}, found at {event.at:%Y-%m-%d %H:%M} UTC."
            kept = "the folder's was posted again" if event.data["posted_again"] else f"the database's up to edition {database} was dropped"
            yield Finding("history", f"{what[:-1]}; {kept}.", "docs/operating/record.md, “two histories”. Said for 30 days.")


def _folder_of(page: Page) -> Iterator[Finding]:
    folder = folder_of(page)
    verdict = verify_folder(folder, page=page.key)
    if verdict.code in MOVING:  # it may look so while a worker writes much, after an import for example
        with suppress(BusyError), folder_for(page).locked(wait=LOCK_WAIT):
            verdict = verify_folder(folder, page=page.key)
    if str(verdict.code) != "valid":
        remedy = "docs/operating/commands.md, “when a record does not verify”."
        yield Finding("record", f"{page.name}: {verdict.code}: {verdict.detail}", remedy)
    if STYLE_HASH not in (folder / "site.json").read_text():
        yield Finding("style", f"{page.name}'s headers do not admit this release's style.", "aboveboard publish")


def _redactions() -> Iterator[Finding]:
    """The lists that keep words from coming back with an older database."""
    seen = set()
    for page in Page.objects.order_by("slug"):
        try:
            redaction_lists.read(folder_for(page))
        except redaction_lists.DamagedListError as problem:
            if str(problem) not in seen:
                remedy = "Was the database brought back from a backup? Then bring this file back too. If not: aboveboard publish"
                yield Finding("redactions", str(problem), remedy)
            seen.add(str(problem))
        except UnusableKeyError:
            return  # said already


def _worker() -> Iterator[Finding]:
    moments = [moment for page in Page.objects.all() if (moment := folder_for(page).confirmed_at())]
    silent = int((timezone.now() - max(moments)).total_seconds()) if moments else 0
    if silent > SILENT / settings.TIME_SCALE:
        yield Finding("worker", f"no worker has confirmed a page for {silent} s.", "aboveboard start, or aboveboard work")


def _waiting() -> Iterator[Finding]:
    oldest = Event.objects.due().order_by("id").values_list("at", flat=True).first()
    booked = Cause.objects.order_by("id").values_list("booked_at", flat=True).first()
    for what, since in (("an event waits for its listeners", oldest), ("a page waits to be published", booked)):
        seconds = int((timezone.now() - since).total_seconds()) if since else 0
        if seconds > OVERDUE:
            yield Finding("waiting", f"{what} since {seconds} s.", "aboveboard publish; the worker's log says why it did not.")


WITH_DATABASE: tuple[Callable[[], Iterator[Finding]], ...] = (_default_page, _signing_key, _editions, _redactions, _worker, _waiting)
