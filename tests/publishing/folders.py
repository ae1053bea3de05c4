"""Looking at a page's folder the way readers and strangers do."""

import json
from pathlib import Path
from typing import Any

from aboveboard.pages.models import Page
from aboveboard.publishing.addresses import folder_of
from tests.record.verifier import Reading


def verdict_of(page: Page) -> tuple[str, dict[str, object]]:
    """What the independent verifier says about the page's folder, and where."""
    reading = Reading(folder_of(page))
    return reading.verdict, reading.found


VALID: tuple[str, dict[str, object]] = ("valid", {})


def document(page: Page, path: str) -> str:
    """A document as readers get it; FileNotFoundError if it is not published."""
    for tree in ("current", "shared"):
        file = folder_of(page) / tree / path
        if file.exists():
            return file.read_text()
    raise FileNotFoundError(path)


def is_published(page: Page, path: str) -> bool:
    return any((folder_of(page) / tree / path).exists() for tree in ("current", "shared"))


def head(page: Page) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder_of(page) / "head.json").read_bytes())
    return value


def lines(page: Page) -> list[dict[str, Any]]:
    """The lines of the newest segment."""
    return [json.loads(line) for line in (folder_of(page) / "record" / "editions.jsonl").read_bytes().splitlines()]


def pointer(page: Page) -> str:
    return str((folder_of(page) / "current").readlink())


def everything(folder: Path) -> dict[str, bytes]:
    """Path -> bytes of all files, links followed."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
