"""Every screen of the dashboard at 1,000 components and 5,000 incidents: milliseconds of the server, and queries.

    .venv/bin/python bench/dashboard.py [--times 15]

A SQLite of its own, seeded with thirteen years of incidents, of which ten are open. An owner asks for every address that answers GET, one
object of each kind in its place, first once to warm up. `ms` is the median of the whole answer, all middleware included, in one
process without a network; `CPU` what of it the processor worked: on a busy machine the fairer figure.
"""

import argparse
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

GOAL, QUERIES = 100.0, 25
YEARS, OPEN = 13, 10


class Screen(NamedTuple):
    """An address and what it cost: milliseconds, median and worst; ``worked`` of the processor."""

    address: str
    queries: int
    median: float
    worst: float
    worked: float


def sown() -> Any:
    """A signed-in owner's client."""
    from aboveboard.cli.installation import COMMAND, open_installation
    from aboveboard.cli.main import main

    main(["migrate"])
    open_installation()
    from django.test import Client

    from aboveboard.accounts.actions import create_user
    from aboveboard.cli.seeding.sowing import sow
    from aboveboard.components.models import Component
    from aboveboard.events.dispatch import dispatch_due
    from aboveboard.incidents.actions import open_incident
    from aboveboard.incidents.models import Incident
    from aboveboard.incidents.templates import create_template
    from aboveboard.maintenances.actions import plan_maintenance
    from aboveboard.publishing.actions import publish

    now = datetime.now(UTC)
    page = sow("1000", now=now, years=YEARS)
    components = list(Component.objects.order_by("id")[:OPEN])
    for component in components:
        open_incident(title=f"{component.name} fails", body="We are looking.", statuses={component: "partial_outage"}, by=COMMAND)
    plan_maintenance(
        title="New disks", body="As planned.", statuses={components[0]: "under_maintenance"},
        begins_at=now + timedelta(days=2), ends_at=now + timedelta(days=2, hours=1), by=COMMAND,
    )  # fmt: skip
    create_template(kind="incident", name="Looking into it", body="We are looking.", by=COMMAND)
    olga = create_user(email="olga@harbourline.example", role="owner", name="Olga", by=COMMAND)
    create_user(email="rae@harbourline.example", role="reporter", name="Rae", by=COMMAND)
    while dispatch_due():
        pass
    publish(page)
    print(f"{Component.objects.count():,} components, {Incident.objects.count():,} incidents", file=sys.stderr)
    client = Client(headers={"host": "localhost"})
    client.force_login(olga)
    return client


def places() -> dict[str, Any]:
    """What stands for "<key>" in an address, by the first folder below /dashboard/."""
    from aboveboard.accounts.models import User
    from aboveboard.components.models import Component, ComponentGroup
    from aboveboard.incidents.models import Incident, IncidentTemplate
    from aboveboard.maintenances.models import Maintenance
    from aboveboard.pages.models import Page

    incident = Incident.objects.filter(resolved_at=None).earliest("id")
    return {
        "incidents": incident.key,
        "incidents.update": incident.updates.get().key,
        "templates": IncidentTemplate.objects.earliest("id").key,
        "maintenances": Maintenance.objects.latest("begins_at").key,
        "components": Component.objects.earliest("id").key,
        "groups": ComponentGroup.objects.earliest("id").key,
        "people": User.objects.get(name="Rae").key,
        "pages": Page.objects.earliest("id").key,
    }


def addresses(known: dict[str, Any]) -> Iterator[str]:
    """Every address of the dashboard whose places can be filled."""
    from tests.dashboard.routes import dashboard_routes

    for route in dashboard_routes():
        filled = {name: known.get(f"{route.noun}.{name}") or known.get(route.noun) for name in route.names}
        if all(filled.values()):
            yield route.at(**filled)


def watched(client: Any, address: str, times: int) -> Screen | None:
    """None if it is no screen: it answers no GET, or leads elsewhere."""
    from django.db import connection

    if client.get(address).status_code != 200:
        return None
    queries: list[str] = []
    with connection.execute_wrapper(lambda execute, *given: queries.append(given[0]) or execute(*given)):
        client.get(address)
    took, worked = [], []
    for _ in range(times):
        began, spent = time.perf_counter(), time.process_time()
        client.get(address)
        took.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - spent) * 1000)
    return Screen(address, len(queries), statistics.median(took), max(took), statistics.median(worked))


def main() -> None:
    """Seed, ask, print the table, slowest first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=15)
    times = parser.parse_args().times
    logging.disable(logging.WARNING)  # what answers no GET
    with tempfile.TemporaryDirectory(prefix="aboveboard-bench-") as folder:
        os.environ.update(ABOVEBOARD_DATA_DIR=folder, ABOVEBOARD_LOG_LEVEL="error")
        client = sown()
        screens = [screen for address in addresses(places()) if (screen := watched(client, address, times))]
    print("| screen | queries | ms | worst | CPU |\n|---|---|---|---|---|")
    for screen in sorted(screens, key=lambda screen: -screen.median):
        print(f"| `{screen.address}` | {screen.queries} | {screen.median:.0f} | {screen.worst:.0f} | {screen.worked:.0f} |")
    slow = [screen.address for screen in screens if screen.median > GOAL]
    many = [screen.address for screen in screens if screen.queries > QUERIES]
    print(
        f"\n{len(screens)} screens; over {GOAL:.0f} ms: {', '.join(slow) or 'none'}; over {QUERIES} queries: {', '.join(many) or 'none'}."
    )


if __name__ == "__main__":
    main()
