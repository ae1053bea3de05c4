"""Redaction: words leave the nouns, the record and the folders for good; hash, reason and time stay (docs/record.md §3)."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db import OperationalError, connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from aboveboard.components.corrections import redact_correction
from aboveboard.components.models import Correction
from aboveboard.components.status import CORRECTION
from aboveboard.events.actors import SYSTEM, Actor
from aboveboard.incidents.models import Incident, IncidentUpdate
from aboveboard.incidents.redacting import redact_incident
from aboveboard.maintenances.models import Maintenance, MaintenanceUpdate
from aboveboard.maintenances.redacting import redact_maintenance
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import redaction_lists
from aboveboard.publishing.editions import redaction_of
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.keys import key_for, keys_json
from aboveboard.publishing.ledger import CHUNK, newest_number
from aboveboard.publishing.models import ItemRow, Redaction
from aboveboard.publishing.redaction_lists import DamagedListError, Entry, signed_entry
from aboveboard.publishing.renderers.words import words_for
from aboveboard.publishing.window import SPAN

REASON_LENGTH = 150
_FIELDS = ("subject", "at", "hashes", "pages", "entry")
_SUBJECT = re.compile(r"(incident|maintenance|correction)/([0-9a-z]{1,12})(?:/update/([0-9a-z]{1,12}))?")


class UnknownSubjectError(ValueError):
    """There is nothing of that name to redact; the message says what names look like."""


class Target(NamedTuple):
    """``update`` is empty if all texts of the incident, maintenance or correction are meant."""

    kind: str
    key: str
    update: str

    @property
    def owner(self) -> str:
        """The subject that texts are said of; a correction is a span."""
        return f"{SPAN if self.kind == CORRECTION else self.kind}/{self.key}"


def target_of(subject: str) -> Target:
    """Reads "incident/<id>", "incident/<id>/update/<id>" (or maintenance), or "correction/<id>". Raises ``UnknownSubjectError``."""
    read = _SUBJECT.fullmatch(subject)
    if read is None or (read[1] == CORRECTION and read[3]):
        expected = "incident/<id>, maintenance/<id>, one of these with /update/<id>, or correction/<id>"
        raise UnknownSubjectError(f"“{subject}” is not {expected}.")
    return Target(read[1], read[2], read[3] or "")


@transaction.atomic
def redact(subject: str, *, reason: str, at: datetime | None = None, by: Actor) -> Redaction:
    """Takes the texts of one incident, maintenance, update or correction out of the database; readers get "Removed on …: <reason>" instead.

    The folders follow with the next ``store.bring_up_to_date``. ``reason`` is public, one line. Raises
    ``UnknownSubjectError``, ``ValueError`` for a reason that is empty or too long, and ``UnusableKeyError``.
    """
    at, target = at or timezone.now(), target_of(subject)
    if not reason.strip() or len(reason) > REASON_LENGTH or "\n" in reason:
        raise ValueError(f"reason: one line of 1 to {REASON_LENGTH} characters, which readers will see.")
    list(Page.objects.select_for_update().order_by("pk"))  # no edition is committed meanwhile
    reason = reason.strip()
    if not _redact_noun(target, reason, at=at, until=None, by=by):
        raise UnknownSubjectError(f"there is no {subject}.")
    hashes = _erase(_texts_of(target), reason, at)
    entry = signed_entry(subject, at, reason, hashes)
    said = {"subject": subject, "reason": reason, "hashes": hashes, "pages": sorted(_pages_with(hashes)), "entry": entry, "at": at}
    return Redaction.objects.create(**said, actor_kind=by.kind, actor_name=by.name[:200])


def newest_redaction() -> int:
    """A number that grows with every redaction; 0 before the first."""
    return Redaction.objects.aggregate(newest=Max("pk"))["newest"] or 0


def is_in_step(page: Page, folder: Folder) -> bool:
    """Whether the lists of redactions beside the published files are the database's."""
    try:
        lists = redaction_lists.read(folder, trusting=True)
    except DamagedListError:
        return False
    said = list(Redaction.objects.values_list("subject", "at", "pages"))
    own = {(subject, at) for subject, at, pages in said if page.key in pages}
    return _names(lists.own) == own and _names(lists.every) == {(subject, at) for subject, at, _ in said}


def take_over(page: Page, folder: Folder) -> None:
    """Redacts here what the lists say was redacted, after an older database was brought back. Raises ``DamagedListError``."""
    lists = redaction_lists.read(folder)
    for entry in lists.every:
        redact_again(entry, ())
    for entry in lists.own:
        redact_again(entry, (page.key,))


@transaction.atomic
def redact_again(entry: Entry, pages: Iterable[str]) -> None:
    """Makes here a redaction that was made before; once, however often it is asked for. ``pages``: keys of those whose lists name it."""
    row = Redaction.objects.filter(subject=entry.subject, at=entry.at).first()
    if row is not None and set(pages) <= set(row.pages):
        return
    list(Page.objects.select_for_update().order_by("pk"))
    for hashes in _chunks(entry.hashes):
        _erase(ItemRow.objects.filter(hash__in=hashes), entry.reason, entry.at)
    if row is None:
        _redact_noun(target_of(entry.subject), entry.reason, at=entry.at, until=entry.at, by=SYSTEM)
        said = {"subject": entry.subject, "at": entry.at, "reason": entry.reason, "hashes": entry.hashes, "entry": entry.data}
        row = Redaction.objects.create(**said, actor_kind=SYSTEM.kind)
    row.pages = sorted({*row.pages, *pages, *_pages_with(entry.hashes)})
    row.save(update_fields=["pages"])


def apply(page: Page, folder: Folder) -> None:
    """Makes item files in the folder what they are in the database, and writes the lists. What is listed is done already."""
    try:
        done = _names(redaction_lists.read(folder, trusting=True).own)
    except DamagedListError:
        done = set()
    own, every = [], []
    for subject, at, hashes, pages, entry in Redaction.objects.order_by("at", "pk").values_list(*_FIELDS):
        every.append(bytes(entry))
        if page.key in pages:
            own.append(bytes(entry))
            if (subject, at) not in done:
                folder.write_items(pair for chunk in _chunks(hashes) for pair in _files_of(page, chunk))
    folder.write_keys(keys_json(page))  # they may be signed by a key that is newer than the edition
    folder.prune(keep=1)
    redaction_lists.write(folder, own, every)


def _files_of(page: Page, hashes: list[str]) -> list[tuple[str, bytes]]:
    rows = ItemRow.objects.filter(page=page, audience=Audience.PUBLIC, hash__in=hashes)
    return [(value, bytes(file)) for value, file in rows.values_list("hash", "file")]


def scrub_database() -> bool:
    """Makes SQLite's file forget what was overwritten, its journal too; False if others keep it from doing so.

    Other databases do that in their own time (docs/operating/record.md).
    """
    if connection.vendor != "sqlite":
        return True
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return not cursor.fetchone()[0]
    except OperationalError:
        return False


def is_tombstone(file: bytes) -> bool:
    return "redacted" in json.loads(file)


def _texts_of(target: Target) -> QuerySet[ItemRow]:
    texts = ItemRow.objects.filter(owner=target.owner, kind="text")
    return texts.filter(subject__startswith=f"text/update/{target.update}/") if target.update else texts


def _pages_with(hashes: list[str]) -> set[str]:
    """Keys of the pages whose public record holds one of the items."""
    rows = ItemRow.objects.filter(audience=Audience.PUBLIC)
    return {key for chunk in _chunks(hashes) for key in rows.filter(hash__in=chunk).values_list("page__key", flat=True)}


def _erase(rows: QuerySet[ItemRow], reason: str, at: datetime) -> list[str]:
    """Makes signed tombstones of the rows that are none yet; their hashes."""
    changed, keys = [], {}
    for row in rows.select_related("page"):
        if not is_tombstone(bytes(row.file)):
            if row.page not in keys:
                keys[row.page] = key_for(row.page, newest_number(row.page))[0]
            row.file = redaction_of(row.hash, row.subject, page=row.page.key, at=at, reason=reason, key=keys[row.page])
            changed.append(row)
    ItemRow.objects.bulk_update(changed, ["file"], batch_size=100)
    return sorted({row.hash for row in changed})


def _redact_noun(target: Target, reason: str, *, at: datetime, until: datetime | None, by: Actor) -> bool:
    """Whether there was something of that name."""
    words = _words_instead(reason, at)
    if target.kind == "incident":
        incident = Incident.objects.filter(key=target.key).first()
        if incident is None or (target.update and not IncidentUpdate.objects.filter(incident=incident, key=target.update).exists()):
            return False
        redact_incident(incident, words=words, update=target.update, until=until, at=at, by=by)
        return True
    if target.kind == CORRECTION:
        correction = Correction.objects.select_related("component").filter(key=target.key).first()
        if correction is not None:
            redact_correction(correction, words=words, at=at, by=by)
        return correction is not None
    maintenance = Maintenance.objects.filter(key=target.key).first()
    if maintenance is None or (target.update and not MaintenanceUpdate.objects.filter(maintenance=maintenance, key=target.update).exists()):
        return False
    redact_maintenance(maintenance, words=words, update=target.update, until=until, at=at, by=by)
    return True


def _words_instead(reason: str, at: datetime) -> dict[str, str]:
    """What stands where the text stood, in the default page's first language."""
    page = Page.objects.default() or Page.objects.order_by("pk").first()
    language, zone = Page.objects.first_language(), page.time_zone if page else "UTC"
    words = words_for(language, zone)
    text = words._("Removed on %(date)s: %(reason)s") % {"date": words.full_date(at), "reason": reason}
    return {language: text}


def _names(entries: Iterable[Entry]) -> set[tuple[str, datetime]]:
    return {entry.name for entry in entries}


def _chunks(hashes: list[str]) -> Iterator[list[str]]:
    return (hashes[start : start + CHUNK] for start in range(0, len(hashes), CHUNK))
