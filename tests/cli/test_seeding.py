"""seed: what it sows, and what it refuses to replace."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from aboveboard.cli.outcome import RefusedError
from aboveboard.cli.seeding import company, crowd
from aboveboard.cli.seeding.sowing import sow, things
from aboveboard.components.models import Component, ComponentGroup, StatusSpan
from aboveboard.components.status import Status, status_at
from aboveboard.events.models import Event
from aboveboard.incidents.models import Incident
from aboveboard.maintenances.models import Maintenance
from aboveboard.pages.models import Page
from tests.world import NOW, a_component, a_page, an_incident

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_what_the_page_needs_to_show() -> None:
    page = sow("demo", now=NOW)
    assert (ComponentGroup.objects.count(), Component.objects.count()) == (8, 50)
    assert page.is_default
    assert page.languages == ["en", "de"]
    assert Incident.objects.unresolved().count() == 1
    assert Incident.objects.filter(resolved_at__isnull=False).count() >= 5
    assert Maintenance.objects.filter(status="scheduled", begins_at__gt=NOW).count() == 1
    assert Maintenance.objects.filter(status="completed").count() >= 2


def test_fifty_has_ten_incidents() -> None:
    sow("50", now=NOW)
    assert (ComponentGroup.objects.count(), Component.objects.count(), Incident.objects.count()) == (8, 50, 10)


def test_the_open_incident_holds_its_three_components() -> None:
    sow("demo", now=NOW)
    held = {}
    for component in Component.objects.all():
        status = status_at(list(StatusSpan.objects.filter(component=component)), NOW)
        if status is not Status.OPERATIONAL:
            held[component.name] = status
    assert held == {
        "Event stream": Status.PARTIAL_OUTAGE,
        "Webhook delivery": Status.DEGRADED_PERFORMANCE,
        "EDI gateway": Status.DEGRADED_PERFORMANCE,
    }


def test_components_recover_at_different_times() -> None:
    sow("demo", now=NOW)
    incident = Incident.objects.get(import_key="seed/rejected-bookings")
    began = incident.occurred_at
    spans = StatusSpan.objects.filter(cause_id=incident.key).order_by("began_at")
    lanes = {name: [] for name in ("Bookings", "Authentication", "Frankfurt")}  # type: ignore[var-annotated]
    for span in spans.select_related("component"):
        minutes = [int((at - began).total_seconds() // 60) for at in (span.began_at, span.ended_at)]
        lanes[span.component.name].append((span.status, *minutes))
    assert lanes == {
        "Bookings": [("major_outage", 0, 29), ("partial_outage", 29, 72), ("degraded_performance", 72, 107)],
        "Authentication": [("partial_outage", 0, 72)],
        "Frankfurt": [("partial_outage", 0, 29), ("partial_outage", 29, 72), ("degraded_performance", 72, 107)],
    }


def test_every_text_is_there_in_both_languages() -> None:
    told = [*company.incidents(NOW), *company.maintenances(NOW)]
    for past in told:
        for texts in (past.title, *(update.body for update in past.updates)):
            assert set(texts) == {"en", "de"}, past.key
            assert all(text and not re.search(r"\{-?\d+\}", text) for text in texts.values()), past.key


def test_nothing_that_was_said_lies_in_the_future() -> None:
    for past in [*company.incidents(NOW), *company.maintenances(NOW), *crowd.past(NOW, years=1)]:
        assert all(update.at <= NOW for update in past.updates), past.key


def test_every_component_that_an_incident_names_exists() -> None:
    names = {name for group in company.company()["groups"] for name in group["components"]}
    for past in [*company.incidents(NOW), *company.maintenances(NOW)]:
        assert set(past.components) <= names, past.key


def test_the_same_moment_gives_the_same_content() -> None:
    assert company.incidents(NOW) == company.incidents(NOW)
    assert list(crowd.past(NOW, years=1)) == list(crowd.past(NOW, years=1))


def test_a_later_moment_moves_everything_along() -> None:
    assert company.incidents(NOW + timedelta(days=7))[1].occurred_at - company.incidents(NOW)[1].occurred_at == timedelta(days=7)


def test_the_crowd_has_a_thousand_components_and_years_of_incidents() -> None:
    names = [name for members in crowd.groups().values() for name in members]
    assert len(set(names)) == 1000
    five = list(crowd.past(NOW, years=5))
    assert sum(isinstance(past, crowd.PastIncident) for past in five) == 2000
    assert min(past.updates[0].at for past in five) < NOW - timedelta(days=4 * 365)


def test_seeding_again_replaces_what_was_seeded_and_keeps_the_page() -> None:
    before = sow("demo", now=NOW)
    after = sow("50", now=NOW + timedelta(days=1))
    assert after.pk == before.pk
    assert (Page.objects.count(), Component.objects.count(), Incident.objects.count()) == (1, 50, 10)


def test_what_somebody_said_is_never_replaced() -> None:
    sow("demo", now=NOW)
    an_incident("Real trouble", {Component.objects.get(slug="rates"): "degraded_performance"}, at=datetime.now(UTC))
    with pytest.raises(RefusedError, match="more than seeded content"):
        sow("50", now=NOW)
    assert Incident.objects.count() == 15


def test_a_component_of_somebodys_is_enough_to_refuse() -> None:
    a_component("API")
    with pytest.raises(RefusedError, match=r"component\.created by Ada Admin"):
        sow("demo", now=NOW)


def test_progress_counts_exactly_what_is_sown() -> None:
    steps: list[int] = []
    sow("50", now=NOW, told=steps.append)
    assert sum(steps) == things("50", now=NOW)


def test_it_refuses_to_replace_what_is_older_than_the_audit_log() -> None:
    a_component("Ours")
    a_page()
    Event.objects.all().delete()
    with pytest.raises(RefusedError, match="does not go back"):
        sow("demo", now=NOW)
