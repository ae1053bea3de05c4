"""Saying on the screen who may read a page."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from aboveboard.accounts.limits import Limits
from aboveboard.events.models import Event
from aboveboard.pages.admitting import password_fits, set_readers
from aboveboard.pages.models import Page
from aboveboard.publishing.actions import publish
from tests.dashboard.conftest import SignIn
from tests.publishing.folders import folder_of
from tests.world import NOW, OLGA, a_page

PASSWORD = "swordfish at noon"


@pytest.fixture
def ada(sign_in: SignIn) -> Client:
    return sign_in("ada")


def say(client: Client, page: Page, readers: str, *, confirmed: bool = True, **given: Any) -> HttpResponse:
    sent = {"revision": Page.objects.get(pk=page.pk).revision, "readers": readers, **given}
    answer: Any = client.post(f"/dashboard/pages/{page.key}/readers/", {**sent, "confirmed": "on"} if confirmed else sent)
    page.refresh_from_db()
    return answer


def test_the_screen_says_what_a_private_page_gives_up(ada: Client) -> None:
    screen = ada.get(f"/dashboard/pages/{a_page().key}/readers/").content.decode()
    assert (
        "stays up when everything behind it is dead" in screen
        and "caches on the way" in screen
        and "Yes, take it from the public" in screen
    )


@pytest.mark.parametrize(
    ("readers", "given"),
    [("signed_in", {}), ("password", {"password": PASSWORD}), ("addresses", {"networks": "192.0.2.1\r\n\r\n2001:db8::/32"})],
)
def test_a_page_is_taken_from_the_public(ada: Client, readers: str, given: dict[str, str]) -> None:
    page = a_page()
    assert say(ada, page, readers, **given).status_code == 302
    assert page.readers == readers and password_fits(page, PASSWORD) is (readers == "password")
    assert page.readers_networks == (["192.0.2.1/32", "2001:db8::/32"] if readers == "addresses" else [])
    assert PASSWORD not in str(list(Event.objects.values("data")))
    assert PASSWORD not in ada.get(f"/dashboard/pages/{page.key}/readers/").content.decode()


def test_it_leaves_the_served_folder_with_the_answer_though_no_worker_runs(ada: Client) -> None:
    page = a_page()
    publish(page, now=NOW)
    assert folder_of(page).exists()
    say(ada, page, "signed_in")
    assert not folder_of(page).exists()


def test_a_deleted_page_leaves_it_too(ada: Client) -> None:
    a_page()
    other = a_page("Other", slug="other")
    publish(other, now=NOW)
    ada.post(f"/dashboard/pages/{other.key}/remove/")
    assert not Page.objects.filter(pk=other.pk).exists() and not folder_of(other).exists()


def test_turning_it_private_or_public_is_asked_twice(ada: Client) -> None:
    page = a_page()
    refused = say(ada, page, "signed_in", confirmed=False)
    assert refused.status_code == 400 and "Tick this to go on." in refused.content.decode() and not page.is_private
    say(ada, page, "signed_in")
    assert say(ada, page, "everyone", confirmed=False).status_code == 400 and page.is_private
    assert say(ada, page, "everyone").status_code == 302 and not page.is_private


def test_other_readers_of_a_private_page_are_chosen_without_asking(ada: Client) -> None:
    page = a_page(readers="signed_in")
    assert say(ada, page, "password", password=PASSWORD, confirmed=False).status_code == 302
    assert say(ada, page, "password", confirmed=False).status_code == 302 and password_fits(page, PASSWORD), "empty: as it is"


@pytest.mark.parametrize(
    ("readers", "given", "said"),
    [
        ("password", {}, "Readers need a password"),
        ("password", {"password": "short"}, "From 12 to 200 characters."),
        ("password", {"password": "x" * 201}, "at most 200"),
        ("addresses", {}, "At least one address or network."),
        ("addresses", {"networks": "everywhere"}, "“everywhere” is neither an address nor a network"),
        ("strangers", {}, "is not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(ada: Client, readers: str, given: dict[str, str], said: str) -> None:
    page = a_page()
    answer = say(ada, page, readers, **given)
    assert answer.status_code == 400 and said in answer.content.decode() and not page.is_private


def test_whoever_was_overtaken_sees_both(ada: Client) -> None:
    page = a_page()
    seen = page.revision
    set_readers(page, readers="addresses", networks=["192.0.2.1"], at=NOW, by=OLGA)
    answer = say(ada, page, "signed_in", revision=seen)
    assert answer.status_code == 409 and "192.0.2.1/32" in answer.content.decode() and page.readers == "addresses"


def test_whoever_looks_after_this_page_alone_may_and_editors_may_not(sign_in: SignIn) -> None:
    page, other = a_page(), a_page("Other")
    limited = sign_in("ada", limits=Limits(pages=frozenset({page.key})))
    assert say(limited, page, "signed_in").status_code == 302 and page.is_private
    assert say(limited, other, "signed_in").status_code == 404
    assert say(sign_in("ed"), other, "signed_in").status_code == 403
