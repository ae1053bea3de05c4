"""Changing one's own address: a link sent to the new one proves that it is theirs."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.actions import checked_email
from aboveboard.accounts.happenings import actor_of
from aboveboard.accounts.models import User
from aboveboard.accounts.sessions import end_sessions
from aboveboard.events.actions import record
from aboveboard.events.verbs import Verb
from aboveboard.lib.checks import Faults

LASTS_SECONDS = 3600
_SALT = "new address"


def proof_for(user: User, email: str) -> str:
    """What the link to the new address says. Raises ``ValidationError`` (email) for none, or one that somebody has."""
    faults = Faults()
    address = checked_email(faults, email)
    faults.refuse()
    return signing.dumps({"user": user.key, "from": user.email, "to": address}, salt=_SALT)


def proved(token: str) -> tuple[User, str] | None:
    """Whose address this link changes, to which; null if it is forged, older than an hour, or used: it names the address before."""
    try:
        said = signing.loads(token, salt=_SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return None
    user = User.objects.active().filter(key=said["user"], email=said["from"]).first()
    return (user, said["to"]) if user else None


@transaction.atomic
def confirm_address(token: str, *, network_address: str = "", session: str | None = None, at: datetime | None = None) -> User:
    """Gives the person the address that the link proves; every session but ``session`` ends. Raises ``ValidationError``."""
    known = proved(token)
    if known is None:
        raise ValidationError({"token": _("This link has been used, or is too old.")})
    user, email = known
    user.refresh_from_db(from_queryset=User.objects.select_for_update())
    faults = Faults()
    checked_email(faults, email)
    faults.refuse()
    before, user.email = user.email, email
    user.revision += 1
    user.save(update_fields=["email", "revision"])
    EmailAddress.objects.filter(user_id=user.pk).delete()  # what the library may have noted: nobody signs in by an old address
    doer = actor_of(user, network_address)
    record(Verb.USER_EMAIL_CHANGED, f"user/{user.key}", by=doer, at=at, changes={"email": [before, email]})
    end_sessions(user, but=session, by=doer)
    return user
