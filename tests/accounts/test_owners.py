"""There is always an owner, and nobody gives more than he has."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from aboveboard.accounts.actions import change_user, remove_user
from aboveboard.accounts.gates import grant_for
from aboveboard.accounts.limits import EVERYWHERE, Limits
from aboveboard.accounts.models import User
from aboveboard.accounts.permissions import Role
from tests.accounts.conftest import Person
from tests.racing import at_once
from tests.world import NOW, OLGA

GROUP = Limits(groups=frozenset({"g"}))
LOSSES: dict[str, Callable[[User], object]] = {
    "removed": lambda user: remove_user(user, at=NOW, by=OLGA),
    "demoted": lambda user: change_user(user, role="admin", at=NOW, by=OLGA),
    "switched off": lambda user: change_user(user, is_active=False, at=NOW, by=OLGA),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_the_last_owner_stays(person: Person, loss: str) -> None:
    olga = person("olga")
    person("ada")
    change_user(person("otto"), is_active=False, at=NOW, by=OLGA)
    with pytest.raises(ValidationError, match="last owner"):
        LOSSES[loss](olga)
    assert list(User.objects.owners()) == [olga]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("loss", LOSSES)
def test_of_two_owners_who_go_at_once_one_stays(person: Person, loss: str) -> None:
    owners = [person("olga").pk, person("otto").pk]

    def lose() -> int:
        user = User.objects.filter(pk__in=owners).order_by("?").first()
        for known in [user] if user else []:
            try:
                LOSSES[loss](known)
            except (ValidationError, User.DoesNotExist):
                return 0
        return 1

    at_once(lose, workers=4)
    assert User.objects.owners().count() == 1


@pytest.mark.parametrize(
    ("name", "limits", "gives"),
    [
        ("olga", EVERYWHERE, set(Role)),
        ("ada", EVERYWHERE, set(Role) - {Role.OWNER}),
        ("ada", GROUP, set()),
        ("ed", EVERYWHERE, set()),
        ("vera", EVERYWHERE, set()),
    ],
)
def test_nobody_gives_a_role_that_he_does_not_have(person: Person, name: str, limits: Limits, gives: set[Role]) -> None:
    grant = grant_for(person(name, limits=limits))
    assert {role for role in Role if grant.may_give(role, EVERYWHERE)} == gives
