"""What the installation asks of everybody who signs in: a second factor, and by which way they may come. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from aboveboard.accounts.models import SignInPolicy, User
from aboveboard.accounts.permissions import Role

PROVIDER_ID = "sso"  # in addresses: /dashboard/login/with/sso/callback/
PROVIDER = "socialaccount"  # what django-allauth calls single sign-on in a session's records

PROOF_LASTS = 15 * 60  # seconds that the provider's word is good for: whoever is disabled there is out by then
PROOF_RENEWED = 10 * 60  # asked for again from then on when a screen is opened, so that what is written there can be sent


def proof_age(steps: Sequence[Mapping[str, Any]], now: float) -> float:
    """Seconds since the provider last said who this is; 0 for a session that began otherwise. ``steps``: django-allauth's records."""
    if not steps or steps[0].get("method") != PROVIDER:
        return 0
    return now - max(float(step["at"]) for step in steps if step.get("method") == PROVIDER)


def factor_due_at(policy: SignInPolicy, user: User) -> datetime | None:
    """When this person must have a second factor; null: never. Somebody who came later has the same grace."""
    if policy.second_factor_required_since is None:
        return None
    return max(policy.second_factor_required_since, user.created_at) + timedelta(days=policy.grace_days)


def is_factor_overdue(policy: SignInPolicy, user: User, *, has_factor: bool, ways: Iterable[str], now: datetime) -> bool:
    """Whether this person may do nothing but set up a second factor. ``ways``: how this session was signed in."""
    due = factor_due_at(policy, user)
    if due is None or due > now or has_factor:
        return False
    return not (policy.provider_proves_factor and PROVIDER in ways)


def may_come_by(policy: SignInPolicy, user: User, ways: Iterable[str]) -> bool:
    """Whether a session that was signed in by ``ways`` is good: while local sign-in is off, by single sign-on or by breaking the glass."""
    return policy.local_sign_in or user.is_break_glass or PROVIDER in ways


def role_for_groups(policy: SignInPolicy, groups: Iterable[str]) -> Role | None:
    """The highest role that any of these groups at the provider gives; null if none does."""
    wanted = {policy.group_roles[group] for group in groups if group in policy.group_roles}
    return next((role for role in Role if role in wanted), None)


def groups_in(claims: Mapping[str, Any], claim: str) -> list[str]:
    """The groups that a provider names in ``claim``; "realm_access.roles" looks inside."""
    found: Any = claims
    for step in claim.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return [found]
    return [group for group in found if isinstance(group, str)] if isinstance(found, list) else []
