"""Holding and releasing statuses."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from aboveboard.components.models import Component, StatusSpan
from aboveboard.components.spans import Cause, Laid, hold_status, lay_spans, release_status, show_cause, withdraw_status
from aboveboard.components.status import status_at
from aboveboard.pages.audience import Audience, Visibility
from tests.world import NOW, a_component, ago, ahead

pytestmark = pytest.mark.django_db

OUTAGE = Cause("incident", "aaa", Visibility.EVERYONE, ago(days=500))
OTHER = Cause("incident", "bbb", Visibility.EVERYONE, ago(days=500))


def spans(component: Component, cause: Cause = OUTAGE) -> list[tuple[str, datetime, datetime | None]]:
    rows = StatusSpan.objects.of_cause(cause.kind, cause.id).filter(component=component).order_by("began_at", "id")
    return [(span.status, span.began_at, span.ended_at) for span in rows]


def status(component: Component, at: datetime = NOW) -> str:
    return status_at(list(component.spans.all()), at)


def test_a_new_component_has_exactly_one_open_baseline_span() -> None:
    component = a_component(since=ago(days=500))
    span = component.spans.get()
    assert (span.cause_kind, span.status, span.began_at, span.ended_at) == ("baseline", "operational", ago(days=500), None)


def test_holding_another_status_ends_the_span_and_begins_the_next() -> None:
    api = a_component()
    hold_status(api, "degraded_performance", cause=OUTAGE, at=ago(hours=2))
    hold_status(api, "major_outage", cause=OUTAGE, at=ago(hours=1))
    assert spans(api) == [("degraded_performance", ago(hours=2), ago(hours=1)), ("major_outage", ago(hours=1), None)]
    assert status(api) == "major_outage"


def test_holding_the_same_status_again_changes_nothing() -> None:
    api = a_component()
    first = hold_status(api, "major_outage", cause=OUTAGE, at=ago(hours=2))
    again = hold_status(api, "major_outage", cause=OUTAGE, at=ago(hours=1))
    assert first == again
    assert spans(api) == [("major_outage", ago(hours=2), None)]


def test_a_status_that_lasted_no_time_leaves_no_span() -> None:
    api = a_component()
    hold_status(api, "major_outage", cause=OUTAGE, at=NOW)
    hold_status(api, "partial_outage", cause=OUTAGE, at=NOW)
    assert spans(api) == [("partial_outage", NOW, None)]
    release_status(cause=OUTAGE, at=NOW)
    assert spans(api) == []


def test_operational_held_by_an_incident_is_a_release() -> None:
    api = a_component()
    hold_status(api, "major_outage", cause=OUTAGE, at=ago(hours=1))
    assert hold_status(api, "operational", cause=OUTAGE, at=NOW) is None
    assert spans(api) == [("major_outage", ago(hours=1), NOW)]


def test_the_end_of_one_of_two_incidents_leaves_what_the_other_holds() -> None:
    api = a_component()
    hold_status(api, "major_outage", cause=OUTAGE, at=ago(hours=2))
    hold_status(api, "degraded_performance", cause=OTHER, at=ago(hours=1))
    release_status(cause=OUTAGE, at=NOW)
    assert (status(api, ago(minutes=30)), status(api)) == ("major_outage", "degraded_performance")


def test_releasing_one_component_leaves_the_others_of_the_cause() -> None:
    api, web = a_component("API"), a_component("Web")
    for component in (api, web):
        hold_status(component, "major_outage", cause=OUTAGE, at=ago(hours=1))
    assert release_status(cause=OUTAGE, at=NOW, component=api) == 1
    assert (status(api), status(web)) == ("operational", "major_outage")


def test_a_later_status_cannot_be_overtaken_by_an_earlier_one() -> None:
    api = a_component()
    hold_status(api, "major_outage", cause=OUTAGE, at=NOW)
    with pytest.raises(ValidationError) as refusal:
        hold_status(api, "partial_outage", cause=OUTAGE, at=ago(hours=1))
    assert list(refusal.value.message_dict) == ["at"]


def test_withdrawing_a_cause_leaves_no_trace_of_it() -> None:
    api = a_component()
    hold_status(api, "major_outage", cause=OUTAGE, at=ago(hours=2))
    hold_status(api, "partial_outage", cause=OUTAGE, at=ago(hours=1))
    withdraw_status(cause=OUTAGE)
    assert spans(api) == []
    assert status(api, ago(minutes=90)) == "operational"


def test_the_database_itself_refuses_a_second_open_span_of_a_cause() -> None:
    api = a_component()
    span = hold_status(api, "major_outage", cause=OUTAGE, at=NOW)
    assert span is not None
    span.pk, span.key = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        span.save(force_insert=True)


@pytest.mark.parametrize(
    ("visibility", "visible_from", "public", "members"),
    [
        (Visibility.EVERYONE, ago(hours=1), True, True),
        (Visibility.EVERYONE, NOW, True, True),
        (Visibility.EVERYONE, ahead(hours=1), False, False),
        (Visibility.SIGNED_IN, ago(hours=1), False, True),
        (Visibility.NOBODY, ago(hours=1), False, False),
    ],
)
def test_a_span_counts_for_those_who_may_see_its_cause(visibility: Visibility, visible_from: datetime, public: bool, members: bool) -> None:
    api = a_component()
    hold_status(api, "major_outage", cause=OUTAGE, at=ago(hours=1))
    show_cause(OUTAGE._replace(visibility=visibility, visible_from=visible_from))
    for audience, sees in ((Audience.PUBLIC, public), (Audience.MEMBERS, members)):
        seen = list(api.spans.get_queryset().visible_to(audience, NOW))
        assert status_at(seen, NOW) == ("major_outage" if sees else "operational")


def test_spans_laid_anew_keep_their_keys_where_they_can() -> None:
    api, web = a_component("API"), a_component("Web")
    hold_status(api, "major_outage", cause=OUTAGE, at=ago(hours=3))
    hold_status(api, "partial_outage", cause=OUTAGE, at=ago(hours=2))
    hold_status(web, "major_outage", cause=OUTAGE, at=ago(hours=3))
    first = api.spans.filter(cause_kind="incident").earliest("began_at")
    lay_spans(OUTAGE, [Laid(api, "major_outage", ago(hours=4), ago(hours=1)), Laid(api, "degraded_performance", ago(hours=1), None)])
    assert spans(api) == [("major_outage", ago(hours=4), ago(hours=1)), ("degraded_performance", ago(hours=1), None)]
    assert spans(web) == []
    first.refresh_from_db()
    assert first.began_at == ago(hours=4)
    release_status(cause=OUTAGE, at=NOW)
    assert spans(api)[-1] == ("degraded_performance", ago(hours=1), NOW)
