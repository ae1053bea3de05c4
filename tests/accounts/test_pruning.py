"""Invitations and tokens that are over stay as long as the audit log that names them."""

from datetime import timedelta
from typing import Any

import pytest

from aboveboard.accounts.inviting import invite
from aboveboard.accounts.issuing import create_token, revoke_token
from aboveboard.accounts.limits import Limits
from aboveboard.accounts.models import AccessLimit, ApiToken, Invitation
from aboveboard.accounts.pruning import forget_invitations_and_tokens
from tests.accounts.conftest import Person
from tests.world import NOW, OLGA, a_group, ago

pytestmark = pytest.mark.django_db


def test_what_is_over_for_longer_than_the_log_goes_back_is_forgotten_with_its_limits(person: Person, settings: Any) -> None:
    ed, limits = person("ed"), Limits(groups=frozenset({a_group().key}))
    for days in (406, 408):  # they last a week
        invite(role="editor", email=f"{days}@harbourline.example", limits=limits, at=ago(days=days), by=OLGA)
    for name, days in (("expired long ago", 491), ("expired", 489)):  # after 90 days
        create_token(user=ed, name=name, scopes=["*"], limits=limits, at=ago(days=days), by=OLGA)
    create_token(user=ed, name="in use", scopes=["*"], at=NOW, by=OLGA)
    for name, days in (("revoked long ago", 401), ("revoked", 399)):
        token, _ = create_token(user=ed, name=name, scopes=["*"], at=ago(days=402), expires_at=NOW - timedelta(days=50), by=OLGA)
        revoke_token(token, at=ago(days=days), by=OLGA)

    settings.AUDIT_RETENTION_DAYS = 0
    assert forget_invitations_and_tokens(NOW) == 0
    settings.AUDIT_RETENTION_DAYS = 400
    assert forget_invitations_and_tokens(NOW) == 3

    assert set(Invitation.objects.values_list("email", flat=True)) == {"406@harbourline.example"}
    assert set(ApiToken.objects.values_list("name", flat=True)) == {"expired", "in use", "revoked"}
    assert AccessLimit.objects.count() == 2
