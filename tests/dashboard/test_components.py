"""Components and groups as people in a hurry handle them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aboveboard.accounts.limits import Limits
from aboveboard.components.models import Component, ComponentGroup
from aboveboard.components.spans import held_now, settled
from aboveboard.events.models import Event
from tests.dashboard.conftest import SignIn
from tests.world import NOW, a_component, a_group, a_page, an_incident


@pytest.fixture
def ed(sign_in: SignIn) -> Client:
    a_page()
    return sign_in("ed")


def names(screen: str) -> list[str]:
    return [one.name for one in Component.objects.order_by("name") if f">{one.name}</a>" in screen]


def test_an_empty_list_says_what_belongs_there_and_offers_it(ed: Client) -> None:
    screen = ed.get("/dashboard/components/").content.decode()
    assert "No components yet." in screen and "/dashboard/components/new/" in screen


def test_a_component_is_made_and_stands_in_the_list(ed: Client) -> None:
    group = a_group()
    answer = ed.post(
        "/dashboard/components/new/", {"revision": 1, "name": "Rates", "group": group.key, "tags": "core, eu", "enabled": "on"}
    )
    assert answer.status_code == 302
    made = Component.objects.get()
    assert (made.name, made.slug, made.group, made.tags, made.enabled) == ("Rates", "rates", group, ["core", "eu"], True)
    assert names(ed.get("/dashboard/components/").content.decode()) == ["Rates"]
    assert Event.objects.filter(verb="component.created", actor_name="Ed", actor_kind="person").exists()


@pytest.mark.parametrize("enabled", ["", "on"])
def test_a_component_that_no_page_shows_is_not_said_to_be_on_one(ed: Client, enabled: str) -> None:
    screen = ed.post("/dashboard/components/new/", {"revision": 1, "name": "Rates", "enabled": enabled}, follow=True).content.decode()
    assert "Rates is made. It is operational until something says otherwise." in screen and "is on the page" not in screen


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("link", "ftp://x"), ("slug", "Not A Slug"), ("name", "n" * 101)])
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(ed: Client, field: str, value: str) -> None:
    answer = ed.post("/dashboard/components/new/", {"revision": 1, "name": "Rates", "description": "What it costs.", field: value})
    screen = answer.content.decode()
    assert answer.status_code == 400 and 'class="fault"' in screen and "What it costs." in screen
    assert not Component.objects.exists()


def test_search_and_filters_narrow_the_list(ed: Client) -> None:
    calm, troubled = a_component("Calm"), a_component("Troubled")
    an_incident(statuses={troubled: "major_outage"})
    a_component("Unseen", enabled=False)
    assert names(ed.get("/dashboard/components/?search=cal").content.decode()) == ["Calm"]
    assert names(ed.get("/dashboard/components/?filter=trouble").content.decode()) == ["Troubled"]
    assert names(ed.get("/dashboard/components/?filter=hidden").content.decode()) == ["Unseen"]
    assert "Nothing matches." in ed.get("/dashboard/components/?search=zzz").content.decode()
    assert calm.pk


@pytest.mark.parametrize("query", ["page=-1", "page=9999", "page=x", "order=drop", "filter[]=1", "search=%27%20or%201=1--"])
def test_a_list_that_is_asked_wrongly_answers_all_the_same(ed: Client, query: str) -> None:
    a_component()
    assert ed.get(f"/dashboard/components/?{query}").status_code == 200


def test_a_list_of_a_thousand_is_shown_in_pages_with_few_queries(ed: Client, django_assert_max_num_queries: object) -> None:
    group = a_group()
    Component.objects.bulk_create(Component(name=f"C{n}", slug=f"c{n}", group=group, position=n, created_at=NOW) for n in range(1000))
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        screen = ed.get("/dashboard/components/?page=2").content.decode()
    assert "51 to 100 of 1000" in screen.replace("1,000", "1000")


def test_a_status_set_by_hand_says_what_holds_the_component_besides(ed: Client) -> None:
    free, held = a_component("Free"), a_component("Held")
    an_incident(statuses={held: "major_outage"}, at=timezone.now() - timedelta(hours=1))
    said = ed.post(f"/dashboard/components/{free.key}/status", {"status": "degraded_performance"}, follow=True).content.decode()
    assert "Free is now degraded. Readers see it." in said
    said = ed.post(f"/dashboard/components/{held.key}/status", {"status": "operational"}, follow=True).content.decode()
    assert "Held stays major outage for readers: one thing holds it as well." in said and "Bookings fail" in said
    said = ed.post(f"/dashboard/components/{held.key}/status", {"status": "major_outage"}, follow=True).content.decode()
    assert "Held is now major outage. Readers see it." in said


def test_somebody_who_was_overtaken_sees_both_versions_and_loses_nothing(ed: Client, sign_in: SignIn) -> None:
    one = a_component("API", description="Ours")
    sent = {"revision": one.revision, "slug": "api", "enabled": "on"}
    address = f"/dashboard/components/{one.key}/edit/"
    assert sign_in("ada").post(address, {**sent, "name": "API v2"}).status_code == 302
    answer = ed.post(address, {**sent, "name": "Booking API"})
    screen = answer.content.decode()
    assert answer.status_code == 409 and "Booking API" in screen and "API v2" in screen
    one.refresh_from_db()
    assert one.name == "API v2"
    assert ed.post(address, {**sent, "name": "Booking API", "revision": one.revision}).status_code == 302


def test_removing_asks_first_and_counts_what_it_touches(ed: Client) -> None:
    one = a_component()
    an_incident(statuses={one: "degraded_performance"})
    address = f"/dashboard/components/{one.key}/remove/"
    screen = ed.get(address).content.decode()
    assert "1 incident names it" in screen and "1 of them is open" in screen
    assert Component.objects.existing().count() == 1
    ed.post(address)
    assert Component.objects.existing().count() == 0


def test_order_moves_by_button_and_by_dragging(ed: Client) -> None:
    group, other = a_group(), a_group("Other")
    first, second, third = (a_component(name, group=group) for name in ("A", "B", "C"))
    ed.post(f"/dashboard/components/{third.key}/move", {"direction": "up"})
    order = Component.objects.filter(group=group).order_by("position").values_list("name", flat=True)
    assert list(order) == ["A", "C", "B"]
    answer = ed.post("/dashboard/components/arrange", {"group": other.key, "component": [second.key, first.key]})
    assert answer.status_code == 204
    assert list(Component.objects.filter(group=other).order_by("position").values_list("name", flat=True)) == ["B", "A"]
    ed.post(f"/dashboard/groups/{other.key}/move", {"direction": "up"})
    assert list(ComponentGroup.objects.order_by("position").values_list("name", flat=True)) == ["Other", "Booking API"]


def test_order_moves_from_the_screen_of_a_component_too(ed: Client, sign_in: SignIn) -> None:
    """On a phone the list has no room for it."""
    one = a_component()
    form = f'action="/dashboard/components/{one.key}/move"'
    assert form in ed.get(f"/dashboard/components/{one.key}/").content.decode()
    assert form not in sign_in("rae").get(f"/dashboard/components/{one.key}/").content.decode()


def test_many_are_changed_at_once(ed: Client) -> None:
    group, chosen = a_group(), [a_component(name) for name in ("A", "B")]
    left = a_component("C")
    keys = [one.key for one in chosen]
    for change in ({"status": "partial_outage"}, {"group": group.key}, {"tag": "core"}, {"shown": "no"}):
        assert ed.post("/dashboard/components/change", {"chosen": keys, **change}).status_code == 302
    for one in Component.objects.filter(key__in=keys):
        held = held_now([one], at=one.spans.latest("began_at").began_at)[one.pk]
        assert (one.group, one.tags, one.enabled, settled(held)) == (group, ["core"], False, "partial_outage")
    left.refresh_from_db()
    assert left.group is None


def test_a_group_is_made_changed_and_removed_while_its_components_stay(ed: Client) -> None:
    ed.post("/dashboard/groups/new/", {"revision": 1, "name": "Carriers", "collapse": "never", "order": "name"})
    group = ComponentGroup.objects.get()
    one = a_component(group=group)
    ed.post(f"/dashboard/groups/{group.key}/", {"revision": group.revision, "name": "Freight", "collapse": "always", "order": "name"})
    group.refresh_from_db()
    assert (group.name, group.collapse) == ("Freight", "always")
    assert "Its 1 component stays" in ed.get(f"/dashboard/groups/{group.key}/remove/").content.decode()
    ed.post(f"/dashboard/groups/{group.key}/remove/")
    one.refresh_from_db()
    assert one.group is None and not ComponentGroup.objects.exists()


def test_whoever_is_limited_to_a_group_reaches_nothing_else(sign_in: SignIn) -> None:
    a_page()
    mine, theirs = a_group("Mine"), a_group("Theirs")
    inside, outside = a_component("Inside", group=mine), a_component("Outside", group=theirs)
    ed = sign_in("ed", limits=Limits(groups=frozenset({mine.key})))
    assert names(ed.get("/dashboard/components/").content.decode()) == ["Inside"]
    assert ed.get(f"/dashboard/components/{outside.key}/").status_code == 404
    assert ed.post(f"/dashboard/components/{outside.key}/status", {"status": "major_outage"}).status_code == 404
    assert ed.get(f"/dashboard/groups/{theirs.key}/").status_code == 404
    assert ed.get("/dashboard/groups/new/").status_code == 403
    refused = ed.post(f"/dashboard/components/{inside.key}/edit/", {"revision": 1, "name": "Inside", "group": theirs.key})
    assert refused.status_code == 400
    ed.post("/dashboard/components/change", {"chosen": [inside.key, outside.key], "tag": "core"})
    outside.refresh_from_db()
    assert outside.tags == []
    ed.post("/dashboard/components/arrange", {"group": mine.key, "component": [outside.key]})
    outside.refresh_from_db()
    assert outside.group == theirs


def test_somebody_overtaken_by_what_the_form_does_not_show_can_save_the_second_time(ed: Client) -> None:
    group = a_group()
    one, other = a_component("A", group=group), a_component("B", group=group)
    address, sent = f"/dashboard/components/{other.key}/edit/", {"name": "B", "slug": "b", "group": group.key, "enabled": "on"}
    ed.post(f"/dashboard/components/{other.key}/move", {"direction": "up"})
    answer = ed.post(address, {**sent, "name": "Bookings", "revision": other.revision})
    other.refresh_from_db()
    assert answer.status_code == 409 and f'name="revision" value="{other.revision}"' in answer.content.decode()
    assert ed.post(address, {**sent, "name": "Bookings", "revision": other.revision}).status_code == 302
    assert one.pk
