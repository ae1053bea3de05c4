"""axe-core finds nothing on any screen of sign-in, people, tokens and the installation, nor on what is shown instead of a screen."""

from typing import Any

import pytest

from aboveboard.accounts.inviting import invite
from aboveboard.accounts.models import User
from aboveboard.accounts.permissions import Role
from tests.browser.conftest import Tab
from tests.browser.dashboard import OpenTab
from tests.browser.test_access import by_turns, violations
from tests.dashboard.personas import Persona, persona
from tests.dashboard.posting import Site, reset_link, stranger
from tests.dashboard.routes import dashboard_routes
from tests.dashboard.samples import near
from tests.world import OLGA

NOUNS = ("about", "account", "audit", "invitation", "login", "logout", "password", "people", "settings", "sign-in", "tokens", "welcome")


@pytest.fixture
def site(live_server: Any) -> Site:
    return Site()


def screens(site: Site, who: Persona) -> list[str]:
    """Those of ``NOUNS`` that this person is shown, found by asking for all."""
    paths = [near(route, site.world) for route in dashboard_routes() if route.noun in NOUNS]
    return [path for path in paths if who.client.get(path).status_code == 200 and "/static/" not in path]


def enter(tab: Tab, address: str, who: Persona) -> None:
    """The tab goes on with the session of a client."""
    for name, morsel in who.client.cookies.items():
        tab.page.context.add_cookies([{"name": name, "value": morsel.value, "url": address}])


def test_no_screen_about_people_has_a_violation(site: Site, live_server: Any, open_tab: OpenTab) -> None:
    viewer = persona(site.world, Role.VIEWER)
    half_in = next(form.who for form in site.forms if form.who.name == "half in")
    _, secret = invite(role=Role.EDITOR, by=OLGA)
    visits = [
        (site.owner, [*screens(site, site.owner), "/dashboard/account/codes/new/", "/dashboard/nothing/"]),
        (stranger(), [*screens(site, stranger()), f"/dashboard/invitation/{secret}/", reset_link(user_of(site.owner))]),
        (half_in, ["/dashboard/login/factor/"]),
        (viewer, ["/dashboard/people/", "/dashboard/account/"]),
    ]
    assert sum(len(paths) for _, paths in visits) > 25
    found: dict[str, list[str]] = {}
    for who, paths in visits:
        tab = open_tab(reduced_motion="reduce")
        enter(tab, live_server.url, who)
        for place, path in enumerate(paths):
            tab.page.goto(live_server.url + path)
            for turn, width in enumerate((390, 1440)):
                tab.page.set_viewport_size({"width": width, "height": 900})
                found[f"{path} as {who}, {width}"] = violations(tab, by_turns(place, turn))
                assert tab.page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert {path: lines for path, lines in found.items() if lines} == {}


def user_of(who: Persona) -> User:
    assert who.user
    return who.user
