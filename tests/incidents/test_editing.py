"""Changing what was said, and taking it back."""

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from aboveboard.components.models import StatusSpan
from aboveboard.events.models import Event
from aboveboard.incidents.actions import change_incident, delete_incident, edit_update, post_update
from aboveboard.incidents.models import Incident
from tests.incidents.reading import held, public_status
from tests.world import ADA, ED, NOW, a_component, a_page, ago, ahead, an_incident

pytestmark = pytest.mark.django_db


def test_each_edit_keeps_the_wording_before_it() -> None:
    incident = an_incident()
    update = incident.updates.get()
    edit_update(update, body="We know more.", at=ahead(minutes=1), by=ED)
    edit_update(update, body={"en": "We know all.", "de": "Wir wissen alles."}, at=ahead(minutes=2), by=ADA)
    update.refresh_from_db()
    assert update.body == {"en": "We know all.", "de": "Wir wissen alles."}
    edits = [(edit.body_before, edit.edited_at) for edit in update.edits.order_by("edited_at")]
    assert edits == [({"en": "We are looking into it."}, ahead(minutes=1)), ({"en": "We know more."}, ahead(minutes=2))]
    incident.refresh_from_db()
    assert incident.revision == 3
    event = Event.objects.filter(verb="incident.update_edited").latest("id")
    assert (event.actor_name, event.data["update"]) == ("Ada Admin", update.key)
    assert "know" not in str(event.data)


@pytest.mark.parametrize("given", [{"visibility": "nobody"}, {"published_at": ahead(hours=1)}])
def test_the_wording_of_a_draft_is_not_kept_for_those_who_read_it_later(given: dict[str, Any]) -> None:
    update = an_incident(**given).updates.get()

    edit_update(update, body="Fit to be read.", at=ahead(minutes=1), by=ED)

    assert (update.edits.count(), Incident.objects.get().revision) == (0, 2)
    assert Event.objects.get(verb="incident.update_edited").data["edit"] is None


def test_an_edit_to_the_same_words_is_none() -> None:
    incident = an_incident()
    edit_update(incident.updates.get(), body=" We are looking into it.\r\n", at=ahead(minutes=1), by=ED)
    assert Incident.objects.get().revision == 1
    assert not Event.objects.filter(verb="incident.update_edited").exists()


@pytest.mark.parametrize(("field", "given"), [("body", {"body": ""}), ("at", {"at": ago(minutes=1)}), ("at", {"at": ahead(minutes=1)})])
def test_an_edit_has_words_and_comes_after_what_it_edits(field: str, given: dict[str, Any]) -> None:
    update = an_incident().updates.get()
    edit_update(update, body="We know more.", at=ahead(minutes=2), by=ED)
    with pytest.raises(ValidationError) as refusal:
        edit_update(update, **{"body": "Other words.", "at": ahead(minutes=3), "by": ED, **given})
    assert list(refusal.value.message_dict) == [field]


def test_moving_when_it_occurred_moves_what_was_held_from_the_start() -> None:
    api, web = a_component("API"), a_component("Web")
    incident = an_incident(statuses={api: "major_outage"}, at=ago(hours=3))
    post_update(incident, status="identified", body="…", statuses={web: "major_outage"}, at=ago(hours=2), by=ED)
    first = StatusSpan.objects.get(cause_id=incident.key, component=api)
    change_incident(incident, occurred_at=ago(hours=5), at=NOW, by=ED)
    assert held(incident, api) == [("major_outage", ago(hours=5), None)]
    assert held(incident, web) == [("major_outage", ago(hours=2), None)]
    assert StatusSpan.objects.get(cause_id=incident.key, component=api).key == first.key
    assert incident.revision == 3


REFUSED: list[tuple[str, Any]] = [
    ("title", ""),
    ("title", "a\x00"),
    ("impact", "huge"),
    ("visibility", "friends"),
    ("occurred_at", ahead(minutes=1)),
    ("next_update_at", NOW),
    ("status", "resolved"),
    ("key", "another"),
]


@pytest.mark.parametrize(("field", "value"), REFUSED)
def test_what_may_not_be_changed_is_refused_by_the_name_of_the_field(field: str, value: Any) -> None:
    incident = an_incident()
    with pytest.raises(ValidationError) as refusal:
        change_incident(incident, at=NOW, by=ED, **{field: value})
    assert list(refusal.value.message_dict) == [field]
    assert Incident.objects.get().revision == 1


def test_changes_are_recorded_with_before_and_after_but_without_words() -> None:
    incident = an_incident()
    change_incident(incident, title="Payments fail", pinned=True, impact="major", at=NOW, by=ADA)
    event = Event.objects.get(verb="incident.changed")
    assert event.data == {"changes": {"title": [["en"], ["en"]], "pinned": [False, True], "impact": ["none", "major"]}}
    incident.refresh_from_db()
    assert (incident.title, incident.pinned, incident.impact, incident.revision) == ({"en": "Payments fail"}, True, "major", 2)


def test_a_change_that_changes_nothing_is_nothing() -> None:
    incident = an_incident()
    change_incident(incident, title="Bookings fail", pinned=False, at=NOW, by=ED)
    assert Incident.objects.get().revision == 1
    assert not Event.objects.filter(verb="incident.changed").exists()


def test_an_impact_that_was_chosen_can_follow_from_the_components_again() -> None:
    incident = an_incident(statuses={a_component(): "major_outage"}, impact="none")
    assert change_incident(incident, impact=None, at=NOW, by=ED).impact == "critical"


def test_the_pages_of_an_incident_without_components_can_be_changed() -> None:
    one, two = a_page("One"), a_page("Two")
    incident = an_incident(pages=[one])
    change_incident(incident, pages=[two, two], at=NOW, by=ED)
    assert list(incident.pages.all()) == [two]
    assert Event.objects.get(verb="incident.changed").data == {"changes": {"pages": [[one.key], [two.key]]}}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"visibility": "nobody"}, "operational"),
        ({"visibility": "signed_in"}, "operational"),
        ({"published_at": ahead(hours=1)}, "operational"),
        ({"published_at": ago(hours=9)}, "major_outage"),
        ({"pinned": True}, "major_outage"),
    ],
)
def test_what_it_holds_is_seen_by_those_who_see_the_incident(changes: dict[str, Any], expected: str) -> None:
    api = a_component()
    incident = an_incident(statuses={api: "major_outage"}, at=ago(hours=1))
    change_incident(incident, at=NOW, by=ED, **changes)
    assert public_status(api, NOW) == expected
    told = Event.objects.filter(verb="component.status_changed").count()
    assert told == (1 if expected == "major_outage" else 2)


def test_a_deleted_incident_withdraws_what_it_held_but_its_row_stays() -> None:
    api = a_component()
    incident = an_incident(statuses={api: "major_outage"}, at=ago(hours=1))
    post_update(incident, status="identified", body="…", statuses={api: "partial_outage"}, at=ago(minutes=30), by=ED)
    delete_incident(incident, at=NOW, by=ADA)
    assert held(incident, api) == []
    assert [public_status(api, moment) for moment in (ago(minutes=45), NOW)] == ["operational", "operational"]
    stored = Incident.objects.get()
    assert (stored.deleted_at, stored.revision) == (NOW, 3)
    assert Event.objects.filter(verb="incident.deleted").count() == 1


def test_an_incident_is_deleted_once() -> None:
    incident = an_incident()
    delete_incident(incident, at=NOW, by=ED)
    with pytest.raises(ValidationError, match="deleted"):
        delete_incident(incident, at=NOW, by=ED)
    with pytest.raises(ValidationError, match="deleted"):
        change_incident(incident, title="Again", by=ED)
    with pytest.raises(ValidationError, match="deleted"):
        edit_update(incident.updates.get(), body="Again", at=ahead(hours=1), by=ED)


@pytest.mark.parametrize("moment", [ago(hours=2), ago(hours=1)])
def test_a_change_by_somebody_with_an_old_copy_does_not_undo_what_came_between(moment: datetime) -> None:
    incident = an_incident(at=moment)
    old_copy = Incident.objects.get()
    post_update(incident, status="identified", body="…", at=NOW, by=ED)
    change_incident(old_copy, pinned=True, at=NOW, by=ADA)
    stored = Incident.objects.get()
    assert (stored.status, stored.pinned, stored.revision) == ("identified", True, 3)
