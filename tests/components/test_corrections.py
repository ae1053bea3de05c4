"""Correcting what a component's history says of the past, and taking that back."""

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from aboveboard.components.actions import delete_component, set_baseline
from aboveboard.components.corrections import correct_history, settled_history, withdraw_correction
from aboveboard.components.models import Component, Correction
from aboveboard.components.spans import Laid, lay_spans
from aboveboard.components.status import Status
from aboveboard.events.models import Event
from aboveboard.incidents.actions import resolve_incident
from aboveboard.incidents.editing import change_incident
from aboveboard.incidents.story import cause_of
from tests.world import ADA, ED, NOW, a_component, a_page, ago, ahead, an_incident

pytestmark = pytest.mark.django_db


def correct(component: Component, **given: Any) -> Correction:
    """Operational from three to two hours ago, because the incident's times were wrong."""
    window = {"status": "operational", "began_at": ago(hours=3), "ended_at": ago(hours=2)}
    return correct_history(component, **{**window, "reason": "The alarm was false.", "at": NOW, "by": ADA, **given})


def told(component: Component, at: datetime = NOW) -> list[tuple[str, datetime, datetime]]:
    stretches = settled_history([component], since=ago(hours=5), until=NOW, at=at)[component.pk]
    return [(str(status), max(began, ago(hours=5)), ended) for status, began, ended in stretches]


def troubled() -> Component:
    """Down from four hours ago to one hour ago."""
    api = a_component()
    incident = an_incident(statuses={api: "major_outage"}, at=ago(hours=4))
    resolve_incident(incident, at=ago(hours=1), by=ED)
    return api


def test_a_correction_counts_instead_of_what_held_the_component_and_the_spans_stay() -> None:
    api = troubled()
    before = list(api.spans.order_by("id").values_list("status", "began_at", "ended_at"))
    correct(api)
    assert told(api) == [
        ("operational", ago(hours=5), ago(hours=4)), ("major_outage", ago(hours=4), ago(hours=3)),
        ("operational", ago(hours=3), ago(hours=2)), ("major_outage", ago(hours=2), ago(hours=1)), ("operational", ago(hours=1), NOW),
    ]  # fmt: skip
    assert list(api.spans.order_by("id").values_list("status", "began_at", "ended_at")) == before


def test_a_correction_keeps_author_and_reason_and_says_what_was_before() -> None:
    a_page()
    api = troubled()
    correction = correct(api, status="partial_outage", began_at=ago(hours=5))
    assert (correction.author_name, correction.author_kind, correction.reason) == ("Ada Admin", "person", {"en": "The alarm was false."})
    event = Event.objects.get(verb="component.corrected")
    assert event.actor_name == "Ada Admin" and event.data["correction"] == correction.key
    assert "alarm" not in str(event.data)  # the reason may be redacted, events are not
    assert event.data["before"] == [
        ["operational", "2026-11-24T04:41:00Z", "2026-11-24T05:41:00Z"], ["major_outage", "2026-11-24T05:41:00Z", "2026-11-24T07:41:00Z"],
    ]  # fmt: skip


def test_withdrawing_a_correction_lets_what_was_said_before_count_again() -> None:
    api = troubled()
    before = told(api)
    first = correct(api)
    second = correct(api, status="degraded_performance", at=ahead(minutes=1))
    assert ("degraded_performance", ago(hours=3), ago(hours=2)) in told(api)
    withdraw_correction(second, at=ahead(minutes=2), by=ED)
    assert ("operational", ago(hours=3), ago(hours=2)) in told(api)
    withdraw_correction(first, at=ahead(minutes=3), by=ED)
    assert told(api) == before
    assert (first.withdrawn_at, first.withdrawn_by) == (ahead(minutes=3), "Ed Editor")
    assert Event.objects.filter(verb="component.correction_withdrawn").count() == 2
    with pytest.raises(ValidationError, match="withdrawn already"):
        withdraw_correction(first, at=ahead(minutes=4), by=ED)


def test_what_is_derived_may_be_laid_anew_and_the_correction_stays() -> None:
    api = troubled()
    correct(api)
    incident = an_incident("Again", statuses={api: "major_outage"}, at=ago(hours=4))
    resolve_incident(incident, at=ago(hours=1), by=ED)
    change_incident(incident, occurred_at=ago(hours=4.5), at=NOW, by=ED)
    lay_spans(cause_of(incident), [Laid(api, "partial_outage", ago(hours=4.5), ago(hours=1.5))])
    assert ("operational", ago(hours=3), ago(hours=2)) in told(api)
    assert api.corrections.in_force().count() == 1


def test_the_present_status_is_not_touched() -> None:
    api = a_component()
    set_baseline(api, status="major_outage", at=ago(hours=1), by=ED)
    correct(api, began_at=ago(hours=1), ended_at=NOW, at=NOW)
    assert told(api, NOW) == [("operational", ago(hours=5), NOW)]
    assert set_baseline(api, status="major_outage", at=NOW, by=ED).status_now is Status.MAJOR_OUTAGE


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"status": "broken"}, "status", "not one of"),
        ({"reason": "  "}, "reason", "may not be empty"),
        ({"reason": "x" * 301}, "reason", "At most 300"),
        ({"ended_at": ahead(minutes=1)}, "ended_at", "still to come"),
        ({"ended_at": ago(hours=3)}, "ended_at", "end after it begins"),
        ({"began_at": ago(days=366)}, "began_at", "a year at most"),
        ({"began_at": ago(hours=6), "ended_at": ago(hours=5)}, "status", "says already"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(given: dict[str, Any], field: str, words: str) -> None:
    api = troubled()
    with pytest.raises(ValidationError) as refused:
        correct(api, **given)
    assert list(refused.value.message_dict) == [field] and words in refused.value.message_dict[field][0]
    assert not Correction.objects.exists() and not Event.objects.filter(verb="component.corrected").exists()


def test_a_deleted_component_is_not_corrected() -> None:
    api = troubled()
    delete_component(api, at=NOW, by=ADA)
    with pytest.raises(ValidationError, match="was deleted"):
        correct(api)


def test_what_no_figure_counts_any_more_stays_as_it_was_said() -> None:
    api = troubled()
    correction = correct(api)
    with pytest.raises(ValidationError, match="nothing to withdraw"):
        withdraw_correction(correction, at=ahead(days=366), by=ED)
