"""The eight documents as strict clients read them: exact keys, declared types, known words, times with milliseconds and zone."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from aboveboard.publishing.items import Affected, AnyItem
from aboveboard.publishing.renderers import statuspage2
from aboveboard.publishing.state import Rendering
from tests.publishing.renderers.strict_statuspage2 import DOCUMENTS, read
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
    calm,
    rendering,
    troubled,
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.__name__)
@pytest.mark.parametrize("items", [calm(), troubled(), [a_face()]], ids=["calm", "troubled", "empty"])
def test_a_strict_client_reads_every_document(document: Callable[[Rendering], bytes], items: list[Any]) -> None:
    assert read(document, rendering(items)).page.name == "Harbourline"


def test_the_keys_come_in_the_documented_order() -> None:
    told = json.loads(statuspage2.summary(rendering(troubled())))

    assert list(told) == ["page", "components", "incidents", "scheduled_maintenances", "status"]
    assert list(told["page"]) == ["id", "name", "url", "time_zone", "updated_at"]
    assert list(told["incidents"][0]["incident_updates"][0]) == [
        "id", "status", "body", "incident_id", "created_at", "updated_at", "display_at", "affected_components",
        "deliver_notifications", "custom_tweet", "tweet_id",
    ]  # fmt: skip
    assert list(told["scheduled_maintenances"][0])[-2:] == ["scheduled_for", "scheduled_until"]


def test_every_time_has_milliseconds_and_a_zone() -> None:
    def walk(value: Any, key: str = "") -> list[str]:
        if isinstance(value, dict):
            return [t for name, inner in value.items() for t in walk(inner, name)]
        if isinstance(value, list):
            return [t for inner in value for t in walk(inner, key)]
        return [value] if isinstance(value, str) and (key.endswith("_at") or key.startswith("scheduled_")) else []

    times = walk(json.loads(statuspage2.summary(rendering(troubled()))))

    assert len(times) > 20
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", time) for time in times)


def test_the_page_names_itself_without_a_slash_and_when_it_changed() -> None:
    page = read(statuspage2.status, rendering(troubled())).page

    assert (page.url, page.time_zone, page.updated_at) == ("https://status.example.com", "Etc/UTC", ago(minutes=1))


def test_a_group_is_a_component_that_lists_its_members() -> None:
    told = {component.id: component for component in read(statuspage2.components, rendering(troubled())).components}

    group = told["groupevents0"]
    assert (group.group, group.components, group.status, group.showcase) == (True, ["stream", "hooks"], "partial_outage", False)
    assert (group.start_date, group.group_id, group.position) == (None, None, 1)
    assert (told["stream"].group_id, told["stream"].position, told["hooks"].position) == ("groupevents0", 1, 2)
    assert (told["maps"].group_id, told["maps"].group, told["maps"].components) == (None, False, msgspec.UNSET)
    assert (told["hooks"].description, told["maps"].description) == ("Calls **you**", None)


def test_start_date_is_the_day_in_the_pages_zone() -> None:
    berlin: list[AnyItem] = [a_face(time_zone="Europe/Berlin"), a_component("maps", "Map tiles"), a_span("maps", "operational")]

    told = read(statuspage2.components, rendering(berlin))

    assert told.components[0].start_date == date(2025, 3, 2)
    assert told.page.time_zone == "Europe/Berlin"


def test_a_component_was_updated_when_its_status_last_moved() -> None:
    told = {component.id: component for component in read(statuspage2.components, rendering(troubled())).components}

    assert told["stream"].updated_at == told["groupevents0"].updated_at == ago(minutes=49)
    assert told["maps"].updated_at == told["maps"].created_at


def test_the_opening_message_is_the_oldest_update_and_the_newest_comes_first() -> None:
    incident = read(statuspage2.incidents, rendering(troubled())).incidents[0]

    assert [(update.status, update.body) for update in incident.incident_updates] == [
        ("identified", "Found it."),
        ("investigating", "We are **looking**."),
    ]
    assert incident.shortlink == "https://status.example.com/incidents/inc000000001/"
    assert (incident.started_at, incident.created_at) == (ago(minutes=49), ago(minutes=45))


def test_an_update_tells_what_each_component_was_and_became() -> None:
    newest, opening = read(statuspage2.incidents, rendering(troubled())).incidents[0].incident_updates

    assert [(m.code, m.name, m.old_status, m.new_status) for m in opening.affected_components] == [
        ("stream", "Webhooks & feeds - Event stream", "operational", "degraded_performance")
    ]
    assert [(m.old_status, m.new_status) for m in newest.affected_components] == [("degraded_performance", "partial_outage")]


def test_an_edit_moves_updated_at_of_the_update_and_of_the_incident() -> None:
    incident = read(statuspage2.incidents, rendering(troubled())).incidents[0]

    assert incident.incident_updates[0].updated_at == incident.updated_at == ago(minutes=5)
    assert incident.incident_updates[0].created_at == ago(minutes=10)


def test_an_incident_carries_its_components_in_full_but_none_that_the_page_does_not_show() -> None:
    hidden = an_incident(components=[Affected("stream", "major_outage"), Affected("secret", "major_outage")])

    incident = read(statuspage2.unresolved, rendering([*calm(), *hidden])).incidents[0]

    assert [component.id for component in incident.components] == ["stream"]


def test_the_lists_hold_what_their_names_say() -> None:
    items = [
        *troubled(),
        *an_incident("inc000000002", "Exports were slow", status="resolved", occurred_at=ago(days=4), resolved_at=ago(days=3)),
        *a_maintenance("main00000002", "Runs", status="in_progress", begins_at=ago(hours=1), began_at=ago(hours=1)),
        *a_maintenance("main00000003", "Done", status="completed", begins_at=ago(days=9), began_at=ago(days=9), ended_at=ago(days=8)),
    ]
    r = rendering(items)

    assert [i.name for i in read(statuspage2.unresolved, r).incidents] == ["Webhooks arrive late"]
    assert [i.name for i in read(statuspage2.incidents, r).incidents] == ["Webhooks arrive late", "Exports were slow"]
    assert [m.name for m in read(statuspage2.upcoming, r).scheduled_maintenances] == ["Map tiles move"]
    assert [m.name for m in read(statuspage2.active, r).scheduled_maintenances] == ["Runs"]
    assert [m.name for m in read(statuspage2.maintenances, r).scheduled_maintenances] == ["Map tiles move", "Runs", "Done"]
    assert {m.name for m in read(statuspage2.summary, r).scheduled_maintenances} == {"Map tiles move", "Runs"}
    assert read(statuspage2.maintenances, r).scheduled_maintenances[2].resolved_at == ago(days=8)


def test_the_full_lists_hold_the_latest_fifty() -> None:
    many = [
        item
        for n in range(60)
        for item in an_incident(f"inc{n:09d}", f"Number {n}", status="resolved", occurred_at=ago(hours=n), resolved_at=ago(hours=n))
    ]

    told = read(statuspage2.incidents, rendering([*calm(), *many])).incidents

    assert [told[0].name, told[-1].name, len(told)] == ["Number 0", "Number 49", 50]


@pytest.mark.parametrize(
    ("status", "indicator", "description"),
    [
        ("operational", "none", "All Systems Operational"),
        ("degraded_performance", "minor", "Partially Degraded Service"),
        ("partial_outage", "major", "Partial System Outage"),
        ("major_outage", "critical", "Major Service Outage"),
        ("under_maintenance", "maintenance", "Service Under Maintenance"),
        ("unknown", "minor", "No Recent Data"),
    ],
)
def test_the_indicator_follows_the_worst_component(status: str, indicator: str, description: str) -> None:
    items: list[AnyItem] = [a_face(), a_component("api", "API"), a_component("web", "Web"), a_span("api", status)]
    items.append(a_span("web", "operational"))

    told = read(statuspage2.status, rendering(items)).status

    assert (told.indicator, told.description) == (indicator, description)


def test_an_unknown_component_reads_operational_but_never_makes_the_indicator_none() -> None:
    told = read(statuspage2.summary, rendering([a_face(), a_component("api", "API")]))

    assert told.components[0].status == "operational"
    assert told.status.indicator == "minor"


def test_an_incident_without_components_still_lifts_the_indicator() -> None:
    told = read(statuspage2.status, rendering([*calm(), *an_incident(components=[], impact="critical")])).status

    assert told.indicator == "critical"


def test_stages_that_statuspage_does_not_know_become_the_nearest() -> None:
    of = "maintenance/main00000001"
    items = [
        *calm(), *an_incident(status="reported"), *a_maintenance(status="cancelled"),
        *an_update("upd000000009", of, "cancelled", ago(hours=2), "Not needed after all."),
    ]  # fmt: skip
    r = rendering(items)

    cancelled = read(statuspage2.maintenances, r).scheduled_maintenances[0]
    assert read(statuspage2.unresolved, r).incidents[0].status == "investigating"
    assert (cancelled.status, cancelled.resolved_at) == ("completed", ago(hours=2))
    assert read(statuspage2.upcoming, r).scheduled_maintenances == []


def test_monitoring_at_is_told_once_it_is_monitored_and_forgotten_if_it_breaks_again() -> None:
    of = "incident/inc000000001"
    said = an_update("upd000000005", of, "monitoring", ago(minutes=20), "Holding.")

    holding = read(statuspage2.unresolved, rendering([*calm(), *an_incident(status="monitoring"), *said])).incidents[0]
    broken = read(statuspage2.unresolved, rendering([*calm(), *an_incident(status="identified"), *said])).incidents[0]

    assert (holding.monitoring_at, broken.monitoring_at) == (ago(minutes=20), None)


def test_links_carry_the_path_of_a_page_below_its_host() -> None:
    items = [a_face(url="https://example.com/p/acme/"), a_group(), *an_incident()]

    told = read(statuspage2.unresolved, rendering(items))

    assert told.page.url == "https://example.com/p/acme"
    assert told.incidents[0].shortlink == "https://example.com/p/acme/incidents/inc000000001/"


def test_the_documents_speak_the_pages_first_language_whatever_is_rendered() -> None:
    assert statuspage2.summary(rendering(troubled(), language="de")) == statuspage2.summary(rendering(troubled()))


def test_times_are_told_in_utc() -> None:
    told = json.loads(statuspage2.status(rendering(calm())))

    assert datetime.fromisoformat(told["page"]["updated_at"]).astimezone(UTC) < NOW
