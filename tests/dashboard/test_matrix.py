"""Every address × method × role × reach against the matrix of accounts/permissions.py. New views are included by themselves."""

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse

from aboveboard.accounts.permissions import Role
from tests.dashboard.personas import Persona, make_personas, persona
from tests.dashboard.routes import METHODS, Route, dashboard_routes, every_route, guarded_routes
from tests.dashboard.samples import World, far_and_nothing, has_samples, make_world, near
from tests.dashboard.watching import undone, writes

SIGN_IN = "/dashboard/login/"
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def cast(world: World) -> list[Persona]:
    return make_personas(world)


def answers(persona: Persona, path: str, methods: tuple[str, ...] = METHODS) -> Iterator[tuple[str, HttpResponse, list[str]]]:
    """Method, answer, and the tables that were written to; everything is undone after each."""
    for method in methods:
        with undone(), writes() as written:
            answer = persona.client.generic(method, path)
        yield method, answer, written


def test_every_view_says_who_may_enter() -> None:
    silent = [str(route) for route in every_route() if route.who is None]
    assert silent == [], "these views have no gate: put @public, @signed_in or @requires(Permission.…) on them (accounts/gates.py)"


def test_nobody_passes_a_gate_that_the_matrix_closes_and_nothing_changes(world: World, cast: list[Persona]) -> None:
    """A stranger is sent to the sign-in (part of a page: 401), everybody else gets 403; a method that does not exist may be 405."""
    wrong = []
    for route in every_route():
        for who in refused(route, cast):
            for method, answer, written in answers(who, near(route, world)):
                if not is_refused(who, answer):
                    wrong.append(f"{method} {route} needs “{route.who}”; {who} got {answer.status_code}")
                if written:
                    wrong.append(f"{method} {route}: refused to {who}, but it wrote to {written}")
    assert wrong == []


def refused(route: Route, cast: list[Persona]) -> list[Persona]:
    """Gates do not ask to what somebody is limited, so one kind of limit stands for both."""
    return [who for who in cast if not route.admits(who.grant) and not who.name.endswith("page")]


def is_refused(who: Persona, answer: HttpResponse) -> bool:
    if who.grant is None:
        return answer.status_code in (401, 405) or (answer.status_code == 302 and answer.headers["Location"].startswith(SIGN_IN))
    return answer.status_code in (403, 405)


def test_nobody_is_refused_what_the_matrix_allows(world: World, cast: list[Persona]) -> None:
    wrong = []
    for route in dashboard_routes():
        for who in least_allowed(cast, route):
            for method, answer, _ in answers(who, near(route, world), ("GET", "POST")):
                if answer.status_code == 403 or answer.status_code >= 500:
                    wrong.append(f"{method} {route} is open to {who} ({route.who}), but the answer was {answer.status_code}")
    assert wrong == []


def least_allowed(cast: list[Persona], route: Route) -> list[Persona]:
    """An owner, and those with the lowest role that may enter, everywhere and limited: whoever is between may as well."""
    allowed = [who for who in cast if who.grant and route.admits(who.grant)]
    lowest = allowed[-1].grant.role if allowed and allowed[-1].grant else None
    return [who for who in allowed if who.grant and who.grant.role in (Role.OWNER, lowest)]


def test_what_samples_name_is_there_for_an_owner(world: World) -> None:
    """Else the rest of the matrix would try doors that lead nowhere."""
    owner = persona(world, Role.OWNER)
    lost = [
        str(route)
        for route in guarded_routes()
        if has_samples(route) and all(answer.status_code == 404 for _, answer, _ in answers(owner, near(route, world), ("GET", "POST")))
    ]
    assert lost == [], "these answer 404 to an owner: mend their line in SAMPLES (tests/dashboard/samples.py)"


def test_what_is_out_of_reach_looks_as_if_it_did_not_exist(world: World, cast: list[Persona]) -> None:
    wrong = []
    for route, who, far, nothing in beyond(world, cast):
        pairs = zip(answers(who, far, ("GET", "POST")), answers(who, nothing, ("GET", "POST")), strict=True)
        for (method, told, written), (_, missing, _) in pairs:
            if told.status_code not in (404, 405) or plain(told) != plain(missing) or written:
                wrong.append(f"{method} {route} out of reach of {who}: {told.status_code}, wrote {written}; nothing: {missing.status_code}")
    assert wrong == [], "load objects through within(grant.limits) and answer 404 (ARCHITECTURE.md)"


def beyond(world: World, cast: list[Persona]) -> Iterator[tuple[Route, Persona, str, str]]:
    """Each route that names an object, with everybody limited who may enter, one object beyond their reach, and none."""
    limited = [who for who in cast if who.is_limited]
    for route in guarded_routes():
        for far, nothing in far_and_nothing(route, world):
            yield from ((route, who, far, nothing) for who in limited if route.admits(who.grant))


def plain(answer: HttpResponse) -> bytes:
    """The body without what differs from answer to answer."""
    return _TOKEN.sub(b"", answer.content)


def test_reading_never_writes(world: World, cast: list[Persona]) -> None:
    wrong = []
    for route in every_route():
        for who in cast[:2]:  # a stranger, and an owner, who comes everywhere
            for method, _answer, written in answers(who, near(route, world), ("GET",)):
                if written:
                    wrong.append(f"{method} {route} by {who} wrote to {written}")
    assert wrong == []
