"""Lines, items and lists of a folder become rows again."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from aboveboard.lib.canonical import canonical_bytes, sha256_hex
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import later
from aboveboard.publishing.documents import ASSET, COLD, HOT, Planned, planned
from aboveboard.publishing.editions import NO_BUCKETS, bucket_hash, bucket_of, with_buckets
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.items import AnyItem, PostmortemItem, SpanItem, TextItem, UpdateItem, item_from
from aboveboard.publishing.ledger import CHUNK
from aboveboard.publishing.models import DocumentRow, EditionRow, ItemRow, KeyRow, LaterList
from aboveboard.publishing.shelf import read_shelf
from aboveboard.publishing.window import id_of, kind_of, time_covered

Present = dict[int, dict[str, str]]  # bucket -> subject -> item hash


def receive(page: Page, folder: Folder, common: int, lines: list[bytes], *, keep: bool) -> list[ItemRow]:
    """Returns the items that ``lines``, which follow edition ``common``, brought; with ``keep`` they become the page's record.

    What the database has beyond ``common`` is dropped then. The folder's record is known to verify.
    """
    rows = _item_rows(page, folder, lines)
    if keep:
        _drop(page, common)
        _insert_editions(page, folder, lines)
        _insert_items(page, rows, lines)
        _take_keys(page, folder)
        _list_documents(page, folder, [json.loads(line)["edition"] for line in lines])
    return rows


def _drop(page: Page, common: int) -> None:
    items = ItemRow.objects.filter(page=page, audience=Audience.PUBLIC)
    EditionRow.objects.filter(page=page, audience=Audience.PUBLIC, number__gt=common).delete()
    LaterList.objects.filter(page=page, edition__gt=common).delete()
    items.filter(edition__gt=common).delete()
    items.filter(left__gt=common).update(current=True, left=None)


def _insert_editions(page: Page, folder: Folder, lines: list[bytes]) -> None:
    present, buckets = _present(page), NO_BUCKETS
    buckets = with_buckets(buckets, {bucket: bucket_hash(pairs.items()) for bucket, pairs in present.items()})
    for data in lines:
        line = json.loads(data)
        touched = set()
        for subject, value in line["changes"]:
            bucket = bucket_of(subject)
            touched.add(bucket)
            if value is None:
                present[bucket].pop(subject)
            else:
                present[bucket][subject] = value
        buckets = with_buckets(buckets, {bucket: bucket_hash(present[bucket].items()) for bucket in touched})
        written_later = folder.read_list(f"{line['edition']}-later")
        if written_later is not None:
            later.keep(page, line["edition"], written_later)
        EditionRow.objects.create(
            page=page,
            audience=Audience.PUBLIC,
            number=line["edition"],
            line=data,
            line_hash=sha256_hex(data),
            previous_hash=line["previous"],
            documents=folder.read_list(str(line["edition"])),
            buckets=buckets,
            at=datetime.fromisoformat(line["at"]),
        )


def _present(page: Page) -> Present:
    present: Present = {bucket: {} for bucket in range(256)}
    rows = ItemRow.objects.filter(page=page, audience=Audience.PUBLIC, current=True)
    for bucket, subject, value in rows.values_list("bucket", "subject", "hash").iterator():
        present[bucket][subject] = value
    return present


def _insert_items(page: Page, rows: list[ItemRow], lines: list[bytes]) -> None:
    by_edition: dict[int, list[ItemRow]] = {}
    for row in rows:
        by_edition.setdefault(row.edition, []).append(row)
    present = ItemRow.objects.filter(page=page, audience=Audience.PUBLIC, current=True)
    for data in lines:
        line = json.loads(data)
        subjects = [subject for subject, _ in line["changes"]]
        for start in range(0, len(subjects), CHUNK):
            present.filter(subject__in=subjects[start : start + CHUNK]).update(current=None, left=line["edition"])
        ItemRow.objects.bulk_create(by_edition.get(line["edition"], []), batch_size=500)


def _item_rows(page: Page, folder: Folder, lines: list[bytes]) -> list[ItemRow]:
    found = []
    for data in lines:
        line = json.loads(data)
        for subject, value in line["changes"]:
            if value is not None:
                found.append((line["edition"], subject, value, (folder.record / "items" / f"{value[:32]}.json").read_bytes()))
    items = {value: content_in(file) for _, _, value, file in found}
    owners = _owners_of_updates(page, items.values())
    return [_row(page, edition, subject, value, file, items[value], owners) for edition, subject, value, file in found]


def content_in(file: bytes) -> AnyItem | None:
    """The item in a file of the record; None if it is a tombstone."""
    read: dict[str, Any] = msgspec.json.decode(file)
    return item_from(read["content"]) if "content" in read else None


def _row(page: Page, edition: int, subject: str, value: str, file: bytes, item: AnyItem | None, owners: Mapping[str, str]) -> ItemRow:
    since, until = time_covered(item) if item else (None, None)
    return ItemRow(
        page=page,
        audience=Audience.PUBLIC,
        subject=subject,
        kind=kind_of(subject),
        owner=owner_of(subject, item, owners),
        since=since,
        until=until,
        hash=value,
        bucket=bucket_of(subject),
        file=file,
        edition=edition,
        current=True,
    )


def owner_of(subject: str, item: AnyItem | None, owners: Mapping[str, str]) -> str:
    """The owner of an item as ``itemise`` gives it; of a redacted text from its subject alone. ``owners``: of updates and post-mortems."""
    match item:
        case SpanItem():
            return f"{item.cause_kind}/{item.cause_id}" if item.cause_id else ""
        case UpdateItem() | PostmortemItem():
            return item.of
        case TextItem() | None if kind_of(subject) == "text":
            of = "/".join(id_of(subject).split("/")[:2])
            return owners.get(of, of)
    return subject if kind_of(subject) in ("incident", "maintenance") else ""


def _owners_of_updates(page: Page, items: Iterable[AnyItem | None]) -> dict[str, str]:
    rows = ItemRow.objects.filter(page=page, audience=Audience.PUBLIC, kind__in=("update", "postmortem"))
    owners = dict(rows.values_list("subject", "owner").distinct())
    owners.update((item.subject, item.of) for item in items if isinstance(item, UpdateItem | PostmortemItem))
    return owners


def _take_keys(page: Page, folder: Folder) -> None:
    KeyRow.objects.filter(page=page).delete()
    for number, entry in enumerate(json.loads((folder.record / "keys.json").read_bytes())["keys"]):
        fields = {"fingerprint": entry["fingerprint"], "since_edition": entry["from"], "entry": canonical_bytes(entry)}
        KeyRow.objects.create(page=page, number=number, **fields)


def _list_documents(page: Page, folder: Folder, editions: list[int]) -> None:
    """Rows for every document that is to be there or is named; shared ones are due, since nobody knows how old they are."""
    shelf = read_shelf(page)
    if shelf is None:
        return
    plans = {plan.path: plan for hot in (True, False) for plan in planned(shelf.contents, shelf.languages, hot=hot)}
    named: dict[str, str | None] = {}
    for name in (name for number in editions for name in (str(number), f"{number}-later")):
        named.update(json.loads(folder.read_list(name) or b'{"documents":{}}')["documents"])
    known = set(DocumentRow.objects.filter(page=page).values_list("path", flat=True))
    there = {path for path, value in named.items() if value is not None}
    wanted = sorted((plans.keys() | there) - known)
    DocumentRow.objects.bulk_create((_document(page, path, plans.get(path)) for path in wanted), batch_size=500)
    DocumentRow.objects.filter(page=page).exclude(temperature=HOT.value).update(due=True)


def _document(page: Page, path: str, plan: Planned | None) -> DocumentRow:
    if plan is None:
        subject = ASSET if path.startswith("assets/") else "page"
        return DocumentRow(page=page, path=path, subject=subject, temperature=COLD.value)
    return DocumentRow(page=page, path=path, subject=plan.subject, temperature=plan.document.temperature.value)
