"""People at the dashboard of a real installation: made by the command line, signed in by the form."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.browser.installation import Installation

if TYPE_CHECKING:
    from tests.browser.conftest import Tab

PASSWORD = "a quite long phrase 7"
OpenTab = Callable[..., "Tab"]


class Site(NamedTuple):
    """Where a dashboard is that is no whole installation: one in the tests' own process."""

    address: str


def make_person(installation: Installation, name: str, role: str) -> str:
    """Answers the person's address."""
    email = f"{name.lower()}@harbourline.example"
    installation.run("user", "create", "--email", email, "--role", role, "--name", name, "--password-stdin", said=f"{PASSWORD}\n")
    return email


def sign_in(tab: "Tab", installation: Installation | Site, email: str, *, at: str = "/dashboard/") -> "Tab":
    """Signs in by the form, and goes to a screen."""
    tab.page.goto(f"{installation.address}/dashboard/login/")
    give_password(tab.page, email)
    tab.page.wait_for_url(lambda url: "/login/" not in url)
    tab.page.goto(installation.address + at)
    return tab


def give_password(page: Any, email: str) -> None:
    page.get_by_label("Email").or_(page.locator("[name=login]")).first.fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button").first.click()


def readers_read(tab: "Tab", address: str, words: str) -> None:
    """What the published file at this address says, asked again until it says it."""
    tab.page.wait_for_function(
        "async ([address, words]) => (await (await fetch(address, {cache: 'no-store'})).text()).includes(words)",
        arg=[address, words],
        polling=100,
    )


def chip(page: Any, name: str) -> Any:
    """The chip of a component, tapped or not."""
    return page.locator(f"#chips-list .pick[data-name='{name}'] > button")
