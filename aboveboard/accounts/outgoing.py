"""Mail to one person about their account: sent by a thread, a few seconds after the answer at most."""

from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import structlog
from django.conf import settings
from django.core.mail import EmailMessage

log = structlog.get_logger(__name__)


class Failure(NamedTuple):
    """``reason``: the name of the error."""

    reason: str
    at: datetime


_sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
_WAITING_AT_MOST = 100  # mails; beyond that a stranger is playing with the reset form
_waiting: set[Future[None]] = set()


def send_soon(message: EmailMessage) -> None:
    """Hands the mail to the sender. One without a receiver is thrown away there, so that it costs what another does."""
    _waiting.difference_update({sent for sent in _waiting if sent.done()})
    if len(_waiting) >= _WAITING_AT_MOST:
        log.warning("mail.too_many_waiting", subject=message.subject)
        return
    _waiting.add(_sender.submit(_send, message))


def wait_until_sent(seconds: float = 30) -> None:
    """Returns when everything that was handed over has been tried; for tests and for the end of a command."""
    wait(list(_waiting), timeout=seconds)


def _send(message: EmailMessage) -> None:
    if not message.to:
        return
    if not settings.MAIL_URL:
        log.warning("mail.not_set_up", subject=message.subject, hint="ABOVEBOARD_MAIL_URL names a mail server")
    try:
        message.send()
    except OSError as problem:  # smtplib's errors are OSErrors
        log.error("mail.not_sent", subject=message.subject, reason=type(problem).__name__)
        _failure_file().write_text(type(problem).__name__)
    else:
        _failure_file().unlink(missing_ok=True)


def last_failure() -> Failure | None:
    """Why and since when mail does not go out; null if the last one did, or none was tried on this machine."""
    try:
        return Failure(_failure_file().read_text()[:100], datetime.fromtimestamp(_failure_file().stat().st_mtime, UTC))
    except OSError:
        return None


def _failure_file() -> Path:
    """A file, so that it can be written whatever state the database is in, and is there after a restart."""
    folder: Path = settings.DATA_DIR
    return folder / "mail.failed"
