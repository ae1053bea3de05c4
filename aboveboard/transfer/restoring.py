"""Bringing a backup back: into an installation that holds nothing, in one transaction, compared with the file before it counts."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.management.color import no_style
from django.db import DataError, IntegrityError, connection, transaction

from aboveboard.accounts.models import SignInPolicy
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.models import Event
from aboveboard.events.verbs import Verb
from aboveboard.lib.keyfiles import replace_content
from aboveboard.pages.models import Page
from aboveboard.publishing.editions import time_text
from aboveboard.publishing.keys import UnusableKeyError, present_fingerprint
from aboveboard.publishing.models import KeyRow, Redaction
from aboveboard.publishing.redaction import redact_again, scrub_database, take_over
from aboveboard.publishing.redaction_lists import DamagedListError, Entry
from aboveboard.publishing.steps import step
from aboveboard.publishing.store import folder_for
from aboveboard.transfer import tables
from aboveboard.transfer.archive import DamagedError
from aboveboard.transfer.reading import About, Backup

type Told = Callable[[int], object]


class NotEmptyError(Exception):
    """The installation holds something already."""


class OtherReleaseError(Exception):
    """The file's tables are not those of this release. ``is_newer``: the file knows migrations that this release does not."""

    def __init__(self, about: About, *, is_newer: bool) -> None:
        super().__init__(about.release)
        self.about, self.is_newer = about, is_newer


class RedactedWordsError(Exception):
    """The folder beside it says that words were redacted, and that cannot be done again; the message says why."""


class OlderKeyError(RedactedWordsError):
    """It cannot, since the signing key that is here is none that the file knows: it was replaced after the backup."""


class Restored(NamedTuple):
    """``held``: events whose reactions were due and are not any more; ``redacted``: redactions that were applied again.

    ``moved``: key files of before that made way, under their new names.
    """

    rows: int
    held: int
    redacted: int
    keys: list[str]
    moved: list[Path]


def fits(about: About) -> None:
    """Raises ``OtherReleaseError`` unless this database has exactly the file's tables."""
    mine, given = set(tables.migrations()), set(about.migrations)
    if mine != given:
        raise OtherReleaseError(about, is_newer=bool(given - mine))


def is_empty() -> bool:
    """Whether nothing was ever done here; that somebody started the program does not count."""
    return not any(tables.count(model) for model in tables.carried() if model is not SignInPolicy)


def restore(backup: Backup, about: About, *, replaces: bool, at: datetime, by: Actor, told: Told) -> Restored:
    """Puts the rows of ``backup`` into the tables; ``about`` is what ``check`` gave.

    All of it is one transaction: if the process dies or anything is refused, the database is what it was. Raises ``NotEmptyError``
    unless ``replaces``, ``DamagedError`` and ``RedactedWordsError``.
    """
    mine = present_fingerprint()
    with transaction.atomic(), connection.constraint_checks_disabled():
        if not is_empty() and not replaces:
            raise NotEmptyError
        known = [(_entry(row), list(row.pages)) for row in Redaction.objects.order_by("pk")]
        tables.empty([*_with_people_in_them(tables.left_out()), *tables.carried()])
        step("emptied")
        _fill(backup, told)
        _compare(about)
        connection.check_constraints([model._meta.db_table for model in tables.carried()])
        _reset_sequences()
        step("filled")
        with _keys_in_place(backup.keys(), at) as moved:
            held = Event.objects.due().update(dispatched_at=at)
            redacted = _redact_again(known, mine)
            said = {"made_at": about.made_at, "release": about.release, "rows": about.rows, "held": held, "redacted_again": redacted}
            record(Verb.BACKUP_RESTORED, f"backup/{time_text(about.made_at)}", by=by, at=at, **said)
            step("restored")
    if redacted or replaces:
        scrub_database()
    return Restored(about.rows, held, redacted, sorted(about.keys), moved)


def _with_people_in_them(models: Iterable[tables.AnyModel]) -> list[tables.AnyModel]:
    """Sessions; the others are Django's own lists."""
    return [model for model in models if model._meta.app_label in ("sessions", "usersessions")]


def _fill(backup: Backup, told: Told) -> None:
    known = {model._meta.label_lower: model for model in tables.carried()}
    for label, lines in backup.lines(tables.CHUNK):
        model = known.get(label)
        if model is None:
            raise DamagedError(f"it holds rows of {label}, which there is not")
        try:
            tables.insert(model, [tables.row_of(model, line) for line in lines])
        except (tables.UnfitRowError, IntegrityError, DataError) as problem:
            raise DamagedError(str(problem)) from None
        told(len(lines))
        step("rows written")


def _compare(about: About) -> None:
    """Reads everything back: the tables tell what the file tells."""
    for model in tables.carried():
        label = model._meta.label_lower
        expected = about.tables[label].sha256 if label in about.tables else sha256().hexdigest()
        if tables.hash_of(tables.lines_of(model)) != expected:
            raise DamagedError(f"the rows of {label} are not the same after they were written")


def _reset_sequences() -> None:
    """So that the next row gets a number of its own."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables.carried()):
            cursor.execute(statement)


def _entry(row: Redaction) -> Entry:
    return Entry(row.subject, row.at, row.reason, list(row.hashes), bytes(row.entry))


def _redact_again(known: list[tuple[Entry, list[str]]], key: str) -> int:
    """What was redacted since, before anybody can read it: as rows that were here say (``known``), and the folders. How many.

    ``key``: the fingerprint of the signing key that was here before; empty if there was none.
    """
    before = Redaction.objects.count()
    try:
        for entry, pages in known:
            redact_again(entry, pages)
        for page in Page.objects.order_by("pk"):
            take_over(page, folder_for(page))
    except (DamagedListError, UnusableKeyError) as problem:
        is_newer = key and not KeyRow.objects.filter(fingerprint=key).exists()
        raise (OlderKeyError if is_newer else RedactedWordsError)(str(problem)) from None
    return Redaction.objects.count() - before


@contextmanager
def _keys_in_place(keys: dict[str, bytes], at: datetime) -> Iterator[list[Path]]:
    """The key files of the backup where the program looks for them; those that were there go back if anything fails.

    Yields the new names of files with other content.
    """
    folder: Path = settings.KEYS_DIR
    moved: dict[Path, Path] = {}
    written: list[Path] = []
    try:
        for name, content in keys.items():
            path = folder / name
            if path.exists() and path.read_bytes() == content:
                continue
            if path.exists():
                moved[path] = path.with_name(f"{name}.before-{at:%Y%m%dT%H%M%SZ}")
                path.replace(moved[path])
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            written.append(path)
            replace_content(path, content)
        yield sorted(moved.values())
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        for path, aside in moved.items():
            aside.replace(path)
        raise
