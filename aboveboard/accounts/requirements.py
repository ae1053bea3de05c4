"""Changing how people sign in here."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.models import SignInPolicy, User
from aboveboard.accounts.permissions import Role
from aboveboard.accounts.sealing import CLIENT, seal
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.lib.changes import changed_by, refuse_moved
from aboveboard.lib.checks import Faults

MOST_GRACE_DAYS = 90
_LENGTHS = {"provider_name": 60, "issuer": 300, "client_id": 200, "group_claim": 60}


@transaction.atomic
def change_sign_in(
    *,
    requires_factor: bool | None = None,
    client_secret: str | None = None,
    revision: int | None = None,
    at: datetime | None = None,
    by: Actor,
    **changes: Any,
) -> SignInPolicy:
    """Changes what is given: ``requires_factor`` (from now on), ``client_secret`` (null: as it is), or fields of the policy.

    Raises ``ValidationError``, with code "moved" if ``revision`` is no longer the newest. Another issuer forgets whom the former knew,
    since their numbers mean somebody else there.
    """
    policy = SignInPolicy.objects.select_for_update().current()
    refuse_moved(policy.revision, revision)
    now = at or timezone.now()
    faults = Faults()
    values = _checked(faults, changes)
    if requires_factor is not None and requires_factor is not bool(policy.second_factor_required_since):
        values["second_factor_required_since"] = now if requires_factor else None
    differing = changed_by(policy, values)
    if client_secret:
        policy.sealed_client_secret = seal(client_secret, CLIENT)
        differing["client_secret"] = ["…", "…"]
    _check_ways_in(faults, policy)
    faults.refuse()
    if not differing:
        return policy
    if "issuer" in differing:
        SocialAccount.objects.all().delete()
    policy.revision += 1
    stored = ["sealed_client_secret" if name == "client_secret" else name for name in differing]
    SignInPolicy.objects.get_or_create(id=SignInPolicy.THE_ONE)  # only now: what is refused writes nothing
    SignInPolicy.objects.filter(id=SignInPolicy.THE_ONE).update(**{name: getattr(policy, name) for name in [*stored, "revision"]})
    record(Verb.SETTINGS_CHANGED, "settings/sign-in", by=by, at=now, changes=differing)
    return policy


def _checked(faults: Faults, changes: dict[str, Any]) -> dict[str, Any]:
    values = dict(changes)
    for name, limit in _LENGTHS.items():
        if name in values:
            values[name] = faults.line(name, values[name], limit=limit, required=name == "group_claim")
    if "grace_days" in values and not 0 <= values["grace_days"] <= MOST_GRACE_DAYS:
        faults.add("grace_days", _("Between 0 and 90 days."))
    if "issuer" in values:
        values["issuer"] = _checked_issuer(faults, values["issuer"].rstrip("/"))
    if not all(role in set(Role) for role in values.get("group_roles", {}).values()):
        faults.add("group_roles", _("Each line gives a group and a role: owner, admin, editor, reporter or viewer."))
    return values


def _checked_issuer(faults: Faults, issuer: str) -> str:
    parts = urlsplit(issuer)
    is_plain = parts.scheme == "http" and settings.OUTBOUND_ALLOW  # a provider in one's own network
    if issuer and (not (parts.scheme == "https" or is_plain) or not parts.hostname or parts.query or parts.fragment or parts.username):
        faults.add("issuer", _("Needs a full address, for example https://login.example.org"))
    return issuer


def _check_ways_in(faults: Faults, policy: SignInPolicy) -> None:
    """Nobody locks the whole installation."""
    if policy.issuer and not policy.client_id:
        faults.add("client_id", _("The provider gives a client ID when you register this installation."))
    if policy.local_sign_in:
        return
    if not policy.issuer:
        faults.add("local_sign_in", _("Set up single sign-on first: otherwise nobody could sign in."))
    if not any(owner.has_usable_password() for owner in User.objects.owners().filter(is_break_glass=True)):
        faults.add("local_sign_in", _("Name an owner with a password who may break the glass when the provider is down."))
