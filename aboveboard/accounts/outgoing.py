"""Mail to one person about their account: sent by a thread, a few seconds after the answer at most."""

from concurrent.futures import Future, ThreadPoolExecutor, wait

import structlog
from django.conf import settings
from django.core.mail import EmailMessage

log = structlog.get_logger(__name__)

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
