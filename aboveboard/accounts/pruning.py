"""Forgetting invitations and tokens that are over: they stay for as long as the audit log that names them."""

from datetime import datetime

from django.db.models import Q

from aboveboard.accounts.models import ApiToken, Invitation
from aboveboard.events.pruning import kept_since
from aboveboard.lib.pruning import prune


def forget_invitations_and_tokens(now: datetime) -> int:
    """Deletes those that were accepted, taken back or expired so long ago. Returns how many."""
    since = kept_since(now)
    if since is None:
        return 0
    tokens = ApiToken.objects.filter(Q(revoked_at__lt=since) | Q(expires_at__lt=since))
    return prune(Invitation.objects.filter(expires_at__lt=since)) + prune(tokens)
