"""The signed list of what was written while an edition was the newest (docs/record.md §5)."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aboveboard.lib.canonical import sha256_hex
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing.editions import later_list_of
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.keys import key_for, keys_json
from aboveboard.publishing.models import EditionRow
from aboveboard.publishing.shelf import Shelf


def add(page: Page, folder: Folder, shelf: Shelf, documents: Mapping[str, str | None], *, at: datetime) -> None:
    """Lists ``documents`` (path -> hash, None: removed) besides those that the edition's later list names already.

    What stands in the edition's own list with the same hash is left out. No file is written without need.
    """
    rows = EditionRow.objects.filter(page=page, audience=Audience.PUBLIC, number=shelf.number)
    plain = bytes(rows.values_list("documents", flat=True).get())
    said: dict[str, str | None] = json.loads(plain)["documents"]
    before = _present(folder, shelf.number, sha256_hex(plain))
    merged = {**before.get("documents", {}), **documents}
    kept = {path: value for path, value in merged.items() if path not in said or said[path] != value}
    if kept == before.get("documents", {}):
        return
    key, _ = key_for(page, shelf.number)
    data = later_list_of(shelf.number, before.get("serial", 0) + 1, kept, at=at, plain=sha256_hex(plain), key=key)
    folder.write_keys(keys_json(page))  # the key may be newer than the edition
    folder.write_list(f"{shelf.number}-later", data)


def _present(folder: Folder, number: int, plain: str) -> dict[str, Any]:
    data = folder.read_list(f"{number}-later")
    try:
        value: dict[str, Any] = json.loads(data or b"{}")
    except ValueError:
        return {}
    return value if value.get("list") == plain else {}
