"""Every event reaches its listeners once, whatever goes wrong."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction

from aboveboard.events import dispatch
from aboveboard.events.actions import record
from aboveboard.events.dispatch import dispatch_due
from aboveboard.events.models import Event
from aboveboard.events.registry import Registry
from aboveboard.events.verbs import Verb
from aboveboard.pages.models import Page
from tests.racing import at_once
from tests.world import ED, NOW


@pytest.fixture(autouse=True)
def forget_failures() -> Iterator[None]:
    yield
    dispatch._failed.clear()


def happened(*verbs: Verb) -> list[Event]:
    with transaction.atomic():
        return [record(verb, f"incident/{number}", by=ED, at=NOW) for number, verb in enumerate(verbs)]


def heard(registry: Registry, *verbs: Verb) -> list[str]:
    """What a listener for ``verbs`` hears, growing as it does."""
    found: list[str] = []
    registry.listens_to(*verbs)(lambda event: found.append(f"{event.verb} {event.subject_id}"))
    return found


@pytest.mark.django_db
def test_listeners_hear_their_verbs_in_order_and_each_event_once() -> None:
    registry = Registry()
    everything, opened = heard(registry), heard(registry, Verb.INCIDENT_OPENED)
    happened(Verb.INCIDENT_OPENED, Verb.INCIDENT_UPDATED, Verb.INCIDENT_OPENED)
    assert dispatch_due(now=NOW, registry=registry) == 3
    assert dispatch_due(now=NOW, registry=registry) == 0
    assert everything == ["incident.opened 0", "incident.updated 1", "incident.opened 2"]
    assert opened == ["incident.opened 0", "incident.opened 2"]
    assert set(Event.objects.values_list("dispatched_at", flat=True)) == {NOW}


@pytest.mark.django_db
def test_no_more_than_the_limit_is_dispatched_at_once() -> None:
    registry = Registry()
    happened(*[Verb.INCIDENT_OPENED] * 5)
    assert [dispatch_due(limit=2, now=NOW, registry=registry) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_a_failing_listener_undoes_its_own_event_alone_and_it_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    registry = Registry()
    broken = {"incident.updated"}

    @registry.listens_to()
    def books_a_row(event: Event) -> None:
        Page.objects.create(slug=f"row-{event.subject_id}", name="row", created_at=NOW)

    @registry.listens_to()
    def may_fail(event: Event) -> None:
        if event.verb in broken:
            raise RuntimeError("no luck")

    happened(Verb.INCIDENT_OPENED, Verb.INCIDENT_UPDATED, Verb.INCIDENT_RESOLVED)
    assert dispatch_due(now=NOW, registry=registry) == 2
    assert sorted(Page.objects.values_list("slug", flat=True)) == ["row-0", "row-2"]
    assert "incident.updated incident/1" in caplog.text

    broken.clear()
    assert dispatch_due(now=NOW + timedelta(milliseconds=500), registry=registry) == 0, "it waits before it tries again"
    assert dispatch_due(now=NOW + timedelta(seconds=1), registry=registry) == 1
    assert sorted(Page.objects.values_list("slug", flat=True)) == ["row-0", "row-1", "row-2"]


@pytest.mark.django_db
def test_pauses_between_attempts_grow_up_to_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    registry = Registry()
    attempts = []

    @registry.listens_to()
    def always_fails(event: Event) -> None:
        attempts.append(event)
        raise RuntimeError

    happened(Verb.INCIDENT_OPENED)
    pauses, now = [], NOW
    for _ in range(8):
        dispatch_due(now=now, registry=registry)
        tried, waited = len(attempts), 0
        while len(attempts) == tried:
            waited += 1
            dispatch_due(now=now + timedelta(seconds=waited), registry=registry)
        pauses.append(waited)
        now += timedelta(seconds=waited)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_share_the_events_and_none_is_heard_twice() -> None:
    registry = Registry()
    found = heard(registry)
    happened(*[Verb.INCIDENT_OPENED] * 20)
    later = count(1)  # past any pause before a second attempt
    assert at_once(lambda: dispatch_due(now=NOW + timedelta(minutes=next(later)), registry=registry)) == 20
    assert sorted(found) == sorted(f"incident.opened {number}" for number in range(20))
