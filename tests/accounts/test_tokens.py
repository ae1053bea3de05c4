"""What a token opens: never more than its scopes, its limits and its person allow, at the moment it is used."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from aboveboard.accounts.actions import change_user, remove_user
from aboveboard.accounts.gates import grant_of, grant_of_bearer
from aboveboard.accounts.issuing import create_token, grant_of_token, revoke_token
from aboveboard.accounts.limits import Limits
from aboveboard.accounts.models import ApiToken, User
from aboveboard.accounts.permissions import SCOPES, Permission, Role, covered_by, permissions_of
from aboveboard.events.actors import ActorKind
from aboveboard.events.models import Event
from tests.accounts.conftest import Person
from tests.world import ED, NOW, OLGA, ahead

GROUPS = Limits(groups=frozenset({"g", "h"}))


def a_token(user: User, *scopes: str, **given: object) -> tuple[ApiToken, str]:
    return create_token(user=user, name="Script", scopes=scopes or ("*",), at=NOW, by=ED, **given)  # type: ignore[arg-type]


def test_a_token_acts_under_its_own_name_and_its_text_is_kept_nowhere(person: Person) -> None:
    token, text = a_token(person("ed"), "incidents:write")
    grant = grant_of_token(text, address="192.0.2.7", now=NOW)
    assert grant and (grant.actor.kind, grant.actor.name, grant.actor.id) == (ActorKind.TOKEN, "Script", token.key)
    stored = str(ApiToken.objects.values().get()) + str(list(Event.objects.values()))
    assert text not in stored and text.split("_")[2] not in stored


@pytest.mark.parametrize("scope", [*SCOPES, "*"])
@pytest.mark.parametrize("role", list(Role))
def test_every_scope_gives_what_both_it_and_the_role_allow(person: Person, scope: str, role: Role) -> None:
    user = person({"owner": "olga", "admin": "ada", "editor": "ed", "reporter": "rae", "viewer": "vera"}[role])
    grant = grant_of_token(a_token(user, scope)[1], now=NOW)
    assert grant and grant.permissions == permissions_of(role, limited=False) & covered_by([scope])
    assert not any(p.split(".")[0] in ("people", "owners", "tokens", "sign_in", "settings") for p in grant.permissions)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_scope_for_one_noun_opens_no_other_and_reading_writes_nothing(scope: str) -> None:
    noun, _, act = scope.partition(":")
    covered = covered_by([scope])
    assert all(p.split(".")[0] in (noun, "incidents") for p in covered)
    assert act == "write" or all(p.endswith(".read") for p in covered)


def test_it_may_less_as_soon_as_its_person_may_less(person: Person) -> None:
    ed, olga = person("ed"), person("olga")
    text = a_token(ed, "incidents:write")[1]
    change_user(ed, role="viewer", by=OLGA)
    grant = grant_of_token(text, now=NOW)
    assert grant and grant.permissions == {Permission.INCIDENTS_READ}
    change_user(ed, is_active=False, by=OLGA)
    assert grant_of_token(text, now=NOW) is None
    assert olga


@pytest.mark.parametrize(
    ("mine", "tokens", "both"),
    [
        (Limits(), Limits(), Limits()),
        (GROUPS, Limits(), GROUPS),
        (Limits(), GROUPS, GROUPS),
        (GROUPS, Limits(groups=frozenset({"h"})), Limits(groups=frozenset({"h"}))),
        (GROUPS, Limits(groups=frozenset({"x"})), None),
        (GROUPS, Limits(pages=frozenset({"g"})), None),
    ],
)
def test_it_reaches_what_both_it_and_its_person_reach(mine: Limits, tokens: Limits, both: Limits | None) -> None:
    assert mine.narrowed_to(tokens) == both


def test_limits_hold_when_used_and_nothing_left_opens_nothing(person: Person) -> None:
    ed = person("ed", limits=GROUPS)
    text = a_token(ed, limits=Limits(groups=frozenset({"h"})))[1]
    grant = grant_of_token(text, now=NOW)
    assert grant and grant.limits == Limits(groups=frozenset({"h"})) and Permission.AUDIT_READ not in grant.permissions
    change_user(ed, limits=Limits(groups=frozenset({"g"})), by=OLGA)
    assert grant_of_token(text, now=NOW) is None, "no common limit must not become no limit"


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", {"name": " "}),
        ("scopes", {"scopes": []}),
        ("scopes", {"scopes": ["people:write"]}),
        ("scopes", {"scopes": ["incidents:write", "owner"]}),
        ("expires_at", {"expires_at": NOW}),
        ("expires_at", {"expires_at": ahead(days=367)}),
        ("limits", {"limits": Limits(groups=frozenset({"other"}))}),
        ("limits", {"limits": Limits(pages=frozenset({"g"}))}),
    ],
)
def test_what_no_token_may_be_is_said_by_field(person: Person, field: str, given: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refused:
        create_token(**{"user": person("ed", limits=GROUPS), "name": "S", "scopes": ["*"], "at": NOW, "by": ED, **given})  # type: ignore[arg-type]
    assert list(refused.value.message_dict) == [field]


def test_it_ends_by_itself_after_90_days_or_at_once_when_revoked(person: Person) -> None:
    token, text = a_token(person("ed"))
    assert grant_of_token(text, now=NOW + timedelta(days=89)) and not grant_of_token(text, now=NOW + timedelta(days=90))
    revoke_token(token, by=OLGA)
    revoke_token(token, by=OLGA)
    assert grant_of_token(text, now=NOW) is None
    assert Event.objects.filter(verb="token.revoked").count() == 1


def test_it_goes_with_its_person(person: Person) -> None:
    ed = person("ed")
    text = a_token(ed)[1]
    remove_user(ed, by=OLGA)
    assert grant_of_token(text, now=NOW) is None
    assert Event.objects.get(verb="user.removed").data["tokens"] in (0, 1)


def test_its_use_is_noted_at_most_once_a_minute(person: Person) -> None:
    token, text = a_token(person("ed"))
    seen = []
    for second, address in ((0, "192.0.2.1"), (59, "192.0.2.2"), (60, "192.0.2.3")):
        grant_of_token(text, address=address, now=NOW + timedelta(seconds=second))
        token.refresh_from_db()
        seen.append(token.last_used_from)
    assert seen == ["192.0.2.1", "192.0.2.1", "192.0.2.3"]


def test_one_that_was_tampered_with_opens_nothing(person: Person) -> None:
    """R53: whatever is shown, the answer is no, never an error."""
    text = a_token(person("ed"))[1]
    _, key, secret, checksum = text.split("_")
    other = a_token(person("rae"))[1].split("_")
    odd = [
        "",
        "nope",
        "ab_",
        "ab___",
        text[:-1],
        text + "0",
        text.upper(),
        f"ab_{key}_{other[2]}_{checksum}",
        f"ab_{other[1]}_{secret}_{checksum}",
    ]
    odd += ["é" * 50, "\x00", "a" * 10_000, f"{text} ", "\udcff" + text, f"ab_{key}_{'0' * 64}_{checksum}"]
    assert [shown for shown in odd if grant_of_token(shown, now=NOW)] == []


def bears(header: str | None, **more: str) -> bool:
    request = RequestFactory().get("/", **more)
    if header is not None:
        request.META["HTTP_AUTHORIZATION"] = header
    return grant_of_bearer(request) is not None


def test_doors_for_programs_take_it_from_the_authorization_header_alone(person: Person) -> None:
    text = create_token(user=person("ed"), name="S", scopes=["*"], by=ED)[1]
    assert bears(f"Bearer {text}") and bears(f"bearer  {text}")
    refused = [
        None,
        text,
        f"Bearer{text}",
        f"Basic {text}",
        f"Token {text}",
        "Bearer",
        "Bearer ",
        "Bearer a b",
        f"Bearer {text} x",
        "\xff",
        "x" * 10_000,
    ]
    assert [header for header in refused if bears(header)] == []
    assert not bears(None, HTTP_COOKIE=f"token={text}; Authorization={text}", QUERY_STRING=f"token={text}&access_token={text}")


def test_a_token_that_begins_like_the_word_bearer_is_not_eaten(person: Person) -> None:
    """R79: a prefix is cut off, not its letters."""
    create_token(user=person("ed"), name="S", scopes=["*"], by=ED)
    for stem in ("Bearer", "BearerBearer ", "Bea rer ab_"):
        assert not bears(f"Bearer {stem}ab_aaaaaaaaaaaa_{'a' * 64}_{'a' * 8}")


def test_what_it_may_is_what_the_request_may(person: Person) -> None:
    text = create_token(user=person("ed"), name="S", scopes=["incidents:read"], by=ED)[1]
    request = RequestFactory().get("/", headers={"Authorization": f"Bearer {text}"})
    assert grant_of_bearer(request) is grant_of(request)
    assert not grant_of(request).may(Permission.INCIDENTS_REPORT)
