"""Invitations: a link that makes somebody a member, once, within a week."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.actions import check_limits, checked_email, create_user, write_limits
from aboveboard.accounts.limits import EVERYWHERE, Limits
from aboveboard.accounts.models import Invitation, User
from aboveboard.accounts.permissions import Role
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor, ActorKind
from aboveboard.events.verbs import Verb
from aboveboard.lib.checks import Faults
from aboveboard.lib.tokens import digest_of, is_secret_of, new_secret

LASTS = timedelta(days=7)
RESENT_EVERY = timedelta(minutes=1)


@transaction.atomic
def invite(
    *,
    role: str,
    email: str = "",
    limits: Limits = EVERYWHERE,
    inviter: User | None = None,
    at: datetime | None = None,
    by: Actor,
) -> tuple[Invitation, str]:
    """An open invitation and the secret of its link, which is kept nowhere. Without an address, whoever has the link may use it.

    Raises ``ValidationError`` (email, role, limits).
    """
    at = at or timezone.now()
    faults = Faults()
    address = checked_email(faults, email) if email.strip() else ""
    if address and Invitation.objects.open(at).filter(email=address).exists():
        faults.add("email", _("This address has been invited already. Send that invitation again, or take it back first."), "taken")
    known_role = faults.choice("role", role, Role)
    check_limits(faults, known_role, limits)
    faults.refuse()
    secret = new_secret()
    invitation = Invitation(
        email=address, role=known_role, digest=digest_of(secret), invited_by=inviter, created_at=at, expires_at=at + LASTS
    )
    invitation.save(force_insert=True)
    write_limits(limits, invitation=invitation)
    told = {"email": address, "role": known_role, "limits": limits.rows()}
    record(Verb.INVITATION_CREATED, f"invitation/{invitation.key}", by=by, at=at, **told)
    return invitation, secret


@transaction.atomic
def renew_invitation(invitation: Invitation, *, at: datetime | None = None, by: Actor) -> str:
    """A new link in place of the old one, good for another week.

    Raises ``ValidationError`` within a minute of the last, or if it is not open.
    """
    at = at or timezone.now()
    invitation.refresh_from_db(from_queryset=Invitation.objects.select_for_update())
    if invitation.accepted_at or invitation.revoked_at:
        raise ValidationError(_("This invitation is not open any more."), code="closed")
    if invitation.expires_at - LASTS > at - RESENT_EVERY:
        raise ValidationError(_("It was sent less than a minute ago."), code="too_soon")
    secret = new_secret()
    invitation.digest = digest_of(secret)
    invitation.expires_at = at + LASTS
    invitation.save(update_fields=["digest", "expires_at"])
    record(Verb.INVITATION_RENEWED, f"invitation/{invitation.key}", by=by, at=at, email=invitation.email)
    return secret


def invitation_with(secret: str, *, at: datetime | None = None) -> Invitation | None:
    """The open invitation that this link belongs to."""
    found = Invitation.objects.open(at or timezone.now()).filter(digest=digest_of(secret)).first()
    return found if found and is_secret_of(found.digest, secret) else None


@transaction.atomic
def accept_invitation(
    secret: str, *, name: str, password: str, email: str = "", network_address: str = "", at: datetime | None = None
) -> User:
    """The new member. ``email`` counts only where the invitation names none. Raises ``ValidationError`` (secret, email, name, password)."""
    at = at or timezone.now()
    known = invitation_with(secret, at=at)
    invitation = Invitation.objects.select_for_update().open(at).filter(pk=known.pk, digest=known.digest).first() if known else None
    if invitation is None:
        raise ValidationError({"secret": _("This invitation was used, taken back, or is too old. Ask for another.")})
    address = invitation.email or email
    newcomer = Actor(ActorKind.PERSON, name.strip()[:100] or address, "", network_address)
    user = create_user(email=address, role=invitation.role, name=name, password=password, limits=invitation.limits, at=at, by=newcomer)
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    record(Verb.INVITATION_ACCEPTED, f"invitation/{invitation.key}", by=newcomer, at=at, user=user.key)
    return user
