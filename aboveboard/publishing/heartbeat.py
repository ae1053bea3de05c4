"""The worker's sign of life: a file that it touches, so that commands know whether to leave the publishing to it."""

import time
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

LASTS = 30.0  # seconds; the worker gives a sign every second, but not while it publishes something very large


def sign_file() -> Path:
    """Where it is. A published head.json would not do: commands that publish write it, too."""
    folder: Path = settings.DATA_DIR
    return folder / "worker.alive"


def give_sign(now: datetime) -> int:
    """Called by the worker."""
    sign_file().touch()
    return 1


def take_sign_back() -> None:
    """Called when the worker ends in order. One that was killed is missed after ``LASTS``."""
    sign_file().unlink(missing_ok=True)


def last_sign() -> datetime | None:
    """When a worker that shares this data folder last gave a sign; null if none runs or ever ran here."""
    try:
        return datetime.fromtimestamp(sign_file().stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def worker_is_alive() -> bool:
    """Whether a worker that shares this data folder gave a sign lately."""
    last = last_sign()
    return last is not None and time.time() - last.timestamp() < LASTS / settings.TIME_SCALE
