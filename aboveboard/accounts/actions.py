"""Making people known, and changing what they may."""

from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.limits import EVERYWHERE, Limits
from aboveboard.accounts.models import AccessLimit, User
from aboveboard.accounts.permissions import Role
from aboveboard.accounts.sessions import end_sessions
from aboveboard.accounts.withdrawing import withdraw_invitations
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.lib.changes import changed_by, refuse_moved
from aboveboard.lib.checks import NAME_LENGTH, Faults


@transaction.atomic
def create_user(
    *,
    email: str,
    role: str,
    name: str = "",
    password: str | None = None,
    limits: Limits = EVERYWHERE,
    at: datetime | None = None,
    by: Actor,
) -> User:
    """A new person; without a password only a reset, an invitation or single sign-on lets them in. Raises ``ValidationError``."""
    at = at or timezone.now()
    faults = Faults()
    address = checked_email(faults, email)
    known_role = faults.choice("role", role, Role)
    name = faults.line("name", name, limit=NAME_LENGTH, required=False)
    check_limits(faults, known_role, limits)
    faults.refuse()
    user = User(email=address, role=known_role, name=name, created_at=at)
    set_checked_password(user, password)
    user.save(force_insert=True)
    write_limits(limits, user=user)
    record(Verb.USER_CREATED, f"user/{user.key}", by=by, at=at, email=address, role=known_role, limits=limits.rows())
    return user


@transaction.atomic
def change_user(
    user: User, *, limits: Limits | None = None, revision: int | None = None, at: datetime | None = None, by: Actor, **changes: Any
) -> User:
    """Changes ``name``, ``role``, ``language``, ``has_single_keys``, ``is_break_glass``, ``is_active`` or the limits.

    The last owner stays one. Raises ``ValidationError``, with code "moved" if ``revision`` is no longer the newest.
    """
    owners = _locked_owners(user)
    refuse_moved(user.revision, revision)
    faults, values = Faults(), dict(changes)
    if "role" in values:
        values["role"] = faults.choice("role", values["role"], Role).value
    if "name" in values:
        values["name"] = faults.line("name", values["name"], limit=NAME_LENGTH, required=False)
    before = user.limits
    check_limits(faults, Role(values.get("role", user.role)), before if limits is None else limits)
    if user.role == Role.OWNER and (values.get("role", Role.OWNER) != Role.OWNER or values.get("is_active") is False):
        refuse_last_owner(faults, user, owners)
    faults.refuse()
    differing = changed_by(user, values)
    if limits is not None and limits != before:
        user.limit_rows.all().delete()
        write_limits(limits, user=user)
        differing["limits"] = [before.rows(), limits.rows()]
    if differing:
        user.revision += 1
        user.save(update_fields=[*(name for name in differing if name != "limits"), "revision"])
        record(Verb.USER_CHANGED, f"user/{user.key}", by=by, at=at, changes=differing)
        if {"role", "limits", "is_active"} & set(differing):
            withdraw_invitations(user, at=at, by=by)
        if not user.is_active:
            end_sessions(user, by=by)
    return user


@transaction.atomic
def remove_user(user: User, *, at: datetime | None = None, by: Actor) -> None:
    """Removes a person with their tokens, factors and sessions; what they did stays in the audit log. Raises ``ValidationError``."""
    owners = _locked_owners(user)
    faults = Faults()
    if user.role == Role.OWNER:
        refuse_last_owner(faults, user, owners)
    faults.refuse()
    withdraw_invitations(user, at=at, by=by)
    tokens = user.tokens.unended(at or timezone.now()).count()
    subject, told = f"user/{user.key}", {"email": user.email, "role": user.role, "tokens": tokens}
    user.delete()
    record(Verb.USER_REMOVED, subject, by=by, at=at, **told)


def checked_email(faults: Faults, email: str) -> str:
    """The address in lower case; a fault if it is none or taken."""
    address = faults.line("email", email, limit=254).lower()
    try:
        validate_email(address)
    except ValidationError:
        faults.add("email", _("This must be an e-mail address, as name@example.org."))
        return address
    if User.objects.filter(email=address).exists():
        faults.add("email", _("There is somebody with this address already."), "taken")
    return address


def check_limits(faults: Faults, role: Role, limits: Limits) -> None:
    if limits and role is Role.OWNER:
        faults.add("limits", _("An owner reaches everything: choose another role, or no limits."))


def set_checked_password(user: User, password: str | None) -> None:
    """Raises ``ValidationError`` (password) for one that is too short, common, or like the person's name or address."""
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as refused:
        raise ValidationError({"password": refused.messages}) from None
    user.set_password(password)


def write_limits(limits: Limits, **holder: Any) -> None:
    """Rows for what ``holder`` (user=…, token=… or invitation=…) reaches."""
    AccessLimit.objects.bulk_create(AccessLimit(kind=kind, target=target, **holder) for kind, target in limits.rows())


def refuse_last_owner(faults: Faults, user: User, owners: list[User]) -> None:
    if owners in ([], [user]):
        faults.add("role", _("This is the last owner. Make somebody else an owner first."), "last_owner")


def _locked_owners(user: User) -> list[User]:
    """All owners, locked together with ``user`` and in one order: two owners can neither remove each other nor wait for each other."""
    active_owner = Q(role=Role.OWNER, is_active=True)
    rows = list(User.objects.select_for_update().filter(Q(pk=user.pk) | active_owner).order_by("pk"))
    user.refresh_from_db(from_queryset=User.objects.select_for_update())
    return [row for row in rows if row.role == Role.OWNER and row.is_active]
