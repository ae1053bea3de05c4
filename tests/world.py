"""Builders for tests, on top of the actions, and the cast that everyone knows."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from aboveboard.components.actions import create_component, create_group
from aboveboard.components.models import Component, ComponentGroup
from aboveboard.events.actors import Actor, ActorKind
from aboveboard.incidents.actions import open_incident
from aboveboard.incidents.models import Incident
from aboveboard.maintenances.actions import plan_maintenance
from aboveboard.maintenances.models import Maintenance
from aboveboard.pages.actions import create_page
from aboveboard.pages.models import Page
from aboveboard.pages.wording import Words

NOW = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)

OLGA = Actor(ActorKind.PERSON, "Olga Owner", "1")
ADA = Actor(ActorKind.PERSON, "Ada Admin", "2")
ED = Actor(ActorKind.PERSON, "Ed Editor", "3")
RAE = Actor(ActorKind.PERSON, "Rae Reporter", "4")
VERA = Actor(ActorKind.PERSON, "Vera Viewer", "5")
SAM = Actor(ActorKind.PERSON, "Sam Stranger", "6")
ACTORS = {"olga": OLGA, "ada": ADA, "ed": ED, "rae": RAE, "vera": VERA, "sam": SAM}


def ago(**units: float) -> datetime:
    """``ago(hours=2)``: two hours before NOW."""
    return NOW - timedelta(**units)


def ahead(**units: float) -> datetime:
    """``ahead(days=1)``: a day after NOW."""
    return NOW + timedelta(**units)


def a_page(name: str = "Harbourline", **given: Any) -> Page:
    return create_page(**{"name": name, "at": ago(days=400), "by": OLGA, **given})


def a_group(name: str = "Booking API", **given: Any) -> ComponentGroup:
    return create_group(**{"name": name, "at": ago(days=400), "by": ADA, **given})


def a_component(name: str = "API", **given: Any) -> Component:
    """A component that has been operational for 400 days."""
    return create_component(**{"name": name, "at": ago(days=400), "by": ADA, **given})


def an_incident(title: Words = "Bookings fail", statuses: Mapping[Component, str] | None = None, **given: Any) -> Incident:
    """An incident that is being investigated, opened at NOW unless ``at`` is given."""
    return open_incident(**{"title": title, "body": "We are looking into it.", "statuses": statuses, "at": NOW, "by": ED, **given})


def a_maintenance(title: str = "Database upgrade", statuses: Mapping[Component, str] | None = None, **given: Any) -> Maintenance:
    """A maintenance that was announced at NOW for an hour in two hours' time."""
    window = {"begins_at": ahead(hours=2), "ends_at": ahead(hours=3)}
    return plan_maintenance(
        **{"title": title, "body": "We move to new machines.", "statuses": statuses or {}, **window, "at": NOW, "by": ED, **given}
    )
