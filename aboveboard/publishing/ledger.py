"""What the record of a page holds already: reads of EditionRow and ItemRow, never all of them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec
from django.db.models import Q, QuerySet

from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing.editions import NO_BUCKETS, NOTHING_BEFORE, bucket_hash
from aboveboard.publishing.items import AnyItem
from aboveboard.publishing.models import EditionRow, ItemRow
from aboveboard.publishing.window import HOT_SPANS, Owned, Reach

CHUNK = 400  # values sent with one query


class Newest(NamedTuple):
    """The newest edition; number 0 before the first."""

    number: int = 0
    hash: str = NOTHING_BEFORE
    buckets: bytes = NO_BUCKETS
    at: datetime | None = None


class Entry(NamedTuple):
    """The present version of an item in the record. ``owned`` is None for a redacted one, whose content is gone."""

    pk: int
    hash: str
    edition: int
    owned: Owned | None


class _File(msgspec.Struct):
    content: AnyItem
    salt: str


_decoder = msgspec.json.Decoder(_File)


def newest_of(page: Page, audience: Audience) -> Newest:
    fields = ("number", "line_hash", "buckets", "at")
    row = EditionRow.objects.filter(page=page, audience=audience).order_by("-number").values_list(*fields).first()
    return Newest() if row is None else Newest(row[0], row[1], bytes(row[2]), row[3])


def newest_number(page: Page, audience: Audience = Audience.PUBLIC) -> int:
    """The newest edition's number; 0 before the first."""
    rows = EditionRow.objects.filter(page=page, audience=audience).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def reaches_of(page: Page, audience: Audience) -> dict[str, Reach]:
    """The time that each incident and maintenance now in the record covers."""
    rows = _present(page, audience).filter(kind__in=("incident", "maintenance"))
    found = {}
    for subject, revision, since, until in rows.values_list("subject", "revision", "since", "until"):
        if since is not None:  # never, for these kinds
            found[subject] = Reach(subject, revision, since, until)
    return found


def entries_of(
    page: Page, audience: Audience, owners: Iterable[str], now: datetime, *, whole: bool = False, only_owned: bool = False
) -> dict[str, Entry]:
    """Present versions by subject: page, groups, components, the spans of the hot window, and all that ``owners`` own.

    ``whole``: of everything that there is. ``only_owned``: of what ``owners`` own and nothing else.
    """
    rows = _present(page, audience)
    if whole:
        return dict(_entries(rows))
    found: dict[str, Entry] = {}
    if not only_owned:
        found.update(_entries(rows.filter(kind__in=("page", "group", "component"))))
        found.update(_entries(rows.filter(Q(until__isnull=True) | Q(until__gte=now - HOT_SPANS), kind="span")))
    ordered = sorted(set(owners))
    for start in range(0, len(ordered), CHUNK):
        found.update(_entries(rows.filter(owner__in=ordered[start : start + CHUNK])))
    return found


def buckets_after(page: Page, audience: Audience, changes: Mapping[str, str | None], buckets: Mapping[str, int]) -> dict[int, bytes]:
    """The hashes of the buckets that ``changes`` (subject -> new hash, None: withdrawn) touch; ``buckets``: subject -> its bucket."""
    touched = set(buckets.values())
    present: dict[int, dict[str, str]] = {bucket: {} for bucket in touched}
    rows = _present(page, audience).filter(bucket__in=touched)
    for bucket, subject, value in rows.values_list("bucket", "subject", "hash").iterator():
        present[bucket][subject] = value
    for subject, change in changes.items():
        if change is None:
            present[buckets[subject]].pop(subject, None)
        else:
            present[buckets[subject]][subject] = change
    return {bucket: bucket_hash(pairs.items()) for bucket, pairs in present.items()}


def _present(page: Page, audience: Audience) -> QuerySet[ItemRow]:
    return ItemRow.objects.filter(page=page, audience=audience, current=True)


def _entries(rows: QuerySet[ItemRow]) -> Iterator[tuple[str, Entry]]:
    fields = ("pk", "subject", "hash", "edition", "owner", "revision", "file")
    for pk, subject, value, edition, owner, revision, file in rows.values_list(*fields).iterator(chunk_size=2000):
        yield subject, Entry(pk, value, edition, _owned(bytes(file), owner, revision))


def _owned(file: bytes, owner: str, revision: int) -> Owned | None:
    try:
        return Owned(_decoder.decode(file).content, owner, revision)
    except msgspec.ValidationError:
        return None  # redacted
