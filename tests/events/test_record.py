"""Events are written in the transaction of their change."""

import pytest
from django.db import transaction

from aboveboard.events.actions import NotInTransactionError, record
from aboveboard.events.models import Event
from aboveboard.events.verbs import Verb
from tests.world import ED, NOW


@pytest.mark.django_db(transaction=True)
def test_an_event_cannot_be_recorded_outside_a_transaction() -> None:
    with pytest.raises(NotInTransactionError):
        record(Verb.INCIDENT_OPENED, "incident/abc", by=ED)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_vanishes_with_the_change_that_it_tells_of() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        record(Verb.INCIDENT_OPENED, "incident/abc", by=ED)
        raise RuntimeError
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_what_and_when() -> None:
    record(Verb.INCIDENT_OPENED, "incident/abc", by=ED, at=NOW, occurred_at=NOW, statuses={"x": "major_outage"}, tags={"a"})
    event = Event.objects.get()
    assert (event.verb, event.subject_kind, event.subject_id, event.at) == ("incident.opened", "incident", "abc", NOW)
    assert (event.actor_kind, event.actor_name, event.actor_id) == ("person", "Ed Editor", "3")
    assert event.data == {"occurred_at": "2026-11-24T09:41:00Z", "statuses": {"x": "major_outage"}, "tags": ["a"]}
    assert event.dispatched_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("subject", ["incident", "incident/", "/abc", ""])
def test_a_subject_has_a_kind_and_an_id(subject: str) -> None:
    with pytest.raises(ValueError, match="subject"):
        record(Verb.INCIDENT_OPENED, subject, by=ED)


@pytest.mark.django_db
def test_events_about_one_thing_are_told_in_order() -> None:
    for subject in ("incident/a", "incident/b", "incident/a"):
        record(Verb.INCIDENT_UPDATED, subject, by=ED)
    assert [event.subject_id for event in Event.objects.about("incident/a")] == ["a", "a"]
