"""Single sign-on against a real OpenID Connect provider on the loopback (R46)."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from oidc_provider_mock import run_server_in_thread

from aboveboard.accounts.models import SignInPolicy, User
from aboveboard.accounts.requirements import change_sign_in
from aboveboard.lib.outbound import parsed_networks
from tests.dashboard.conftest import SignIn
from tests.dashboard.entering import is_in, log_in, prove_again, told
from tests.world import OLGA

LEAVE = "/dashboard/login/with/sso/"
Person = Callable[..., User]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with run_server_in_thread(require_nonce=True) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture
def provider(server: str, db: None, settings: Any) -> str:
    settings.OUTBOUND_ALLOW = parsed_networks(["127.0.0.0/8", "::1"])
    change_sign_in(issuer=server, client_id="aboveboard", client_secret="shared words", provider_name="Harbour ID", by=OLGA)
    return server


def known_there(provider: str, sub: str, email: str, *, verified: bool = True, **claims: Any) -> None:
    answer = httpx.put(
        f"{provider}/users/{sub}", json={"email": email, "email_verified": verified, "name": sub.title(), **claims}, timeout=60
    )
    assert answer.status_code == 204


def there(client: Client, sub: str) -> str:
    """Leaves for the provider, agrees there as ``sub``, and gives the address that leads back."""
    away = client.get(LEAVE).headers["Location"]
    answer = httpx.post(away, data={"sub": sub}, timeout=60)
    assert answer.status_code in (302, 303), answer.text
    return answer.headers["Location"].removeprefix("http://testserver").removeprefix("http://localhost:8000")


def through(client: Client, sub: str) -> HttpResponse:
    return client.get(there(client, sub))


def test_somebody_known_comes_in_by_the_address_that_the_provider_proves(provider: str, person: Person) -> None:
    ed = person("ed")
    known_there(provider, "ed-at-id", "ED@harbourline.example")
    client = Client()
    assert "Sign in with Harbour ID" in client.get("/dashboard/login/").content.decode()
    answer = through(client, "ed-at-id")
    assert (answer.status_code, answer.headers["Location"], is_in(client)) == (302, "/dashboard/", True)
    assert told("user.signed_in") == [("user.signed_in", ed.key, "Ed")]
    ed.refresh_from_db()
    assert ed.has_usable_password(), "the password stays"


def test_what_is_asked_of_the_provider_carries_state_nonce_and_pkce(provider: str) -> None:
    asked = parse_qs(urlsplit(Client().get(LEAVE).headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 16 for name in ("state", "nonce", "code_challenge"))
    assert "shared words" not in str(asked)


def test_the_same_person_is_known_again_though_their_address_changed_there(provider: str, person: Person) -> None:
    known_there(provider, "ed-2", "ed@harbourline.example")
    person("ed")
    through(Client(), "ed-2")
    known_there(provider, "ed-2", "edward@elsewhere.example")
    client = Client()
    through(client, "ed-2")
    assert is_in(client)


@pytest.mark.parametrize("verified", [False, "true", None])
def test_an_address_without_proof_opens_nothing(provider: str, person: Person, verified: Any) -> None:
    person("ed")
    known_there(provider, "thief", "ed@harbourline.example", verified=verified)
    client = Client()
    assert through(client, "thief").status_code == 403
    assert not is_in(client)


def test_a_stranger_is_refused_unless_the_installation_makes_people(provider: str) -> None:
    known_there(provider, "sam", "sam@stranger.example")
    client = Client()
    answer = through(client, "sam")
    assert (answer.status_code, "Nobody here" in answer.content.decode(), User.objects.count()) == (403, True, 0)
    change_sign_in(makes_people=True, by=OLGA)
    through(client, "sam")
    sam = User.objects.get()
    assert (sam.email, sam.role, sam.name, sam.has_usable_password(), is_in(client)) == (
        "sam@stranger.example",
        "viewer",
        "Sam",
        False,
        True,
    )


@pytest.mark.parametrize(
    ("groups", "role"), [(["ops", "staff"], "admin"), (["staff"], "reporter"), (["others"], None), (None, None), ("staff", "reporter")]
)
def test_groups_at_the_provider_give_the_role_here(provider: str, groups: Any, role: str | None) -> None:
    change_sign_in(makes_people=True, group_roles={"ops": "admin", "staff": "reporter"}, by=OLGA)
    known_there(provider, f"new-{role}-{len(str(groups))}", "new@harbourline.example", groups=groups)
    answer = through(Client(), f"new-{role}-{len(str(groups))}")
    assert (User.objects.first().role if role else User.objects.first()) == role
    assert answer.status_code == (302 if role else 403)


def test_a_role_follows_the_groups_but_the_last_owner_stays_one(provider: str, person: Person) -> None:
    change_sign_in(group_roles={"staff": "reporter"}, by=OLGA)
    for name in ("olga", "ed"):
        person(name)
        known_there(provider, name, f"{name}@harbourline.example", groups=["staff"])
        through(Client(), name)
    assert [person(name).role for name in ("olga", "ed")] == ["owner", "reporter"]


@pytest.mark.parametrize("damage", ["tampered", "absent", "replayed", "somebody else's", "another nonce"])
def test_an_answer_that_was_not_asked_for_changes_nothing(provider: str, person: Person, damage: str) -> None:
    person("ed")
    known_there(provider, "ed", "ed@harbourline.example")
    client = Client()
    back = there(client, "ed")
    if damage == "tampered":
        back = back.replace("state=", "state=x")
    elif damage == "absent":
        back = "&".join(part for part in back.split("&") if not part.startswith("state=")).replace("?state=", "?nothing=")
    elif damage == "replayed":
        client.get(back)
        client.post("/dashboard/logout/")
    elif damage == "somebody else's":
        client = Client()
    else:
        session = client.session
        session["sign_in_nonce"] = "another"
        session.save()
    answer = client.get(back)
    assert (answer.status_code, is_in(client)) == (400, False)


def test_what_the_provider_refuses_or_garbles_is_said_without_an_error_of_ours(provider: str) -> None:
    client = Client()
    state = parse_qs(urlsplit(client.get(LEAVE).headers["Location"]).query)["state"][0]
    for words in (f"error=access_denied&state={state}", "code=nonsense&state=nonsense", "", "state=%00"):
        assert client.get(f"{LEAVE}callback/?{words}").status_code == 400, words


def test_another_site_cannot_send_somebody_to_the_provider(provider: str) -> None:
    answer = Client().get(LEAVE, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.headers["Location"] == "/dashboard/login/"


def test_without_a_provider_nobody_is_signed_out_on_the_way_to_one(sign_in: SignIn) -> None:
    ed = sign_in("ed")
    assert (ed.get(LEAVE).status_code, is_in(ed)) == (404, True)


def test_without_a_provider_there_is_no_such_address(db: None) -> None:
    assert Client().get(LEAVE).status_code == 404
    assert Client().get(f"{LEAVE}callback/").status_code == 404
    assert Client().get("/dashboard/login/with/other/").status_code == 404


def test_local_sign_in_can_be_off_except_for_breaking_the_glass(provider: str, person: Person) -> None:
    ed, olga = person("ed"), person("olga")
    User.objects.filter(pk=olga.pk).update(is_break_glass=True)
    inside = Client()
    log_in(inside, ed)
    change_sign_in(local_sign_in=False, by=OLGA)
    assert not is_in(inside), "who came by a password is out at once"
    locked, glass, known = Client(), Client(), Client()
    log_in(locked, ed)
    log_in(glass, olga)
    known_there(provider, "ed", ed.email)
    through(known, "ed")
    assert [is_in(client) for client in (locked, glass, known)] == [False, True, True]


def older(client: Client, minutes: int) -> None:
    """As if the provider had said so many minutes earlier who this is."""
    session = client.session
    for step in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        step["at"] -= 60 * minutes
    session.save()


def test_whoever_is_disabled_at_the_provider_is_out_within_a_quarter_of_an_hour(provider: str, person: Person) -> None:
    person("ed")
    known_there(provider, "ed-4", "ed@harbourline.example")
    client = Client()
    through(client, "ed-4")
    older(client, 9)
    assert is_in(client)
    older(client, 2)
    asked = client.get("/dashboard/components/?page=1")
    assert asked.headers["Location"] == f"{LEAVE}?next=%2Fdashboard%2Fcomponents%2F%3Fpage%3D1"
    assert client.post("/dashboard/page", {"page": "x"}).headers["Location"] == "/dashboard/", "what was written can still be sent"
    older(client, 5)
    assert "/dashboard/login/" in client.post("/dashboard/page", {"page": "x"}).headers["Location"]
    assert client.get("/dashboard/").headers["Location"].startswith("/dashboard/login/")


def test_whoever_is_still_known_there_goes_on_where_they_were(provider: str, person: Person) -> None:
    person("ed")
    known_there(provider, "ed-5", "ed@harbourline.example")
    client = Client()
    through(client, "ed-5")
    older(client, 20)
    again = client.get("/dashboard/components/").headers["Location"]
    assert again.startswith(LEAVE)
    away = client.get(again).headers["Location"]
    back = (
        httpx.post(away, data={"sub": "ed-5"}, timeout=60)
        .headers["Location"]
        .removeprefix("http://testserver")
        .removeprefix("http://localhost:8000")
    )
    assert client.get(back).headers["Location"] == "/dashboard/components/"
    assert is_in(client)


def test_whoever_came_by_password_is_not_asked_for_at_the_provider(provider: str, person: Person) -> None:
    client = Client()
    log_in(client, person("ed"))
    older(client, 60)
    assert is_in(client)


def test_nobody_can_lock_the_installation(provider: str, person: Person, sign_in: SignIn) -> None:
    olga = sign_in("olga")
    prove_again(olga)
    form = {"revision": SignInPolicy.objects.get().revision, "grace_days": 7, "group_claim": "groups", "issuer": provider, "client_id": "a"}
    answer = olga.post("/dashboard/sign-in/", form)
    assert "break the glass" in answer.content.decode()
    assert SignInPolicy.objects.get().local_sign_in
    answer = olga.post(
        "/dashboard/sign-in/", form | {"break_glass": [person("olga").key], "requires_factor": "on", "group_roles": "ops = admin"}
    )
    policy = SignInPolicy.objects.get()
    assert (answer.status_code, policy.local_sign_in, policy.group_roles) == (302, False, {"ops": "admin"})
    assert policy.second_factor_required_since is not None


def test_a_provider_is_asked_before_it_is_kept_and_never_in_the_own_network(provider: str, sign_in: SignIn, settings: Any) -> None:
    olga = sign_in("olga")
    prove_again(olga)
    form = {
        "revision": SignInPolicy.objects.get().revision,
        "grace_days": 7,
        "group_claim": "groups",
        "client_id": "a",
        "local_sign_in": "on",
    }
    for issuer in ("http://localhost:9", f"{provider}/nothing"):
        assert olga.post("/dashboard/sign-in/", form | {"issuer": issuer}).status_code == 400, issuer
    settings.OUTBOUND_ALLOW = ()
    answer = olga.post("/dashboard/sign-in/", form | {"issuer": "https://localhost:9"})
    assert "private network" in answer.content.decode()
    assert SignInPolicy.objects.get().issuer == provider


def test_the_client_secret_is_never_shown_and_a_second_editor_loses_nothing(provider: str, sign_in: SignIn) -> None:
    olga = sign_in("olga")
    prove_again(olga)
    assert "shared words" not in olga.get("/dashboard/sign-in/").content.decode()
    answer = olga.post("/dashboard/sign-in/", {"revision": 1, "grace_days": 9, "group_claim": "groups", "local_sign_in": "on"})
    screen, newest = answer.content.decode(), SignInPolicy.objects.get()
    assert (answer.status_code, 'value="9"' in screen, "Saved meanwhile" in screen) == (409, True, True)
    assert f"<td></td><td>{provider}</td>" in screen and "<td>9</td><td>7</td>" in screen
    assert newest.issuer == provider
    again = {
        "revision": newest.revision,
        "grace_days": 9,
        "group_claim": "groups",
        "local_sign_in": "on",
        "issuer": provider,
        "client_id": "a",
    }
    assert f'name="revision" value="{newest.revision}"' in screen
    assert olga.post("/dashboard/sign-in/", again).status_code == 302, "sent once more, it stands"
