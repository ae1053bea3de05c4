"""Redaction: words leave the nouns, the record and the folders for good; hash, reason and time stay (docs/record.md §3)."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import OperationalError, connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from aboveboard.events.actors import SYSTEM, Actor
from aboveboard.incidents.models import Incident, IncidentUpdate
from aboveboard.incidents.redacting import redact_incident
from aboveboard.lib.canonical import canonical_bytes
from aboveboard.maintenances.models import Maintenance, MaintenanceUpdate
from aboveboard.maintenances.redacting import redact_maintenance
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing.editions import time_text
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.ledger import CHUNK
from aboveboard.publishing.models import ItemRow, Redaction
from aboveboard.publishing.renderers.words import words_for

REASON_LENGTH = 150
_SUBJECT = re.compile(r"(incident|maintenance)/([0-9a-z]{1,12})(?:/update/([0-9a-z]{1,12}))?")


class UnknownSubjectError(ValueError):
    """There is nothing of that name to redact; the message says what names look like."""


class Target(NamedTuple):
    """``update`` is empty if all texts of the incident or maintenance are meant."""

    kind: str
    key: str
    update: str

    @property
    def owner(self) -> str:
        return f"{self.kind}/{self.key}"


def target_of(subject: str) -> Target:
    """Reads "incident/<id>" or "incident/<id>/update/<id>" (or maintenance). Raises ``UnknownSubjectError``."""
    read = _SUBJECT.fullmatch(subject)
    if read is None:
        raise UnknownSubjectError(f"“{subject}” is not incident/<id>, maintenance/<id>, or one of these with /update/<id>.")
    return Target(read[1], read[2], read[3] or "")


@transaction.atomic
def redact(subject: str, *, reason: str, at: datetime | None = None, by: Actor) -> Redaction:
    """Takes the texts of one incident, maintenance or update out of the database; readers get "Removed on …: <reason>" instead.

    The folders follow with the next ``store.bring_up_to_date``. ``reason`` is public, one line. Raises
    ``UnknownSubjectError``, and ``ValueError`` for a reason that is empty or too long.
    """
    at, target = at or timezone.now(), target_of(subject)
    if not reason.strip() or len(reason) > REASON_LENGTH or "\n" in reason:
        raise ValueError(f"reason: one line of 1 to {REASON_LENGTH} characters, which readers will see.")
    list(Page.objects.select_for_update().order_by("pk"))  # no edition is committed meanwhile
    reason = reason.strip()
    if not _redact_noun(target, reason, at=at, until=None, by=by):
        raise UnknownSubjectError(f"there is no {subject}.")
    hashes = _erase(_texts_of(target), reason, at)
    return Redaction.objects.create(subject=subject, reason=reason, hashes=hashes, actor_kind=by.kind, actor_name=by.name[:200], at=at)


def newest_redaction() -> int:
    """A number that grows with every redaction; 0 before the first."""
    return Redaction.objects.aggregate(newest=Max("pk"))["newest"] or 0


def is_in_step(folder: Folder) -> bool:
    """Whether the folder's list of redactions is the database's."""
    return {_name(entry) for entry in folder.redactions()} == {_name(entry) for entry in _entries()}


def take_over(folder: Folder) -> int:
    """Redacts here what the folder says was redacted, after an older database was brought back. Returns how many."""
    known = {_name(entry) for entry in _entries()}
    missing = [entry for entry in folder.redactions() if _name(entry) not in known]
    for entry in missing:
        with transaction.atomic():
            list(Page.objects.select_for_update().order_by("pk"))
            at, reason, hashes = datetime.fromisoformat(entry["at"]), entry["reason"], list(entry["hashes"])
            for start in range(0, len(hashes), CHUNK):
                _erase(ItemRow.objects.filter(hash__in=hashes[start : start + CHUNK]), reason, at)
            _redact_noun(target_of(entry["subject"]), reason, at=at, until=at, by=SYSTEM)
            Redaction.objects.create(subject=entry["subject"], reason=reason, hashes=hashes, actor_kind=SYSTEM.kind, at=at)
    return len(missing)


def apply(page: Page, folder: Folder) -> None:
    """Makes item files in the folder what they are in the database, and lists the redactions there."""
    done, entries = {_name(entry) for entry in folder.redactions()}, _entries()
    hashes = [value for entry in entries if _name(entry) not in done for value in entry["hashes"]]
    for start in range(0, len(hashes), CHUNK):
        rows = ItemRow.objects.filter(page=page, audience=Audience.PUBLIC, hash__in=hashes[start : start + CHUNK])
        folder.write_items((value, bytes(file)) for value, file in rows.values_list("hash", "file"))
    folder.prune(keep=1)
    folder.write_redactions(json.dumps({"redactions": entries}).encode())


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


def tombstone(value: str, subject: str, reason: str, at: datetime) -> bytes:
    """The file of a redacted item."""
    return canonical_bytes({"hash": value, "redacted": {"at": time_text(at), "reason": reason}, "subject": subject})


def is_tombstone(file: bytes) -> bool:
    return "redacted" in json.loads(file)


def _texts_of(target: Target) -> QuerySet[ItemRow]:
    texts = ItemRow.objects.filter(owner=target.owner, kind="text")
    return texts.filter(subject__startswith=f"text/update/{target.update}/") if target.update else texts


def _erase(rows: QuerySet[ItemRow], reason: str, at: datetime) -> list[str]:
    """Makes tombstones of the rows that are none yet; their hashes."""
    changed = []
    for row in rows.only("pk", "hash", "subject", "file"):
        if not is_tombstone(bytes(row.file)):
            row.file = tombstone(row.hash, row.subject, reason, at)
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


def _entries() -> list[dict[str, Any]]:
    rows = Redaction.objects.order_by("at", "pk").values_list("subject", "at", "reason", "hashes")
    return [{"subject": subject, "at": time_text(at), "reason": reason, "hashes": hashes} for subject, at, reason, hashes in rows]


def _name(entry: Mapping[str, Any]) -> tuple[str, str]:
    return entry["subject"], entry["at"]
