"""Signs of life: files that the worker and `publish --follow` touch, so that others know whether to leave the publishing to it."""

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
    """Called by the worker. The file holds its SITE_URL, and is written only when that is another: a touch needs no room on the disk."""
    if _said_by_the_worker() == settings.SITE_URL:
        sign_file().touch()
    else:
        sign_file().write_text(settings.SITE_URL)
    return 1


def take_sign_back() -> None:
    """Called when the worker ends in order. One that was killed is missed after ``LASTS``."""
    sign_file().unlink(missing_ok=True)


def last_sign() -> datetime | None:
    """When a worker that shares this data folder last gave a sign; null if none runs or ever ran here."""
    return _touched_at(sign_file())


def following_file() -> Path:
    """Touched after each look at the database by what keeps this machine's folder at another machine's editions."""
    return sign_file().with_name("following.alive")


def last_look() -> datetime | None:
    """When `publish --follow` last looked; null where this machine follows nobody, or it ended in order."""
    return _touched_at(following_file())


def _touched_at(file: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def worker_is_alive() -> bool:
    """Whether a worker that shares this data folder gave a sign lately."""
    last = last_sign()
    return last is not None and time.time() - last.timestamp() < LASTS / settings.TIME_SCALE


def other_site_url() -> str | None:
    """The SITE_URL of the worker that is alive here, if it is another than this process has."""
    theirs = _said_by_the_worker() if worker_is_alive() else ""
    return theirs if theirs not in ("", settings.SITE_URL) else None


def _said_by_the_worker() -> str:
    """Empty if nobody gave a sign, somebody is just about to, or it may not be read: a command then goes by its own settings."""
    try:
        return sign_file().read_text()
    except OSError:
        return ""
