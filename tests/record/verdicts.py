"""What the verifiers say about one place, asked in the same words."""

from pathlib import Path
from types import ModuleType
from typing import Any

from aboveboard.publishing.verify import Verdict, verify_folder
from tests.record.verifier import Reading


def second(folder: Path, pin: str | None = None, since: str | None = None, page: str | None = None) -> str:
    """The verdict of the second verifier; ``since`` is NUMBER:HASH."""
    return str(Reading(folder, pin=pin, since=since, page=page).verdict)


def ours(folder: Path, pin: str | None = None, since: str | None = None, page: str | None = None) -> Verdict:
    number, _, noted = (since or "").partition(":")
    return verify_folder(folder, pin, (int(number), noted) if since else None, page=page, pause=lambda _: None)


def published(verifier: ModuleType, target: object, **asked: Any) -> str:
    """The verdict of record/verify.py, loaded as a module."""
    return str(verifier.verify(str(target), **asked, pause=lambda _: None).verdict)
