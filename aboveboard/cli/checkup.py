"""What `aboveboard doctor` looks at: what can be seen at once (publishing/soundness.py), and what takes its time."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

from django.db import Error
from django.utils import timezone

from aboveboard.cli.installation import waiting_migrations, wrong_field_key
from aboveboard.cli.publication import head_of, newest_edition
from aboveboard.events.models import Event
from aboveboard.events.verbs import Verb
from aboveboard.pages.models import Page
from aboveboard.publishing import redaction_lists, soundness
from aboveboard.publishing.addresses import folder_of
from aboveboard.publishing.files import BusyError
from aboveboard.publishing.fork import parting
from aboveboard.publishing.keys import UnusableKeyError
from aboveboard.publishing.renderers.style import STYLE_HASH
from aboveboard.publishing.soundness import Finding
from aboveboard.publishing.store import folder_for
from aboveboard.publishing.verify import MOVING, verify_folder
from aboveboard.transfer.backup_age import backup_age

LOCK_WAIT = 30.0  # seconds that the worker has to finish what it writes
REMEMBERED = timedelta(days=30)


def findings() -> Iterator[Finding]:
    """Everything that is wrong, in the order in which to mend it. Without a database nothing that needs one is looked at."""
    yield from soundness.on_disk()
    problems = list(_database())
    yield from problems
    if not problems:
        for check in WITH_DATABASE:
            yield from check()


def _database() -> Iterator[Finding]:
    try:
        waiting = waiting_migrations()
    except Error as problem:
        reason = str(problem).strip().splitlines()[0]
        yield Finding("database", f"it cannot be reached: {reason}.", "Start it, or mend ABOVEBOARD_DATABASE_URL.")
        return
    if waiting:
        yield Finding("migrations", f"{waiting} are not applied.", "aboveboard migrate")


def _field_key() -> Iterator[Finding]:
    wrong = wrong_field_key()
    if wrong:
        yield Finding("keys", wrong, "Put the right key back from your backup.")


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


def _backup() -> Iterator[Finding]:
    yield from backup_age(timezone.now()).findings()


WITH_DATABASE: tuple[Callable[[], Iterator[Finding]], ...] = (
    soundness.default_page,
    soundness.signing_key_fits,
    _field_key,
    _editions,
    _redactions,
    soundness.worker,
    soundness.waiting,
    _backup,
)
