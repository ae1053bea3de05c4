"""Pages as those who look after them handle them."""

import pytest
from django.test import Client

from aboveboard.accounts.limits import Limits
from tests.dashboard.conftest import SignIn
from tests.world import a_group, a_page


@pytest.fixture
def ada(sign_in: SignIn) -> Client:
    return sign_in("ada")


def test_the_list_names_every_page_with_its_address(ada: Client) -> None:
    main, other = a_page("Harbourline"), a_page("Ferries", slug="ferries")
    screen = ada.get("/dashboard/pages/").content.decode()
    assert f"/dashboard/pages/{main.key}/" in screen and f"/dashboard/pages/{other.key}/" in screen
    assert "/p/ferries/" in screen and "Nothing matches." in ada.get("/dashboard/pages/?search=zzz").content.decode()


def test_an_empty_list_says_what_a_page_is(ada: Client) -> None:
    assert "No pages yet." in ada.get("/dashboard/pages/").content.decode()


def test_whoever_is_limited_to_groups_has_no_page_in_charge(sign_in: SignIn) -> None:
    page, group = a_page(), a_group()
    client = sign_in("vera", limits=Limits(groups=frozenset({group.key})))
    assert "No page is in your charge." in client.get("/dashboard/pages/").content.decode()
    assert client.get(f"/dashboard/pages/{page.key}/").status_code == 404
    assert "Nothing has a name like that." in client.get(f"/dashboard/find/?search={page.name}").content.decode()
