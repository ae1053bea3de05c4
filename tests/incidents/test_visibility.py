"""Who sees an incident, where, and from when."""

from datetime import datetime

import pytest

from aboveboard.components.actions import change_component, delete_component, select_for_page
from aboveboard.events.models import Event
from aboveboard.incidents.actions import change_incident, delete_incident
from aboveboard.incidents.models import Incident
from aboveboard.incidents.work import release_due
from aboveboard.pages.audience import Audience
from tests.incidents.reading import public_status
from tests.racing import at_once
from tests.world import ADA, ED, NOW, a_component, a_group, a_page, ago, ahead, an_incident

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("visibility", "published_at", "public", "members"),
    [
        ("everyone", ago(hours=1), True, True),
        ("everyone", NOW, True, True),
        ("everyone", ahead(seconds=1), False, False),
        ("signed_in", ago(hours=1), False, True),
        ("signed_in", ahead(hours=1), False, False),
        ("nobody", ago(hours=1), False, False),
    ],
)
def test_an_incident_is_seen_by_its_readers_once_its_embargo_is_over(
    visibility: str, published_at: datetime, public: bool, members: bool
) -> None:
    an_incident(visibility=visibility, published_at=published_at, at=ago(hours=1))
    assert Incident.objects.visible_to(Audience.PUBLIC, NOW).exists() is public
    assert Incident.objects.visible_to(Audience.MEMBERS, NOW).exists() is members


def test_nobody_sees_a_deleted_incident() -> None:
    delete_incident(an_incident(), at=NOW, by=ED)
    assert not Incident.objects.visible_to(Audience.MEMBERS, NOW).exists()


def test_an_incident_shows_where_one_of_its_components_shows() -> None:
    group = a_group()
    api, web, secret = a_component("API", group=group), a_component("Web"), a_component("Secret", enabled=False)
    everything, by_group, by_component = a_page("All"), a_page("Group"), a_page("Component")
    select_for_page(by_group, groups=[group], by=ADA)
    select_for_page(by_component, components=[web], by=ADA)
    of_api, of_web = an_incident(statuses={api: "major_outage"}), an_incident(statuses={web: "major_outage"})
    of_both, hidden = an_incident(statuses={api: "major_outage", web: "major_outage"}), an_incident(statuses={secret: "major_outage"})
    shown = {page: set(Incident.objects.shown_on(page)) for page in (everything, by_group, by_component)}
    assert shown == {everything: {of_api, of_web, of_both}, by_group: {of_api, of_both}, by_component: {of_web, of_both}}
    change_component(secret, enabled=True, by=ADA)
    assert hidden in Incident.objects.shown_on(everything)


def test_an_incident_without_components_shows_on_the_pages_that_it_names_or_on_those_that_show_everything() -> None:
    a_component()
    everything, other, chosen = a_page("All"), a_page("Other"), a_page("Chosen")
    select_for_page(chosen, by=ADA)
    general, named, two = an_incident(), an_incident(pages=[chosen]), an_incident(pages=[chosen, other])
    shown = {page: sorted(Incident.objects.shown_on(page).values_list("pk", flat=True)) for page in (everything, other, chosen)}
    assert shown == {everything: [general.pk], other: [general.pk, two.pk], chosen: [named.pk, two.pk]}


def test_the_history_of_a_deleted_component_stays_on_pages_that_show_everything() -> None:
    everything, api = a_page(), a_component()
    incident = an_incident(statuses={api: "major_outage"})
    delete_component(api, at=NOW, by=ADA)
    assert list(Incident.objects.shown_on(everything)) == [incident]


def test_an_embargoed_incident_turns_nothing_red_before_it_is_over_and_is_announced_once() -> None:
    api = a_component()
    incident = an_incident(statuses={api: "major_outage"}, published_at=ahead(hours=1))
    assert (public_status(api, NOW), public_status(api, ahead(hours=1))) == ("operational", "major_outage")
    assert not Event.objects.filter(verb="component.status_changed").exists()
    assert Event.objects.get(verb="incident.opened").data["embargoed"] is True
    assert [release_due(moment) for moment in (NOW, ahead(minutes=59), ahead(hours=1), ahead(hours=2))] == [0, 0, 1, 0]
    event = Event.objects.get(verb="incident.released")
    assert (event.subject_id, event.at, event.actor_kind) == (incident.key, ahead(hours=1), "system")


def test_lifting_an_embargo_by_hand_announces_it_at_once_and_once() -> None:
    incident = an_incident(published_at=ahead(hours=1))
    change_incident(incident, published_at=None, at=ahead(minutes=5), by=ED)
    assert incident.published_at == ahead(minutes=5)
    assert Event.objects.filter(verb="incident.released").count() == 1
    assert release_due(ahead(hours=2)) == 0


def test_an_embargo_can_be_put_off_and_a_deleted_incident_is_never_announced() -> None:
    put_off, deleted = an_incident(published_at=ahead(hours=1)), an_incident(published_at=ahead(hours=1))
    change_incident(put_off, published_at=ahead(hours=3), at=NOW, by=ED)
    delete_incident(deleted, at=NOW, by=ED)
    assert [release_due(ahead(hours=2)), release_due(ahead(hours=3))] == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_two_schedules_announce_the_end_of_an_embargo_once() -> None:
    for _ in range(5):
        an_incident(published_at=ahead(hours=1))
    assert at_once(lambda: release_due(ahead(hours=1))) == 5
    assert Event.objects.filter(verb="incident.released").count() == 5
