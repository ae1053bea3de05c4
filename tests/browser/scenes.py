"""What the browser's tests show: a company with 48 components in eight groups, before, during and after trouble."""

from datetime import timedelta

from aboveboard.publishing.items import Affected, AnyItem, Link, SpanItem
from tests.publishing.renderers.telling import (
    NOW,
    a_component,
    a_face,
    a_group,
    a_maintenance,
    a_span,
    ago,
    an_incident,
    an_update,
)

GROUPS = ("Booking API", "Tracking", "Labels & customs", "Web app", "Webhooks & feeds", "Carriers", "Payments", "Regions")
SIZE = 6  # components in each group
INCIDENT = "inc000000001"
CLOSED = "inc000000009"
MAINTENANCE = "main00000001"


def component_name(group: int, number: int) -> str:
    return f"{GROUPS[group].split()[0]} {number + 1}"


def component_key(group: int, number: int) -> str:
    return f"part-{group}-{number}"


def group_key(group: int) -> str:
    return f"group{group:07d}"


def company(base: str = "/") -> list[AnyItem]:
    """Everything works; there is one closed incident, four days old, and one maintenance to come."""
    items: list[AnyItem] = [a_face(url=f"http://localhost{base}", footer_links=[Link("Imprint", "https://example.com/imprint")])]
    for place, name in enumerate(GROUPS):
        items.append(a_group(group_key(place), name, place))
        for number in range(SIZE):
            key = component_key(place, number)
            items.append(a_component(key, component_name(place, number), group=group_key(place), position=place * SIZE + number))
            items.append(a_span(key, "operational"))
    closed = {"status": "resolved", "occurred_at": ago(days=4), "published_at": ago(days=4), "resolved_at": ago(days=4, minutes=-38)}
    items += an_incident(CLOSED, "Exports were slow", impact="minor", components=[Affected("part-0-1", "degraded_performance")], **closed)
    items += an_update("upd000000090", f"incident/{CLOSED}", "investigating", ago(days=4), "We are looking.")
    items += an_update("upd000000091", f"incident/{CLOSED}", "resolved", ago(days=4, minutes=-38), "It is **fast** again.")
    items.append(a_span("part-0-1", "degraded_performance", cause=CLOSED, began_at=ago(days=4), ended_at=ago(days=4, minutes=-38)))
    items += a_maintenance(MAINTENANCE, components=[Affected("part-7-0", "under_maintenance")])
    items += an_update("upd000000080", f"maintenance/{MAINTENANCE}", "scheduled", ago(days=2), "Maps may load slowly.")
    return items


def in_trouble(*, updates: int = 1, base: str = "/") -> list[AnyItem]:
    """The same with an open incident in the fifth group that has been told ``updates`` times."""
    of, began = f"incident/{INCIDENT}", ago(minutes=49)
    items = [
        *company(base),
        *an_incident(
            INCIDENT,
            "Webhooks arrive late, the event stream drops out",
            components=[Affected("part-4-0", "partial_outage"), Affected("part-4-1", "degraded_performance")],
            next_update_at=NOW + timedelta(minutes=19),
        ),
        a_span("part-4-0", "partial_outage", cause=INCIDENT, began_at=began),
        a_span("part-4-1", "degraded_performance", cause=INCIDENT, began_at=began),
    ]
    for number in range(updates):
        stage = "investigating" if number == 0 else "identified"
        words = f"Message {number + 1}: a queue server ran out of disk space. Nothing is lost."
        items += an_update(
            f"upd{number:09d}", of, stage, began + timedelta(minutes=5 * number), words, set_to={"part-4-0": "partial_outage"}
        )
    return items


def resolved(*, base: str = "/") -> list[AnyItem]:
    """The incident is over since a minute ago."""
    of, began, ended = f"incident/{INCIDENT}", ago(minutes=49), ago(minutes=1)
    told = in_trouble(updates=2, base=base)
    kept = [item for item in told if item.subject != of and not (isinstance(item, SpanItem) and item.cause_id == INCIDENT)]
    return [
        *kept,
        *an_incident(
            INCIDENT,
            "Webhooks arrive late, the event stream drops out",
            status="resolved",
            resolved_at=ended,
            components=[Affected("part-4-0", "partial_outage"), Affected("part-4-1", "degraded_performance")],
        )[:1],
        a_span("part-4-0", "partial_outage", cause=INCIDENT, began_at=began, ended_at=ended),
        a_span("part-4-1", "degraded_performance", cause=INCIDENT, began_at=began, ended_at=ended),
        *an_update("upd000000099", of, "resolved", ended, "All caught up.", set_to={"part-4-0": "operational", "part-4-1": "operational"}),
    ]
