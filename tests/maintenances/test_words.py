"""Planning maintenances, and what is said about them."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from aboveboard.components.actions import select_for_page
from aboveboard.events.models import Event
from aboveboard.maintenances.actions import (
    begin_maintenance,
    change_maintenance,
    delete_maintenance,
    edit_update,
    end_maintenance,
    post_update,
    reschedule_maintenance,
)
from aboveboard.maintenances.models import Maintenance
from aboveboard.pages.audience import Audience
from tests.maintenances.reading import held, public_status
from tests.world import ADA, ED, NOW, a_component, a_maintenance, a_page, ago, ahead

pytestmark = pytest.mark.django_db


def test_a_planned_maintenance_is_announced_and_holds_nothing_yet() -> None:
    api = a_component()
    maintenance = a_maintenance(statuses={api: "under_maintenance"}, quiet=True)
    assert (maintenance.status, maintenance.began_at, held(maintenance)) == ("scheduled", None, [])
    update = maintenance.updates.get()
    assert (update.status, update.body, update.at) == ("scheduled", {"en": "We move to new machines."}, NOW)
    event = Event.objects.get(verb="maintenance.planned")
    assert (event.data["statuses"], event.data["quiet"]) == ({api.key: "under_maintenance"}, True)
    assert "machines" not in str(event.data)


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("title", {"title": ""}),
    ("title", {"title": "x" * 201}),
    ("title", {"title": "a\u202eb"}),
    ("body", {"body": ""}),
    ("body", {"body": "x" * 20_001}),
    ("ends_at", {"ends_at": ahead(hours=2)}),
    ("ends_at", {"ends_at": ahead(hours=1)}),
    ("visibility", {"visibility": "friends"}),
    ("statuses", {"statuses": {"API": "under_maintenance"}}),
]


@pytest.mark.parametrize(("field", "given"), REFUSED)
def test_what_may_not_be_planned_is_refused_by_the_name_of_the_field(field: str, given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refusal:
        a_maintenance(**given)
    assert list(refusal.value.message_dict) == [field]
    assert not Maintenance.objects.exists()


def test_the_same_thing_is_imported_once() -> None:
    a_maintenance(import_key="github:1")
    with pytest.raises(ValidationError) as refusal:
        a_maintenance(import_key="github:1")
    assert list(refusal.value.message_dict) == ["import_key"]


def test_more_can_be_said_without_changing_the_stage() -> None:
    maintenance = a_maintenance()
    update = post_update(maintenance, body="Half of it is done.", at=ahead(minutes=1), by=ED)
    assert (update.status, maintenance.revision) == ("scheduled", 2)
    assert Event.objects.get(verb="maintenance.updated").data["update"] == update.key


@pytest.mark.parametrize(("field", "given"), [("body", {"body": ""}), ("at", {"at": ago(minutes=1)}), ("status", {"status": "verifying"})])
def test_an_update_has_words_and_comes_after_the_announcement(field: str, given: dict[str, Any]) -> None:
    maintenance = a_maintenance()
    with pytest.raises(ValidationError) as refusal:
        post_update(maintenance, **{"body": "…", "at": NOW, "by": ED, **given})
    assert list(refusal.value.message_dict) == [field]


def test_each_edit_keeps_the_wording_before_it() -> None:
    maintenance = a_maintenance()
    update = maintenance.updates.get()
    edit_update(update, body="We move twice.", at=ahead(minutes=1), by=ED)
    edit_update(update, body="We move twice.", at=ahead(minutes=2), by=ED)
    assert [edit.body_before for edit in update.edits.all()] == [{"en": "We move to new machines."}]
    assert Maintenance.objects.get().revision == 2
    with pytest.raises(ValidationError) as refusal:
        edit_update(update, body="Other words.", at=NOW, by=ED)
    assert list(refusal.value.message_dict) == ["at"]


@pytest.mark.parametrize("given", [{"visibility": "nobody"}, {"published_at": ahead(hours=1)}])
def test_the_wording_of_a_draft_is_not_kept_for_those_who_read_it_later(given: dict[str, Any]) -> None:
    update = a_maintenance(**given).updates.get()

    edit_update(update, body="Fit to be read.", at=ahead(minutes=1), by=ED)

    assert (update.edits.count(), Maintenance.objects.get().revision) == (0, 2)


def test_changes_are_recorded_and_raise_the_revision() -> None:
    page, maintenance = a_page(), a_maintenance()
    change_maintenance(maintenance, title="Move", visibility="signed_in", pages=[page], at=NOW, by=ADA)
    event = Event.objects.get(verb="maintenance.changed")
    assert event.data["changes"] == {
        "title": [["en"], ["en"]], "visibility": ["everyone", "signed_in"], "pages": [[], [page.key]],
    }  # fmt: skip
    assert Maintenance.objects.get().revision == 2
    change_maintenance(maintenance, title="Move", at=NOW, by=ADA)
    assert Maintenance.objects.get().revision == 2


@pytest.mark.parametrize(("field", "value"), [("title", ""), ("visibility", "x"), ("begins_at", NOW), ("statuses", {"API": "unknown"})])
def test_what_may_not_be_changed_is_refused_by_the_name_of_the_field(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refusal:
        change_maintenance(a_maintenance(), at=NOW, by=ED, **{field: value})
    assert list(refusal.value.message_dict) == [field]


def test_components_changed_while_it_runs_are_held_from_its_beginning() -> None:
    api, web = a_component("API"), a_component("Web")
    maintenance = a_maintenance(statuses={api: "under_maintenance"}, at=ago(hours=3))
    begin_maintenance(maintenance, at=ago(hours=2), by=ED)
    change_maintenance(maintenance, statuses={web: "partial_outage"}, at=NOW, by=ED)
    assert held(maintenance) == [("partial_outage", ago(hours=2), None)]
    assert (public_status(api, NOW), public_status(web, NOW)) == ("operational", "partial_outage")
    assert Event.objects.filter(verb="component.status_changed").count() == 3


def test_what_a_hidden_one_holds_is_hidden_too() -> None:
    api = a_component()
    maintenance = a_maintenance(statuses={api: "under_maintenance"}, at=ago(hours=3))
    begin_maintenance(maintenance, at=ago(hours=2), by=ED)
    change_maintenance(maintenance, visibility="nobody", at=NOW, by=ED)
    assert public_status(api, NOW) == "operational"
    change_maintenance(maintenance, visibility="everyone", published_at=ahead(hours=1), at=NOW, by=ED)
    assert (public_status(api, NOW), public_status(api, ahead(hours=1))) == ("operational", "under_maintenance")
    assert maintenance.released is False
    change_maintenance(maintenance, published_at=None, at=NOW, by=ED)
    assert Event.objects.filter(verb="maintenance.released").count() == 1


def test_nothing_more_is_done_to_a_deleted_one() -> None:
    maintenance = a_maintenance()
    update = maintenance.updates.get()
    delete_maintenance(maintenance, at=NOW, by=ED)
    assert not Maintenance.objects.visible_to(Audience.MEMBERS, NOW).exists()
    at = ahead(hours=1)
    for again in (
        lambda: delete_maintenance(maintenance, at=at, by=ED),
        lambda: change_maintenance(maintenance, title="Again", at=at, by=ED),
        lambda: post_update(maintenance, body="Again", at=at, by=ED),
        lambda: edit_update(update, body="Again", at=at, by=ED),
        lambda: reschedule_maintenance(maintenance, ends_at=ahead(days=1), at=at, by=ED),
        lambda: begin_maintenance(maintenance, at=at, by=ED),
        lambda: end_maintenance(maintenance, at=at, by=ED),
    ):
        with pytest.raises(ValidationError, match="deleted"):
            again()


def test_a_maintenance_shows_where_its_components_show_or_on_the_pages_that_it_names() -> None:
    api, web = a_component("API"), a_component("Web")
    everything, chosen = a_page("All"), a_page("Chosen")
    select_for_page(chosen, components=[api], by=ADA)
    of_api, of_web = a_maintenance(statuses={api: "under_maintenance"}), a_maintenance(statuses={web: "under_maintenance"})
    named, general = a_maintenance(pages=[chosen]), a_maintenance()
    assert list(Maintenance.objects.shown_on(everything).order_by("id")) == [of_api, of_web, general]
    assert list(Maintenance.objects.shown_on(chosen).order_by("id")) == [of_api, named]
    assert Maintenance.objects.not_ended().count() == 4
