"""The signed list of what was written while an edition was the newest (docs/record.md §5), in the rows and in the folder."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from aboveboard.lib.canonical import sha256_hex
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing.editions import later_list_of, time_text
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.keys import key_for, keys_json
from aboveboard.publishing.models import DocumentRow, EditionRow, LaterList
from aboveboard.publishing.shelf import Shelf


class _Present(NamedTuple):
    """``moments``: path -> the time it was rendered for, as text. ``is_there``: the folder's list is this one."""

    documents: dict[str, str | None]
    serial: int
    moments: dict[str, str]
    is_there: bool


def add(page: Page, folder: Folder, shelf: Shelf, documents: Mapping[str, str | None], *, at: datetime) -> None:
    """Lists ``documents`` (path -> hash, None: removed), rendered for ``at``, besides those that the edition's later list names.

    What stands in the edition's own list with the same hash is left out. Nothing is written without need.
    """
    rows = EditionRow.objects.filter(page=page, audience=Audience.PUBLIC, number=shelf.number)
    plain = bytes(rows.values_list("documents", flat=True).get())
    said: dict[str, str | None] = json.loads(plain)["documents"]
    before = _present(page, folder, shelf.number, sha256_hex(plain))
    merged = {**before.documents, **documents}
    kept = {path: value for path, value in merged.items() if path not in said or said[path] != value}
    if kept == before.documents and before.is_there:
        return
    key, _ = key_for(page, shelf.number)
    serial = before.serial + 1
    data = later_list_of(shelf.number, serial, kept, page=page.key, at=at, plain=sha256_hex(plain), key=key)
    moments = {**before.moments, **dict.fromkeys(documents, time_text(at))}
    fields = {"serial": serial, "data": data, "moments": {path: moments[path] for path in kept}}
    with transaction.atomic():
        LaterList.objects.update_or_create(page=page, edition=shelf.number, defaults=fields)
    folder.write_keys(keys_json(page))  # the key may be newer than the edition
    folder.write_list(f"{shelf.number}-later", data)


def keep(page: Page, number: int, data: bytes) -> None:
    """Makes a row of a list that a folder holds. When its documents were rendered is not in it: its own time has to do."""
    read = json.loads(data)
    moments = dict.fromkeys(read["documents"], read["at"])
    LaterList.objects.update_or_create(page=page, edition=number, defaults={"serial": read["serial"], "data": data, "moments": moments})


def forget_superseded(page: Page, folder: Folder, before: int) -> int:
    """Removes the lists of editions below ``before`` that tell nothing which newer ones do not tell: files, then rows. Returns how many.

    A shared document is told by the list that names its newest writing; hot ones stand in every edition's own list. What is neither was
    removed, perhaps by this list.
    """
    older = list(LaterList.objects.filter(page=page, edition__lt=before).defer("data"))
    if not older:
        return 0
    rows = DocumentRow.objects.filter(page=page).values_list("path", "written_at")
    written = {path: time_text(at) if at else "" for path, at in rows}
    over = [row for row in older if not any(written.get(path, moment) == moment for path, moment in row.moments.items())]
    for row in over:
        folder.remove_list(f"{row.edition}-later")
    LaterList.objects.filter(pk__in=[row.pk for row in over]).delete()
    return len(over)


def _present(page: Page, folder: Folder, number: int, plain: str) -> _Present:
    """What is listed so far: by the row, or by the folder, if a backup was brought back that knows less."""
    row = LaterList.objects.filter(page=page, edition=number).first()
    told, there = (_read(data, plain) for data in (bytes(row.data) if row else b"", folder.read_list(f"{number}-later")))
    value = max(told, there, key=lambda read: int(read["serial"]))
    moments = {**dict.fromkeys(value["documents"], value["at"]), **(row.moments if row else {})}
    return _Present(value["documents"], value["serial"], {path: moments[path] for path in value["documents"]}, there == value)


def _read(data: bytes | None, plain: str) -> dict[str, Any]:
    try:
        value: dict[str, Any] = json.loads(data or b"{}")
    except ValueError:
        value = {}
    return value if value.get("list") == plain else {"documents": {}, "serial": 0, "at": ""}
