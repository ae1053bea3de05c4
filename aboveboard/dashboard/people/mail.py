"""The mail that brings an invitation."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from aboveboard.accounts.models import Invitation
from aboveboard.accounts.outgoing import send_soon


def can_mail() -> bool:
    """Whether this installation has a mail server."""
    return bool(settings.MAIL_URL)


def mail_invitation(invitation: Invitation, link: str, *, inviter: str) -> None:
    """Sent by a thread: nobody waits for the mail server."""
    words = {"inviter": " ".join(inviter.split())[:100], "site": settings.SITE_URL, "link": link}
    body = _(
        "%(inviter)s invites you to look after the status pages at %(site)s.\n\n"
        "Choose a name and a password here, within seven days:\n%(link)s\n\n"
        "The link works once. If you did not expect it, do nothing."
    )
    send_soon(EmailMessage(subject=_("You are invited to %(site)s") % words, body=body % words, to=[invitation.email]))
