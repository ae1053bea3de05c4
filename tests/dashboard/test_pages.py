"""Pages as those who look after them handle them."""

from typing import Any

import pytest
from django.test import Client

from aboveboard.accounts.limits import Limits
from aboveboard.components.models import Component
from aboveboard.dashboard.pages.forms import PageForm
from aboveboard.events.models import Event
from aboveboard.pages.actions import change_page
from aboveboard.pages.models import Page
from aboveboard.publishing.actions import publish
from tests.dashboard.conftest import SignIn
from tests.world import NOW, OLGA, a_component, a_group, a_page


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


def filled(page: Page, **given: Any) -> dict[str, Any]:
    """The form about a page as a browser would send it, with some fields changed."""
    return {**PageForm.values_of(page), "revision": page.revision, **given}


def test_a_page_is_made_and_has_a_screen(ada: Client) -> None:
    sent = {
        "revision": 1,
        "name": "Ferries",
        "languages": "en, de",
        "time_zone": "Europe/Berlin",
        "history_days": 14,
        "description": "Boats.",
    }
    answer = ada.post("/dashboard/pages/new/", {**sent, "footer_links": "Imprint of ours https://example.com/imprint\n\n"})
    made = Page.objects.get()
    assert answer.headers["Location"] == f"/dashboard/pages/{made.key}/" and made.languages == ["en", "de"]
    assert made.footer_links == [{"label": "Imprint of ours", "url": "https://example.com/imprint"}]
    screen = ada.get(f"/dashboard/pages/{made.key}/").content.decode()
    assert "Boats." in screen and "Europe/Berlin" in screen and "Deutsch" in screen
    assert Event.objects.filter(verb="page.created", actor_name="Ada").exists()


def test_words_are_changed_in_each_language_of_the_page(ada: Client) -> None:
    page = a_page(languages=["en", "de"])
    ada.post(f"/dashboard/pages/{page.key}/edit/", filled(page, name="Harbour", description="How it is", description__de="Wie es ist"))
    page.refresh_from_db()
    assert (page.name, page.description) == ("Harbour", {"en": "How it is", "de": "Wie es ist"})


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "This field is required."),
        ("host", "https://status.example.com", "host name without port"),
        ("slug", "Not A Slug", "lower-case letters"),
        ("languages", "en, klingon", "not a known language code"),
        ("languages", " , ", "At least one language"),
        ("time_zone", "Europe/Atlantis", "Select a valid choice"),
        ("history_days", "0", "greater than or equal to 1"),
        ("history_days", "91", "less than or equal to 90"),
        ("footer_links", "Imprint", "has words and an address"),
        ("footer_links", "Evil javascript:alert(1)", "whole address"),
        ("footer_links", "\n".join(f"Link https://example.com/{n}" for n in range(21)), "at most 20 links"),
        ("description", "x" * 1001, "at most 1000 characters"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_changes(ada: Client, field: str, value: str, said: str) -> None:
    page = a_page()
    answer = ada.post(f"/dashboard/pages/{page.key}/edit/", filled(page, **{field: value}))
    assert answer.status_code == 400 and said in answer.content.decode()
    assert Page.objects.get().revision == page.revision


def test_somebody_who_was_overtaken_sees_both_versions(ada: Client) -> None:
    page = a_page()
    sent = filled(page, name="Mine")
    change_page(page, name="Theirs", by=OLGA)
    answer = ada.post(f"/dashboard/pages/{page.key}/edit/", sent)
    screen = answer.content.decode()
    assert answer.status_code == 409 and "Mine" in screen and "Theirs" in screen and Page.objects.get().name == "Theirs"
    for side in ("look", "shows"):
        assert ada.post(f"/dashboard/pages/{page.key}/{side}/", {"revision": 1, "shows": "everything"}).status_code == 409


def test_a_page_shows_what_was_chosen_and_everything_again(ada: Client) -> None:
    page, group = a_page(), a_group("Booking")
    a_component("Rates", group=group)
    alone, other = a_component("Alone"), a_component("Other")
    address = f"/dashboard/pages/{page.key}/shows/"
    ada.post(address, {"revision": page.revision, "shows": "only", "groups": [group.key], "components": [alone.key]})
    page.refresh_from_db()
    assert [one.name for one in Component.objects.shown_on(page).order_by("name")] == ["Alone", "Rates"]
    assert "checked" in ada.get(address).content.decode().split(f'value="{alone.key}"')[1].split(">")[0]
    answer = ada.post(address, {"revision": page.revision, "shows": "only"})
    assert answer.status_code == 400 and "Choose at least one" in answer.content.decode()
    ada.post(address, {"revision": page.revision, "shows": "everything"})
    page.refresh_from_db()
    assert page.shows_everything and other in Component.objects.shown_on(page)


def test_whoever_is_limited_to_a_page_changes_its_look_and_not_its_reach(sign_in: SignIn) -> None:
    page, other = a_page(), a_page("Other")
    client = sign_in("ada", limits=Limits(pages=frozenset({page.key})))
    screen = client.get(f"/dashboard/pages/{page.key}/").content.decode()
    assert "/look/" in screen and "/shows/" not in screen and "/remove/" not in screen
    assert client.post(f"/dashboard/pages/{page.key}/look/", {"revision": 1, "accent": "#e4007c"}).status_code == 302
    assert client.post(f"/dashboard/pages/{page.key}/shows/", {"revision": 2, "shows": "everything"}).status_code == 403
    assert client.get(f"/dashboard/pages/{other.key}/look/").status_code == 404


def test_the_default_place_moves_and_removing_asks_first(ada: Client) -> None:
    first, second = a_page("First"), a_page("Second")
    screen = ada.post(f"/dashboard/pages/{first.key}/remove/").content.decode()
    assert "Make another page the default page first." in screen and Page.objects.count() == 2
    ada.post(f"/dashboard/pages/{second.key}/default")
    publish(first, now=NOW)
    screen = ada.get(f"/dashboard/pages/{first.key}/remove/").content.decode()
    assert "Its 1 edition vanishes" in screen and Page.objects.count() == 2
    ada.post(f"/dashboard/pages/{first.key}/remove/")
    assert list(Page.objects.all()) == [second] and second.name in ada.get("/dashboard/pages/").content.decode()
