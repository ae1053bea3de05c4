"""Which people, tokens and invitations."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

from aboveboard.accounts.permissions import Permission, Role

if TYPE_CHECKING:
    from aboveboard.accounts.grants import Grant
    from aboveboard.accounts.models import ApiToken, Invitation, SignInPolicy, User  # noqa: F401  (quoted below)


ENDS_SOON = timedelta(days=14)  # how long before its end somebody is reminded of a token


def is_unended(now: datetime) -> Q:
    """Of tokens: neither revoked nor expired."""
    return Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=now))


def is_ending_soon(now: datetime) -> Q:
    """Of tokens: somebody should renew it by now."""
    return Q(revoked_at__isnull=True, expires_at__gt=now, expires_at__lte=now + ENDS_SOON)


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def owners(self) -> "UserQuerySet":
        """People who may sign in and own the installation, everywhere."""
        return self.active().filter(role=Role.OWNER)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Also finds people by their address for Django's sign-in."""


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, now: datetime) -> "ApiTokenQuerySet":
        """Neither revoked nor expired, of people who may still sign in."""
        return self.unended(now).filter(user__is_active=True)

    def unended(self, now: datetime) -> "ApiTokenQuerySet":
        """Neither revoked nor expired."""
        return self.filter(is_unended(now))

    def ending_soon(self, now: datetime) -> "ApiTokenQuerySet":
        """Those that somebody should renew by now."""
        return self.filter(is_ending_soon(now))

    def known_to(self, grant: "Grant") -> "ApiTokenQuerySet":
        """One's own, and everybody's for those who look after them."""
        return self.all() if grant.may(Permission.TOKENS_MANAGE) else self.filter(user__key=grant.actor.id)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> "InvitationQuerySet":
        """Neither accepted, nor revoked, nor expired."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)


class SignInPolicyQuerySet(models.QuerySet["SignInPolicy"]):
    def current(self) -> "SignInPolicy":
        """The installation's, as it comes if nobody has changed it."""
        return self.first() or self.model()
