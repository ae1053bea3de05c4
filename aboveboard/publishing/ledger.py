"""What the record of a page holds already: reads of EditionRow and ItemRow, never all of them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from threading import Lock
from typing import NamedTuple

import msgspec
from django.db.models import Q, QuerySet

from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing.editions import NO_BUCKETS, NOTHING_BEFORE, bucket_hash
from aboveboard.publishing.items import AnyItem, SpanItem
from aboveboard.publishing.models import EditionRow, ItemRow
from aboveboard.publishing.removed import stand_in
from aboveboard.publishing.state import EditionFact
from aboveboard.publishing.window import HOT_SPANS, Owned, Reach

CHUNK = 400  # values sent with one query
KEPT = 32  # pages whose incidents' times a process remembers
RECENT = 200  # editions that a rendering knows besides its own


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


class _Line(msgspec.Struct):
    edition: int
    at: datetime
    causes: tuple[str, ...]


_keeping = Lock()
_kept: dict[tuple[int, Audience], tuple[str, Mapping[str, Reach]]] = {}
_decoder = msgspec.json.Decoder(_File)
_line_decoder = msgspec.json.Decoder(_Line)


def hold(page: Page) -> None:
    """Until the end of the transaction nobody else commits an edition of the page. Raises ``Page.DoesNotExist``.

    Whoever changes several rows that an edition changes, too, begins with this; else each may hold what the other one waits for.
    """
    Page.objects.select_for_update().get(pk=page.pk)


def newest_of(page: Page, audience: Audience) -> Newest:
    fields = ("number", "line_hash", "buckets", "at")
    row = EditionRow.objects.filter(page=page, audience=audience).order_by("-number").values_list(*fields).first()
    return Newest() if row is None else Newest(row[0], row[1], bytes(row[2]), row[3])


def newest_number(page: Page, audience: Audience = Audience.PUBLIC) -> int:
    """The newest edition's number; 0 before the first."""
    rows = EditionRow.objects.filter(page=page, audience=audience).order_by("-number")
    return rows.values_list("number", flat=True).first() or 0


def recent_of(page: Page, audience: Audience, before: int) -> tuple[EditionFact, ...]:
    """The newest editions with numbers below ``before``, newest first."""
    rows = EditionRow.objects.filter(page=page, audience=audience, number__lt=before).order_by("-number")
    lines = (_line_decoder.decode(bytes(line)) for line in rows.values_list("line", flat=True)[:RECENT])
    return tuple(EditionFact(line.edition, line.at, line.causes) for line in lines)


def reaches_at(page: Page, audience: Audience, line_hash: str) -> Mapping[str, Reach]:
    """``reaches_of`` at the newest edition, whose line this is: kept from the publication that made it, if this process did."""
    kept = _kept.get((page.pk, audience))
    return kept[1] if kept and kept[0] == line_hash else reaches_of(page, audience)


def keep_reaches(page: Page, audience: Audience, line_hash: str, reaches: Mapping[str, Reach]) -> None:
    """Remembers what edition ``line_hash``, which is committed, says: an edition never changes its mind about times."""
    with _keeping:
        _kept.pop((page.pk, audience), None)
        while len(_kept) >= KEPT:
            del _kept[next(iter(_kept))]
        _kept[page.pk, audience] = (line_hash, reaches)


def reaches_of(page: Page, audience: Audience, edition: int | None = None) -> dict[str, Reach]:
    """The time that each incident and maintenance in the record covers, now or as of ``edition``."""
    rows = present(page, audience, edition).filter(kind__in=("incident", "maintenance"))
    found = {}
    for subject, revision, since, until in rows.values_list("subject", "revision", "since", "until"):
        if since is not None:  # never, for these kinds
            found[subject] = Reach(subject, revision, since, until)
    return found


def entries_of(
    page: Page,
    audience: Audience,
    owners: Iterable[str],
    now: datetime,
    *,
    whole: bool = False,
    only_owned: bool = False,
    edition: int | None = None,
) -> dict[str, Entry]:
    """Versions by subject, those of now or of ``edition``: page, groups, components, the spans of the hot window with the reasons of
    corrections, and all that ``owners`` own.

    ``whole``: of everything that there is. ``only_owned``: of what ``owners`` own and nothing else.
    """
    rows, past = present(page, audience, edition), edition is not None
    if whole:
        return dict(entries(rows, past=past))
    found: dict[str, Entry] = {}
    if not only_owned:
        found.update(entries(rows.filter(kind__in=("page", "group", "component")), past=past))
        found.update(entries(rows.filter(Q(until__isnull=True) | Q(until__gte=now - HOT_SPANS), kind="span"), past=past))
    ordered = sorted({*owners, *_corrections(found)})
    for start in range(0, len(ordered), CHUNK):
        found.update(entries(rows.filter(owner__in=ordered[start : start + CHUNK]), past=past))
    return found


def _corrections(found: Mapping[str, Entry]) -> Iterator[str]:
    for subject, entry in found.items():
        if entry.owned and isinstance(entry.owned.item, SpanItem) and entry.owned.item.corrected_at:
            yield subject


def buckets_after(page: Page, audience: Audience, changes: Mapping[str, str | None], buckets: Mapping[str, int]) -> dict[int, bytes]:
    """The hashes of the buckets that ``changes`` (subject -> new hash, None: withdrawn) touch; ``buckets``: subject -> its bucket."""
    touched = set(buckets.values())
    said: dict[int, dict[str, str]] = {bucket: {} for bucket in touched}
    rows = present(page, audience).filter(bucket__in=touched)
    for bucket, subject, value in rows.values_list("bucket", "subject", "hash").iterator():
        said[bucket][subject] = value
    for subject, change in changes.items():
        if change is None:
            said[buckets[subject]].pop(subject, None)
        else:
            said[buckets[subject]][subject] = change
    return {bucket: bucket_hash(pairs.items()) for bucket, pairs in said.items()}


def present(page: Page, audience: Audience, edition: int | None = None) -> QuerySet[ItemRow]:
    """The present version of everything, or what it was in ``edition``."""
    rows = ItemRow.objects.filter(page=page, audience=audience)
    if edition is None:
        return rows.filter(current=True)
    return rows.filter(Q(left__isnull=True) | Q(left__gt=edition), edition__lte=edition)


def entries(rows: QuerySet[ItemRow], *, past: bool = False) -> Iterator[tuple[str, Entry]]:
    """Subjects and entries of the rows; of ``past`` ones with a stand-in for redacted texts."""
    fields = ("pk", "subject", "hash", "edition", "owner", "revision", "file")
    for pk, subject, value, edition, owner, revision, file in rows.values_list(*fields).iterator(chunk_size=2000):
        yield subject, Entry(pk, value, edition, _owned(bytes(file), owner, revision, past))


def _owned(file: bytes, owner: str, revision: int, past: bool) -> Owned | None:
    try:
        return Owned(_decoder.decode(file).content, owner, revision)
    except msgspec.ValidationError:  # redacted
        item = stand_in(file) if past else None
        return Owned(item, owner, revision) if item else None
