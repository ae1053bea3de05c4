"""Tokens in the dashboard: made for oneself, shown once, no more than their person may, and nobody else's business."""

import logging
import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from aboveboard.accounts.issuing import create_token, grant_of_token, revoke_token
from aboveboard.accounts.limits import Limits
from aboveboard.accounts.models import ApiToken, User
from aboveboard.accounts.permissions import ROLES, SCOPES, Role, scopes_within
from aboveboard.dashboard.tokens.words import NOUN_WORDS, scope_words
from aboveboard.events.models import Event
from tests.dashboard.conftest import SignIn
from tests.dashboard.entering import prove_again
from tests.dashboard.test_people import Person
from tests.world import OLGA, a_group, a_page

TOKENS = "/dashboard/tokens/"
NEW = "/dashboard/tokens/new/"
FILLED = {"name": "Deploy script", "scopes": ["incidents:write"], "reach": "everywhere", "days": "90"}


def a_token(user: User, name: str = "Script", **given: object) -> ApiToken:
    return create_token(**{"user": user, "name": name, "scopes": ["*"], "by": OLGA, **given})[0]  # type: ignore[arg-type]


def made(client: Client, **given: object) -> str:
    """The text of a new token, as the screen shows it."""
    answer = client.post(NEW, {**FILLED, **given})
    assert answer.status_code == 200, answer.content.decode()
    found = re.findall(r'value="(ab_[0-9a-z_]+)"', answer.content.decode())
    assert len(found) == 1 and "no-store" in answer.headers["Cache-Control"]
    return str(found[0])


def test_every_noun_of_a_scope_has_words() -> None:
    assert set(NOUN_WORDS) == {scope.partition(":")[0] for scope in SCOPES}
    assert scope_words(["incidents:read", "incidents:write", "pages:read"]) == ["Incidents: read and write", "Pages: read"]


def test_a_token_is_shown_once_and_works(proved: SignIn, person: Person, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    rae = proved("rae")
    text = made(rae)
    grant = grant_of_token(text)
    assert grant and grant.permissions == ROLES[Role.REPORTER] & {"incidents.read", "incidents.report"}
    token = ApiToken.objects.get()
    assert token.user == person("rae") and token.expires_at and timedelta(days=89) < token.expires_at - timezone.now() <= timedelta(days=90)
    stored = [session.get_decoded() for session in Session.objects.all()] + list(Event.objects.values()) + list(ApiToken.objects.values())
    secret = text.split("_")[2]
    again = [rae.get(path).content.decode() for path in (TOKENS, NEW, "/dashboard/")]
    assert not [each for each in [*map(str, stored), *again, caplog.text] if secret in each]


def test_making_one_asks_for_the_password_and_loses_nothing_that_was_typed(sign_in: SignIn) -> None:
    rae = sign_in("rae")
    answer = rae.post(NEW, FILLED)
    assert (answer.status_code, "reauthenticate" in answer.headers["Location"], ApiToken.objects.count()) == (302, True, 0)
    answer = rae.post(answer.headers["Location"], {"password": "a quite long phrase 7", "next": NEW})
    assert answer.status_code == 200 and "ab_" in answer.content.decode() and "no-store" in answer.headers["Cache-Control"]
    assert ApiToken.objects.get().name == "Deploy script"


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", {"name": " "}),
        ("scopes", {"scopes": []}),
        ("scopes", {"scopes": ["maintenances:write"]}),
        ("scopes", {"scopes": ["audit:read"]}),
        ("scopes", {"scopes": ["people:write"]}),
        ("days", {"days": "3650"}),
        ("days", {"days": "-1"}),
        ("reach", {"reach": "only"}),
        ("reach", {"reach": "beyond"}),
    ],
)
def test_nobody_gives_a_token_more_than_they_have(proved: SignIn, field: str, given: dict[str, object]) -> None:
    answer = proved("rae").post(NEW, {**FILLED, **given})
    assert (answer.status_code, field in answer.context["form"].errors, ApiToken.objects.count()) == (400, True, 0)


@pytest.mark.parametrize("role", list(Role))
def test_a_scope_is_offered_if_it_opens_anything_for_that_role(role: Role) -> None:
    offered = scopes_within(ROLES[role])
    assert ("incidents:write" in offered) == (role != Role.VIEWER)
    assert ("templates:write" in offered) == (role in (Role.OWNER, Role.ADMIN, Role.EDITOR))
    assert ("audit:read" in offered) == (role in (Role.OWNER, Role.ADMIN))
    assert "incidents:read" in offered


def test_a_limited_person_limits_tokens_further_and_never_less(proved: SignIn, person: Person) -> None:
    mine, other = a_group("Mine"), a_group("Other")
    ed = proved("ed", limits=Limits(groups=frozenset({mine.key})))
    screen = ed.get(NEW).content.decode()
    assert "Mine" in screen and "Other" not in screen
    refused = ed.post(NEW, {**FILLED, "reach": "only", "groups": [other.key]})
    assert (refused.status_code, ApiToken.objects.count()) == (400, 0)
    grant = grant_of_token(made(ed, reach="only", groups=[mine.key]))
    assert grant and grant.limits == Limits(groups=frozenset({mine.key}))
    everywhere = grant_of_token(made(ed))
    assert everywhere and everywhere.limits == person("ed").limits


def test_somebody_elses_token_looks_as_if_it_did_not_exist(sign_in: SignIn, proved: SignIn, person: Person) -> None:
    """R48."""
    theirs, rae = a_token(person("ed"), "Eds script"), proved("rae")
    assert "Eds script" not in rae.get(TOKENS).content.decode()
    assert "Eds script" not in rae.get(f"{TOKENS}?search=eds").content.decode()
    assert "Eds script" not in rae.get(f"{NEW}?like={theirs.key}").content.decode()
    for method in (rae.get, rae.post):
        there, nowhere = method(f"{TOKENS}{theirs.key}/revoke/"), method(f"{TOKENS}zzzzzzzzzzzz/revoke/")
        tokens = re.compile(rb'value="\w{64}"')
        assert there.status_code == nowhere.status_code == 404
        assert tokens.sub(b"", there.content) == tokens.sub(b"", nowhere.content)
    theirs.refresh_from_db()
    assert theirs.revoked_at is None
    assert sign_in("ada").get(f"{TOKENS}{theirs.key}/revoke/").status_code == 404, "an admin does not look after others' tokens"


def test_revoking_says_what_stops_and_holds_at_once(proved: SignIn) -> None:
    rae = proved("rae")
    text = made(rae)
    grant_of_token(text, address="192.0.2.7")
    path = f"{TOKENS}{ApiToken.objects.get().key}/revoke/"
    asked = rae.get(path).content.decode()
    assert "refused from its next request" in asked and "192.0.2.7" in asked and "Incidents: read and write" in asked
    assert grant_of_token(text) and rae.post(path).status_code == 302
    assert grant_of_token(text) is None
    assert rae.post(path).status_code == 302 and "ended already" in rae.get(path).content.decode()
    assert Event.objects.filter(verb="token.revoked").count() == 1


def test_an_owner_sees_everybodys_and_finds_them(proved: SignIn, person: Person) -> None:
    now = timezone.now()
    a_token(person("ed"), "Eds script")
    a_token(person("rae"), "Short one", expires_at=now + timedelta(days=3))
    over = a_token(person("rae"), "Old one", expires_at=now - timedelta(days=1), at=now - timedelta(days=30))
    revoke_token(a_token(person("rae"), "Gone"), by=OLGA)
    olga = proved("olga")
    made(olga, name="Mine alone")
    shown = {
        asked: {
            name
            for name in ("Eds script", "Short one", "Old one", "Gone", "Mine alone")
            if name in olga.get(TOKENS + asked).content.decode()
        }
        for asked in ("", "?filter=mine", "?filter=soon", "?filter=ended", "?search=rae@")
    }
    assert shown == {
        "": {"Eds script", "Short one", "Old one", "Gone", "Mine alone"},
        "?filter=mine": {"Mine alone"},
        "?filter=soon": {"Short one"},
        "?filter=ended": {"Old one", "Gone"},
        "?search=rae@": {"Short one", "Old one", "Gone"},
    }
    assert over.is_over(now)
    assert olga.post(f"{TOKENS}{ApiToken.objects.get(name='Eds script').key}/revoke/").status_code == 302
    assert Event.objects.get(verb="token.revoked", actor_name="Olga").actor_address == "127.0.0.1"


def test_renewing_begins_with_what_the_old_one_was(proved: SignIn, person: Person) -> None:
    a_page()
    group, rae = a_group("Booking"), proved("rae")
    now = timezone.now()
    limits = Limits(groups=frozenset({group.key}))
    old = a_token(person("rae"), "Nightly", scopes=["components:write"], limits=limits, at=now, expires_at=now + timedelta(days=30))
    form = rae.get(f"{NEW}?like={old.key}").context["form"]
    asked = {name: form[name].value() for name in ("name", "scopes", "reach", "groups", "days", "like")}
    assert asked == {
        "name": "Nightly", "scopes": ["components:write"], "reach": "only", "groups": [group.key], "days": 30, "like": old.key,
    }  # fmt: skip
    answer = rae.post(NEW, {**asked, "pages": []})
    assert f"{TOKENS}{old.key}/revoke/" in answer.content.decode()
    assert sorted(ApiToken.objects.values_list("name", flat=True)) == ["Nightly", "Nightly"]
    old.refresh_from_db()
    assert old.revoked_at is None, "the old one goes on until the new one is in place"


def test_the_first_screen_leads_to_those_that_end_soon(sign_in: SignIn, person: Person) -> None:
    a_page()
    a_token(person("rae"), "Nightly", expires_at=timezone.now() + timedelta(days=3))
    home = sign_in("rae").get("/dashboard/").content.decode()
    assert "Token “Nightly” ends soon" in home and "/dashboard/tokens/?filter=soon" in home
    assert "Nightly" not in sign_in("ada").get("/dashboard/").content.decode()


def test_sixty_tokens_take_few_queries(sign_in: SignIn, person: Person, django_assert_max_num_queries: object) -> None:
    group, ed = a_group(), person("ed")
    for number in range(60):
        a_token(ed, f"Script {number}", limits=Limits(groups=frozenset({group.key})))
    olga = sign_in("olga")
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        screen = olga.get(TOKENS).content.decode()
    assert "1 to 50 of 60" in screen


def test_names_are_escaped(proved: SignIn) -> None:
    rae = proved("rae")
    made(rae, name='<script>alert(1)</script>"')
    for path in (TOKENS, f"{TOKENS}{ApiToken.objects.get().key}/revoke/"):
        assert "<script>alert" not in rae.get(path).content.decode()


def test_a_password_given_a_moment_ago_is_enough(sign_in: SignIn) -> None:
    rae = sign_in("rae")
    prove_again(rae)
    assert grant_of_token(made(rae))
