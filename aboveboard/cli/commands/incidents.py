"""incident open, update, resolve: saying what happens."""

import argparse
from typing import TYPE_CHECKING, Any

from aboveboard.cli.installation import COMMAND, default_page, open_to_publish
from aboveboard.cli.outcome import Exit, RefusedError, answer, say
from aboveboard.cli.parsers import Commands, add_family, add_parser

if TYPE_CHECKING:
    from aboveboard.components.models import Component
    from aboveboard.components.status import Status
    from aboveboard.incidents.models import Incident
    from aboveboard.pages.models import Page

STAGES = ("investigating", "identified", "monitoring")

OPEN = """\
The page shows it within a second. A component is named by name or slug; the status is operational, degraded, partial, major
or maintenance. Without --impact the impact follows from the worst status. Prints the incident's id, which `update` and
`resolve` take; with --json also its address and the edition that first shows it.

examples:
  aboveboard incident open --title "Mails are late" --message "We are looking into it." --component "Mail=degraded"
  aboveboard incident open --title "API down" --message "Next word by 10:00." --component "API=major" --component "Web app=partial"
  aboveboard incident open --title "Drill" --message "Only a drill." --hidden"""

UPDATE = """\
examples:
  aboveboard incident update k3f9x2m1q8aa --status identified --message "A full disk. We are adding space."
  aboveboard incident update k3f9x2m1q8aa --status monitoring --message "Mails flow again." --component "Mail=operational" """

RESOLVE = """\
Every component that the incident still held is released.

examples:
  aboveboard incident resolve k3f9x2m1q8aa --message "All mails have been sent." """


def add(commands: Commands) -> None:
    family = add_family(commands, "incident", "open, update and resolve incidents")
    opening = add_parser(family, "open", "tell readers about an incident", OPEN)
    opening.add_argument("--title", required=True, help="what happens, in a few words")
    opening.add_argument("--message", required=True, help="what readers should know; Markdown; - reads standard input")
    _component_argument(opening)
    opening.add_argument("--impact", choices=("none", "minor", "major", "critical"), help="default: from the worst status")
    opening.add_argument("--page", action="append", default=[], metavar="SLUG", help="for an incident without components; may be repeated")
    opening.add_argument("--quiet", action="store_true", help="tell no subscriber")
    opening.add_argument("--hidden", action="store_true", help="show it to nobody yet")
    opening.set_defaults(run=run_open)

    updating = add_parser(family, "update", "say what is new about an incident", UPDATE)
    updating.add_argument("id", metavar="ID")
    updating.add_argument("--status", required=True, choices=STAGES, help="the stage it is at now")
    updating.add_argument("--message", required=True, help="Markdown; - reads standard input")
    _component_argument(updating)
    updating.add_argument("--quiet", action="store_true", help="tell no subscriber")
    updating.set_defaults(run=run_update)

    resolving = add_parser(family, "resolve", "say that an incident is over", RESOLVE)
    resolving.add_argument("id", metavar="ID")
    resolving.add_argument("--message", default="", help="Markdown; - reads standard input; may be left out")
    resolving.add_argument("--quiet", action="store_true", help="tell no subscriber")
    resolving.set_defaults(run=run_resolve)


def run_open(args: argparse.Namespace) -> Exit:
    open_to_publish()
    from aboveboard.incidents.actions import open_incident
    from aboveboard.pages.audience import Visibility

    default_page()
    incident = open_incident(
        title=args.title,
        body=_words(args.message),
        statuses=_statuses(args.component),
        impact=args.impact,
        visibility=Visibility.NOBODY if args.hidden else Visibility.EVERYONE,
        pages=[_page(slug) for slug in args.page],
        quiet=args.quiet,
        by=COMMAND,
    )
    return _tell(args, incident, "opened")


def run_update(args: argparse.Namespace) -> Exit:
    open_to_publish()
    from aboveboard.incidents.actions import post_update

    incident = _incident(args.id)
    statuses = _statuses(args.component)
    post_update(incident, status=args.status, body=_words(args.message), statuses=statuses, quiet=args.quiet, by=COMMAND)
    return _tell(args, incident, f"is at “{args.status}”")


def run_resolve(args: argparse.Namespace) -> Exit:
    open_to_publish()
    from aboveboard.incidents.actions import resolve_incident

    incident = _incident(args.id)
    if incident.resolved_at is not None:
        raise RefusedError(f"incident {incident.key} is already resolved, since {incident.resolved_at:%Y-%m-%d %H:%M} UTC.")
    resolve_incident(incident, body=_words(args.message), quiet=args.quiet, by=COMMAND)
    return _tell(args, incident, "is resolved")


def _component_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--component", action="append", default=[], metavar="NAME=STATUS", help="may be repeated")


def _tell(args: argparse.Namespace, incident: "Incident", what: str) -> Exit:
    from aboveboard.cli.publication import address_of, edition_of, publish_changes

    publish_changes()
    subject = f"incident/{incident.key}"
    fields: dict[str, Any] = {"id": incident.key, "address": address_of("incidents", incident.key), "edition": edition_of(subject)}
    answer(args, incident.key, **fields)
    shown = f"Readers see it in edition {fields['edition']}: {fields['address']}" if fields["edition"] else "No reader sees it."
    say(f"Incident {incident.key} {what}. {shown}")
    return Exit.DONE


def _words(message: str) -> str:
    if message != "-":
        return message
    import sys

    return sys.stdin.read()


def _incident(key: str) -> "Incident":
    from aboveboard.incidents.models import Incident

    found = Incident.objects.filter(key=key.removeprefix("incident/"), deleted_at=None).first()
    if found is None:
        open_ones = Incident.objects.filter(resolved_at=None, deleted_at=None).order_by("-occurred_at")[:5]
        open_now = ", ".join(f"{one.key} ({next(iter(one.title.values()), '')})" for one in open_ones)
        raise RefusedError(f"ID: there is no incident “{key}”. Open now: {open_now or 'none'}.")
    return found


def _statuses(pairs: list[str]) -> "dict[Component, Status]":
    from aboveboard.cli.naming import assignments
    from aboveboard.components.models import Component

    return assignments(pairs, Component.objects.filter(deleted_at=None)) if pairs else {}


def _page(slug: str) -> "Page":
    from aboveboard.pages.models import Page

    page = Page.objects.filter(slug=slug).first()
    if page is None:
        slugs = ", ".join(Page.objects.order_by("slug").values_list("slug", flat=True))
        raise RefusedError(f"--page: there is no page “{slug}”. There are: {slugs}.")
    return page
