"""component set, list: how things are."""

import argparse
from typing import TYPE_CHECKING

from aboveboard.cli.installation import COMMAND, open_installation, open_to_publish
from aboveboard.cli.outcome import Exit, answer, say
from aboveboard.cli.parsers import Commands, add_family, add_parser

if TYPE_CHECKING:
    from aboveboard.components.models import Component

SET = """\
Sets how the component is when nothing else says otherwise. While an incident or a maintenance holds it, readers see the worse
of both, and the answer says what holds it.

examples:
  aboveboard component set "Label printing" degraded --reason "One of two printers is out"
  aboveboard component set label-printing operational"""

LIST = """\
One line per component: slug, status, name, separated by tabs.

examples:
  aboveboard component list
  aboveboard component list --json | jq '.components[] | select(.status != "operational")'"""


def add(commands: Commands) -> None:
    family = add_family(commands, "component", "set and list components")
    setting = add_parser(family, "set", "set the status of a component by hand", SET)
    setting.add_argument("name", metavar="NAME", help="name or slug")
    setting.add_argument("status", metavar="STATUS", help="operational, degraded, partial, major, maintenance or unknown")
    setting.add_argument("--reason", default="", help="for the audit log; readers do not see it")
    setting.set_defaults(run=run_set)
    listing = add_parser(family, "list", "list all components and how they are", LIST)
    listing.set_defaults(run=run_list)


def run_set(args: argparse.Namespace) -> Exit:
    open_to_publish()
    from aboveboard.cli.naming import named, status_named
    from aboveboard.cli.publication import publish_changes
    from aboveboard.components.actions import set_baseline
    from aboveboard.components.models import Component

    status = status_named(args.status)
    component = named(args.name, Component.objects.filter(deleted_at=None))
    outcome = set_baseline(component, status=status, reason=args.reason, by=COMMAND)
    publish_changes()
    answer(args, component.slug, component=component.slug, status=str(outcome.status_now), held_by=list(outcome.held_by))
    said = f"{component.name} is now {outcome.status_now.replace('_', ' ')}."
    if outcome.is_outweighed:
        said += f" It is held by {', '.join(outcome.held_by)}; what you set counts when that ends."
    elif outcome.held_by:
        said += f" It is also held by {', '.join(outcome.held_by)}; what you set stays when that ends."
    say(said)
    return Exit.DONE


def run_list(args: argparse.Namespace) -> Exit:
    open_installation()
    from datetime import UTC, datetime

    from aboveboard.components.models import Component, StatusSpan
    from aboveboard.components.status import status_at

    now = datetime.now(UTC)
    components = sorted(Component.objects.existing().select_related("group"), key=_place)
    spans: dict[int, list[StatusSpan]] = {component.pk: [] for component in components}
    for span in StatusSpan.objects.filter(ended_at=None, component__in=components):
        spans[span.component_id].append(span)
    rows = [
        {
            "slug": component.slug,
            "status": str(status_at(spans[component.pk], now)),
            "name": component.name,
            "group": component.group.name if component.group else None,
        }
        for component in components
    ]
    answer(args, "\n".join(f"{row['slug']}\t{row['status']}\t{row['name']}" for row in rows), components=rows)
    return Exit.DONE


def _place(component: "Component") -> tuple[bool, int, int, int]:
    group = component.group
    return group is None, group.position if group else 0, component.position, component.pk
