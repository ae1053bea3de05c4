"""Tokens for programs: making them, taking them back, and what each may do at the moment it is used."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.actions import write_limits
from aboveboard.accounts.apitokens import identity_in, make_token
from aboveboard.accounts.grants import Grant
from aboveboard.accounts.limits import EVERYWHERE, Limits
from aboveboard.accounts.models import ApiToken, User
from aboveboard.accounts.permissions import SCOPES, Role, covered_by, permissions_of
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor, ActorKind
from aboveboard.events.verbs import Verb
from aboveboard.lib.checks import NAME_LENGTH, Faults
from aboveboard.lib.tokens import is_secret_of, short_id

ALL = "*"  # every scope that there is
LIFETIME = timedelta(days=90)
LONGEST = timedelta(days=366)
NOTED_EVERY = timedelta(minutes=1)  # so that a busy program does not write a row with each request


@transaction.atomic
def create_token(
    *,
    user: User,
    name: str,
    scopes: Iterable[str],
    limits: Limits = EVERYWHERE,
    expires_at: datetime | None = None,
    at: datetime | None = None,
    by: Actor,
) -> tuple[ApiToken, str]:
    """A token that acts for ``user``, and its text, which is shown once and kept nowhere. Without limits it reaches as far as the person.

    It lasts 90 days unless told otherwise, a year at most. Raises ``ValidationError`` (name, scopes, limits, expires_at).
    """
    at = at or timezone.now()
    faults = Faults()
    name = faults.line("name", name, limit=NAME_LENGTH)
    wanted = list(dict.fromkeys(scopes))
    unknown = [scope for scope in wanted if scope != ALL and scope not in SCOPES]
    if not wanted:
        faults.add("scopes", _("Choose at least one thing that it may do."), "required")
    elif unknown:
        allowed = ", ".join([*SCOPES, ALL])
        faults.add("scopes", _("“%(value)s” is not one of: %(allowed)s."), "unknown", value=str(unknown[0])[:50], allowed=allowed)
    if limits and not user.limits.cover(limits):
        faults.add("limits", _("A token reaches no further than the person it acts for."))
    until = expires_at or at + LIFETIME
    if not at < until <= at + LONGEST:
        faults.add("expires_at", _("This must be in the future, and within a year."))
    faults.refuse()
    key = short_id()
    made = make_token(key)
    token = ApiToken(key=key, user=user, name=name, digest=made.digest, scopes=wanted, created_at=at, expires_at=until)
    token.save(force_insert=True)
    write_limits(limits, token=token)
    told = {"name": name, "scopes": wanted, "limits": limits.rows(), "expires_at": until}
    record(Verb.TOKEN_CREATED, f"token/{key}", by=by, at=at, user=user.key, **told)
    return token, made.text


@transaction.atomic
def revoke_token(token: ApiToken, *, at: datetime | None = None, by: Actor) -> None:
    """From now on it opens nothing. A second time changes nothing."""
    at = at or timezone.now()
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        token.revoked_at = at
        record(Verb.TOKEN_REVOKED, f"token/{token.key}", by=by, at=at, name=token.name)


def grant_of_token(text: str, *, address: str = "", now: datetime | None = None) -> Grant | None:
    """What whoever shows this token may now; null if it is not one of ours, revoked, expired, or its person may not sign in.

    That is at most what the person may now, whatever they might when the token was made. Notes that it was used.
    """
    now = now or timezone.now()
    identity = identity_in(text)
    known = ApiToken.objects.usable(now).filter(key=identity).select_related("user").first() if identity else None
    if known is None or not is_secret_of(known.digest, text):
        return None
    limits = known.user.limits.narrowed_to(known.limits)
    if limits is None:
        return None  # the person reaches nothing of what the token was made for any more
    _note_use(known, address, now)
    role = Role(known.user.role)
    return Grant(
        actor=Actor(ActorKind.TOKEN, known.name, known.key, address),
        role=role,
        permissions=permissions_of(role, limited=bool(limits)) & covered_by(known.scopes),
        limits=limits,
    )


def _note_use(token: ApiToken, address: str, now: datetime) -> None:
    lately = Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - NOTED_EVERY)
    ApiToken.objects.filter(lately, pk=token.pk).update(last_used_at=now, last_used_from=address[:45])
