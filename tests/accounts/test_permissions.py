"""The matrix of roles, and what limits and scopes take away from it."""

import itertools

import pytest

from aboveboard.accounts.limits import Limits
from aboveboard.accounts.permissions import ROLES, SCOPES, WHOLE, Permission, Role, covered_by, permissions_of


def test_an_owner_may_everything_and_each_role_more_than_the_next() -> None:
    assert ROLES[Role.OWNER] == frozenset(Permission)
    ladder = [ROLES[role] for role in Role]
    assert all(more > less for more, less in itertools.pairwise(ladder))


def test_a_viewer_changes_nothing() -> None:
    assert {permission.split(".")[1] for permission in ROLES[Role.VIEWER]} == {"read"}


@pytest.mark.parametrize("role", list(Role))
def test_whoever_is_limited_may_nothing_that_concerns_the_whole(role: Role) -> None:
    assert not permissions_of(role, limited=True) & WHOLE


def test_scopes_never_cover_people_tokens_sign_in_or_settings() -> None:
    assert not {p for p in covered_by(["*"]) if p.split(".")[0] in ("people", "owners", "tokens", "sign_in", "settings")}
    assert covered_by(["unheard:of"]) == frozenset()
    assert covered_by(list(SCOPES)) == covered_by(["*"])


@pytest.mark.parametrize(
    ("mine", "theirs", "covers"),
    [
        (Limits(), Limits(), True),
        (Limits(), Limits(groups=frozenset({"g"})), True),
        (Limits(groups=frozenset({"g"})), Limits(), False),
        (Limits(groups=frozenset({"g"})), Limits(groups=frozenset({"g", "h"})), False),
        (Limits(groups=frozenset({"g", "h"})), Limits(groups=frozenset({"h"})), True),
        (Limits(pages=frozenset({"p"})), Limits(groups=frozenset({"p"})), False),
    ],
)
def test_nobody_hands_out_more_than_he_has(mine: Limits, theirs: Limits, covers: bool) -> None:
    assert mine.cover(theirs) is covers
