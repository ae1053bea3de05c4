"""People, how far they reach, invitations, and tokens for programs. Factors and sessions are kept by django-allauth."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q

from aboveboard.accounts.limits import LimitKind, Limits
from aboveboard.accounts.permissions import Role
from aboveboard.accounts.queries import ApiTokenQuerySet, InvitationQuerySet, SignInPolicyQuerySet, UserManager
from aboveboard.lib.tokens import short_id

ROLE_CHOICES = [(role.value, role.value) for role in Role]


class User(AbstractBaseUser):
    """A person who may sign in. ``email`` is in lower case. ``is_break_glass``: may use a password even while local sign-in is off."""

    key = models.CharField(max_length=12, unique=True, default=short_id)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=16, choices=ROLE_CHOICES, default=Role.VIEWER)
    language = models.CharField(max_length=12, blank=True)  # of the dashboard; empty: as the browser asks
    has_single_keys = models.BooleanField(default=True)  # shortcuts of one letter in the dashboard
    is_break_glass = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Asked by libraries; Django's admin is not part of the program."""
        return False

    @property
    def limits(self) -> Limits:
        return Limits.of((row.kind, row.target) for row in self.limit_rows.all())


class Invitation(models.Model):
    """A one-use link to become a member. Only the digest of its token is stored. ``email`` empty: whoever has the link."""

    key = models.CharField(max_length=12, unique=True, default=short_id)
    email = models.EmailField(max_length=254, blank=True)
    role = models.CharField(max_length=16, choices=ROLE_CHOICES)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"invitation/{self.key}"

    @property
    def limits(self) -> Limits:
        return Limits.of((row.kind, row.target) for row in self.limit_rows.all())


class ApiToken(models.Model):
    """A program that acts for a person, with at most these scopes. Only the digest of the token is stored."""

    key = models.CharField(max_length=12, unique=True, default=short_id)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    last_used_from = models.CharField(max_length=45, blank=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return f"token/{self.key}"

    def is_over(self, now: datetime) -> bool:
        """Revoked or expired: it opens nothing any more."""
        return self.revoked_at is not None or (self.expires_at is not None and self.expires_at <= now)

    @property
    def limits(self) -> Limits:
        return Limits.of((row.kind, row.target) for row in self.limit_rows.all())


class AccessLimit(models.Model):
    """Somebody reaches only this page or this group (and what other rows name). ``target`` is its key."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="limit_rows")
    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, null=True, related_name="limit_rows")
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, null=True, related_name="limit_rows")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in LimitKind])
    target = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "target"], name="limit_of_user_once"),
            models.UniqueConstraint(fields=["token", "kind", "target"], name="limit_of_token_once"),
            models.UniqueConstraint(fields=["invitation", "kind", "target"], name="limit_of_invitation_once"),
            models.CheckConstraint(
                condition=(
                    Q(user__isnull=False, token__isnull=True, invitation__isnull=True)
                    | Q(user__isnull=True, token__isnull=False, invitation__isnull=True)
                    | Q(user__isnull=True, token__isnull=True, invitation__isnull=False)
                ),
                name="limit_of_one_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.target}"


class SignInPolicy(models.Model):
    """How people sign in, for the whole installation: one row, or none while everything is as it comes."""

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    second_factor_required_since = models.DateTimeField(null=True)
    grace_days = models.PositiveSmallIntegerField(default=7)
    provider_proves_factor = models.BooleanField(default=False)  # single sign-on counts as two factors
    local_sign_in = models.BooleanField(default=True)  # by password or passkey; off: only people who may break the glass
    provider_name = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=300, blank=True)  # empty: no single sign-on
    client_id = models.CharField(max_length=200, blank=True)
    sealed_client_secret = models.TextField(blank=True)
    group_claim = models.CharField(max_length=60, default="groups")
    group_roles = models.JSONField(default=dict)  # group at the provider -> role here
    makes_people = models.BooleanField(default=False)  # somebody unknown here becomes a person when signing in
    first_owner_digest = models.CharField(max_length=64, blank=True)  # of the link for whoever comes first
    first_owner_until = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)

    objects = SignInPolicyQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="sign_in_policy_is_one")]

    def __str__(self) -> str:
        return "sign-in"
