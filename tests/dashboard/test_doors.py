"""What comes with a request besides its form opens nothing: other origins, other fields, other headers, other addresses."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db.models import Model
from django.http import HttpResponse

from aboveboard.accounts.models import AccessLimit, ApiToken, Invitation, SignInPolicy, User
from aboveboard.accounts.permissions import Role
from aboveboard.components.models import Component
from aboveboard.incidents.models import Incident
from aboveboard.pages.models import Page
from tests.dashboard.personas import Persona, persona
from tests.dashboard.posting import Site, half_in, sent, stranger, unchanged
from tests.dashboard.routes import Route, dashboard_routes
from tests.dashboard.samples import make_world, near
from tests.dashboard.test_matrix import plain
from tests.dashboard.watching import undone, writes

EVIL = "evil.example"
FROM_ELSEWHERE: dict[str, dict[str, str]] = {
    "another site": {"Origin": f"https://{EVIL}", "Sec-Fetch-Site": "cross-site"},
    "a sandbox": {"Origin": "null"},
    "a name like ours": {"Origin": "http://testserver.evil.example"},
    "another port": {"Origin": "http://testserver:8443"},
}
TRICKS = {
    "X-Original-URL": "/dashboard/login/",
    "X-Rewrite-URL": "/dashboard/login/",
    "X-HTTP-Method-Override": "GET",
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Server": EVIL,
    "X-Forwarded-Prefix": f"//{EVIL}",
    "X-Forwarded-For": "127.0.0.1",
    "Forwarded": f"for=127.0.0.1;host={EVIL};proto=https",
    "Remote-User": "olga@harbourline.example",
    "X-Remote-User": "olga@harbourline.example",
    "X-User-Role": "owner",
    "Is-Multi-Tenant-Query": "true",
    "Authorization": "Bearer null",
}
MORE_FIELDS = ("role", "is_superuser", "is_staff", "is_owner", "is_active", "is_break_glass", "user", "user_id", "invited_by", "key", "pk")
MORE_FIELDS += ("id", "email", "digest", "limits", "groups", "pages", "created_at", "deleted_at", "revoked_at", "local_sign_in")
AWAY = (
    f"https://{EVIL}/",
    f"//{EVIL}/",
    f"/\\{EVIL}",
    f"https:{EVIL}",
    "javascript:alert(1)",
    f"\thttps://{EVIL}",
    f"/%09/{EVIL}",
    f"///{EVIL}",
)
COMPARED: dict[type[Model], tuple[str, ...]] = {
    User: ("email", "name", "role", "is_active", "is_break_glass", "language"),
    Invitation: ("email", "role", "invited_by__email"),
    ApiToken: ("user__email", "name", "scopes"),
    AccessLimit: ("kind", "target", "user__email"),
    SignInPolicy: ("local_sign_in", "makes_people", "issuer", "group_roles", "provider_proves_factor"),
    Component: ("name", "slug"),
    Incident: ("title", "status", "visibility"),
    Page: ("name", "slug"),
}
ODD_QUERIES = (
    "search=%00&filter=%ff&order=%ED%A0%80&page=-1",
    "search=%25%27%22)%3b--&filter=role%3downer&order=-password&page=99999999999999999999",
    f"page=1%2527&page=2&filter[]=x&order=(select+1)&search={'x' * 5000}&only={'(' * 500}",
)
ODD_NAMES = ("%00", "..%2f..%2fetc%2fpasswd", "%ff%fe", "9" * 60, "x" * 3000, "%F0%9F%98%80", "'%20or%201=1--")


@pytest.fixture
def site(db: None, settings: Any) -> Site:
    settings.MAIL_URL = "smtp://mail.example"
    return Site()


def test_nothing_is_posted_from_elsewhere_or_without_the_forms_token(db: None) -> None:
    """R9, R18, R81; with the token and from here the same request is let through, else this would prove nothing."""
    world = make_world()
    owner = persona(world, Role.OWNER, checks_csrf=True)
    owner.client.get("/dashboard/account/")
    token = owner.client.cookies["csrftoken"].value
    wrong = []
    for route in dashboard_routes():
        path = near(route, world)
        for what, headers in {"no token": {}, **FROM_ELSEWHERE}.items():
            given = {"csrfmiddlewaretoken": token} if headers else {}
            with undone(), writes() as written:
                answer = owner.client.post(path, given, headers=headers)
            if answer.status_code != 403 or written:
                wrong.append(f"{route} from {what}: {answer.status_code}, wrote to {written}")
    assert wrong == []
    assert (
        owner.client.post("/dashboard/account/", {"csrfmiddlewaretoken": token}, headers={"Origin": "http://testserver"}).status_code == 302
    )


def test_fields_that_a_form_does_not_have_change_nothing_and_lead_nowhere(site: Site) -> None:
    """R68, R75."""
    wrong = []
    for turn, form in enumerate(site.forms):
        away = AWAY[turn % len(AWAY)].encode()
        more = {name: [b"1" if name.startswith("is_") else b"owner"] for name in MORE_FIELDS if name not in form.fields}
        told = []
        for fields in (unchanged(form), unchanged(form) | more | {"next": [away]}):
            with undone():
                answer = sent(form.who.client, form.path, fields)
                told.append((answer.status_code, state()))
        if told[0] != told[1]:
            wrong.append(f"{form}: {told}")
        if leads_away(answer):
            wrong.append(f"{form}: next={away!r} led to {answer.headers['Location']}")
    assert wrong == []


def state() -> list[tuple[str, list[str]]]:
    """What there is, in order and without what differs each time."""
    return [(model.__name__, sorted(map(str, model._default_manager.values_list(*names)))) for model, names in COMPARED.items()]


def leads_away(answer: HttpResponse) -> bool:
    target = answer.headers.get("Location", "/")
    return bool(urlsplit(target).netloc) or not target.startswith("/") or target.startswith(("//", "/\\"))


def test_no_header_opens_a_door(site: Site) -> None:
    """R45: the same answer with and without, for a stranger and for whoever may least."""
    wrong = []
    for who in (stranger(), persona(site.world, Role.VIEWER)):
        for route in dashboard_routes():
            for method in ("GET", "POST"):
                path = near(route, site.world)
                usual, tricked = (told_to(who, method, path, headers) for headers in ({}, TRICKS))
                if usual != tricked:
                    wrong.append(f"{method} {route} by {who}: {usual}, with tricks {tricked}")
    assert wrong == []


def told_to(who: Persona, method: str, path: str, headers: dict[str, str]) -> tuple[int, str | None, bytes]:
    who.client.cookies.pop("messages", None)  # of what was asked before
    with undone():
        answer = who.client.generic(method, path, headers=headers)
    return answer.status_code, answer.headers.get("Location"), plain(answer)


def test_no_address_is_so_odd_that_it_breaks_a_screen(site: Site) -> None:
    """R1, R39, R51."""
    wrong = []
    for route in dashboard_routes():
        for path in odd_addresses(route, site):
            with undone(), writes() as written:
                answer = site.owner.client.get(path)
            if answer.status_code >= 500 or written:
                wrong.append(f"{path[:200]}: {answer.status_code}, wrote to {written}")
    assert wrong == []


def odd_addresses(route: Route, site: Site) -> Iterator[str]:
    usual = near(route, site.world)
    yield from (f"{usual}?{query}" for query in ODD_QUERIES)
    for name in route.names:
        yield from (route.at(**{each: odd if each == name else 1 for each in route.names}) for odd in ODD_NAMES)


def test_nobody_touches_the_passkeys_of_others(site: Site) -> None:
    """R48."""
    half_in(site.world.people[0])
    theirs = site.world.people[0].authenticator_set.get()  # type: ignore[attr-defined]
    for path in (f"/dashboard/account/passkeys/{theirs.pk}/", f"/dashboard/account/passkeys/{theirs.pk}/remove/"):
        with writes() as written:
            assert [site.owner.client.get(path).status_code, site.owner.client.post(path, {"name": "Mine"}).status_code] == [404, 404]
        assert written == []
