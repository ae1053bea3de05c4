"""Becoming a member: a link that works once, for a week, and never gives more than its sender still has."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from aboveboard.accounts.actions import change_user, remove_user
from aboveboard.accounts.inviting import accept_invitation, invitation_with, invite, renew_invitation
from aboveboard.accounts.limits import Limits
from aboveboard.accounts.models import Invitation, User
from aboveboard.accounts.withdrawing import revoke_invitation
from aboveboard.events.models import Event
from tests.accounts.conftest import Person
from tests.world import ADA, NOW, OLGA, ahead

PASSWORD = "a quite long phrase 7"
GROUP = Limits(groups=frozenset({"g"}))


def accepted(secret: str, **given: object) -> User:
    return accept_invitation(secret, **{"name": "Nia", "password": PASSWORD, "at": ahead(days=1), **given})  # type: ignore[arg-type]


def test_it_makes_a_member_with_the_role_and_reach_that_were_given(db: None) -> None:
    invitation, secret = invite(email="Nia@Example.org", role="reporter", limits=GROUP, at=NOW, by=ADA)
    nia = accepted(secret, email="somebody-else@example.org")
    assert (nia.email, nia.role, nia.limits, nia.name) == ("nia@example.org", "reporter", GROUP, "Nia")
    assert nia.check_password(PASSWORD)
    assert Event.objects.get(verb="invitation.accepted").data == {"user": nia.key}
    assert invitation.digest not in str(list(Event.objects.values())) and secret not in str(list(Invitation.objects.values()))


def test_it_works_once(db: None) -> None:
    secret = invite(email="nia@example.org", role="viewer", at=NOW, by=ADA)[1]
    accepted(secret)
    with pytest.raises(ValidationError, match="used"):
        accepted(secret)
    assert User.objects.count() == 1


@pytest.mark.parametrize("secret", ["", "nothing", "é" * 500, "\x00", "\udcff"])
def test_a_link_that_nobody_was_given_opens_nothing(db: None, secret: str) -> None:
    invite(email="nia@example.org", role="viewer", at=NOW, by=ADA)
    assert invitation_with(secret, at=NOW) is None
    with pytest.raises(ValidationError):
        accepted(secret)


def test_it_is_good_for_a_week(db: None) -> None:
    secret = invite(role="viewer", at=NOW, by=ADA)[1]
    assert invitation_with(secret, at=ahead(days=6, hours=23)) and not invitation_with(secret, at=ahead(days=7))


def test_it_can_be_taken_back(db: None) -> None:
    invitation, secret = invite(role="viewer", at=NOW, by=ADA)
    revoke_invitation(invitation, at=NOW, by=ADA)
    revoke_invitation(invitation, at=NOW, by=ADA)
    assert not invitation_with(secret, at=NOW) and Event.objects.filter(verb="invitation.revoked").count() == 1
    with pytest.raises(ValidationError):
        renew_invitation(invitation, at=ahead(days=1), by=ADA)


def test_sending_it_again_makes_a_new_link_and_a_new_week_but_not_within_a_minute(db: None) -> None:
    invitation, first = invite(email="nia@example.org", role="viewer", at=NOW, by=ADA)
    with pytest.raises(ValidationError, match="minute"):
        renew_invitation(invitation, at=NOW + timedelta(seconds=59), by=ADA)
    later = ahead(days=3)
    second = renew_invitation(invitation, at=later, by=ADA)
    assert not invitation_with(first, at=later) and invitation_with(second, at=later + timedelta(days=6))
    with pytest.raises(ValidationError, match="minute"):
        renew_invitation(invitation, at=later + timedelta(seconds=1), by=ADA)


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("email", {"email": "no address"}),
        ("email", {"email": "olga@harbourline.example"}),
        ("email", {"email": "invited@example.org"}),
        ("role", {"role": "king"}),
        ("limits", {"role": "owner", "limits": GROUP}),
    ],
)
def test_what_cannot_be_offered_is_said_by_field(person: Person, field: str, given: dict[str, object]) -> None:
    person("olga")
    invite(email="invited@example.org", role="viewer", at=NOW, by=ADA)
    with pytest.raises(ValidationError) as refused:
        invite(**{"role": "viewer", "at": NOW, "by": ADA, **given})  # type: ignore[arg-type]
    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("field", "given"), [("password", {"password": "short"}), ("email", {"email": ""}), ("email", {"email": "olga@harbourline.example"})]
)
def test_what_is_wrong_with_an_acceptance_leaves_it_open(person: Person, field: str, given: dict[str, object]) -> None:
    person("olga")
    secret = invite(role="viewer", at=NOW, by=ADA)[1]
    with pytest.raises(ValidationError) as refused:
        accepted(secret, **{"email": "nia@example.org", **given})
    assert field in refused.value.message_dict
    assert accepted(secret, email="nia@example.org").role == "viewer"


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"is_active": False}, {"limits": GROUP}])
def test_whoever_loses_a_role_takes_the_invitations_with_it(person: Person, change: dict[str, object]) -> None:
    ada = person("ada")
    secret = invite(role="admin", inviter=ada, at=NOW, by=ADA)[1]
    change_user(ada, at=NOW, by=OLGA, **change)  # type: ignore[arg-type]
    assert invitation_with(secret, at=NOW) is None


def test_whoever_is_removed_takes_the_invitations_along(person: Person) -> None:
    ada = person("ada")
    secret = invite(role="admin", inviter=ada, at=NOW, by=ADA)[1]
    remove_user(ada, at=NOW, by=OLGA)
    assert invitation_with(secret, at=NOW) is None
