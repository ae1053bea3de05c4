"""The way in before there is anybody: a link that works once, for whoever started the program."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.actions import create_user
from aboveboard.accounts.models import SignInPolicy, User
from aboveboard.accounts.permissions import Role
from aboveboard.events.actors import Actor, ActorKind
from aboveboard.lib.tokens import digest_of, is_secret_of, new_secret

LASTS = timedelta(hours=24)


@transaction.atomic
def offer_first_owner(*, at: datetime | None = None) -> str | None:
    """The token of a new link, which replaces any earlier one; null once there is anybody. Only its digest is kept."""
    if User.objects.exists():
        return None
    token = new_secret()
    SignInPolicy.objects.update_or_create(
        id=SignInPolicy.THE_ONE, defaults={"first_owner_digest": digest_of(token), "first_owner_until": (at or timezone.now()) + LASTS}
    )
    return token


def is_first_owner(token: str, *, at: datetime | None = None) -> bool:
    """Whether this link would still make the first owner."""
    policy = SignInPolicy.objects.current()
    if not policy.first_owner_digest or policy.first_owner_until is None or policy.first_owner_until <= (at or timezone.now()):
        return False
    return is_secret_of(policy.first_owner_digest, token) and not User.objects.exists()


@transaction.atomic
def make_first_owner(token: str, *, email: str, name: str, password: str, address: str = "", at: datetime | None = None) -> User:
    """The first person, an owner; the link is gone afterwards. Raises ``ValidationError`` (token, email, password)."""
    list(SignInPolicy.objects.select_for_update())  # of two who come at once with the link, one is the first
    if not is_first_owner(token, at=at):
        raise ValidationError({"token": _("This link has been used, or is too old.")})
    newcomer = Actor(ActorKind.PERSON, name or email, "", address)
    owner = create_user(email=email, role=Role.OWNER, name=name, password=password, at=at, by=newcomer)
    SignInPolicy.objects.update(first_owner_digest="", first_owner_until=None)
    return owner
