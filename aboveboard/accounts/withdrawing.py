"""Taking invitations back, one or all that somebody has sent."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from aboveboard.accounts.models import Invitation, User
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, at: datetime | None = None, by: Actor) -> None:
    """Its link opens nothing any more. One that was accepted or taken back stays as it is."""
    at = at or timezone.now()
    if Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(revoked_at=at):
        invitation.revoked_at = at
        record(Verb.INVITATION_REVOKED, f"invitation/{invitation.key}", by=by, at=at, email=invitation.email)


def withdraw_invitations(inviter: User, *, at: datetime | None = None, by: Actor) -> None:
    """Those of somebody who may no longer give what he gave: whoever loses a role must not come back by a link of his own."""
    for invitation in Invitation.objects.open(at or timezone.now()).filter(invited_by=inviter).order_by("id"):
        revoke_invitation(invitation, at=at, by=by)
