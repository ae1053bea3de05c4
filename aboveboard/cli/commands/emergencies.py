"""emergency: a notice on the page, with or without the database."""

import argparse
from typing import TYPE_CHECKING

from aboveboard.cli.installation import COMMAND, open_to_publish
from aboveboard.cli.outcome import Exit, RefusedError, answer, say
from aboveboard.cli.parsers import Commands, add_parser

if TYPE_CHECKING:
    from aboveboard.pages.models import Page
    from aboveboard.publishing.folder import Folder

ABOUT = """\
Puts a notice on top of the page: an open incident without components, pinned. If the database cannot be reached, the notice is
published as a signed edition from the page's folder and the signing key alone, and becomes an incident when the
database is back. Its first sentence is its title. Prints the incident's id.

examples:
  aboveboard emergency "We are moving to another data centre. Next word at 10:00 UTC."
  aboveboard emergency --impact critical "Nothing works. We know." """


def add(commands: Commands) -> None:
    emergency = add_parser(commands, "emergency", "put a notice on the page, even without the database", ABOUT)
    emergency.add_argument("message", metavar="MESSAGE", help="what readers should know; Markdown")
    emergency.add_argument("--impact", choices=("none", "minor", "major", "critical"), default="major", help="default: major")
    emergency.add_argument("--page", metavar="NAME", help="the name of the page's folder; default: the page at the root")
    emergency.set_defaults(run=run_emergency)


def run_emergency(args: argparse.Namespace) -> Exit:
    open_to_publish()
    from aboveboard.publishing.emergency import title_of

    if not args.message.strip():
        raise RefusedError("MESSAGE: is empty.")
    folder = _folder(args.page)
    page = _page_if_reachable(folder.page())
    if page is None:
        return _post(args, folder)
    from aboveboard.cli.publication import address_of, edition_of, publish_changes
    from aboveboard.incidents.actions import open_incident

    title = title_of(args.message)
    incident = open_incident(title=title, body=args.message, impact=args.impact, pinned=True, pages=[page], by=COMMAND)
    publish_changes()
    edition = edition_of(f"incident/{incident.key}")
    answer(args, incident.key, id=incident.key, address=address_of("incidents", incident.key), edition=edition, database=True)
    say(f"Incident {incident.key} opened; the database is there. Readers see it in edition {edition}.")
    return Exit.DONE


def _post(args: argparse.Namespace, folder: "Folder") -> Exit:
    from django.utils import timezone

    from aboveboard.incidents.lifecycle import Impact
    from aboveboard.publishing.emergency import EmergencyError, post
    from aboveboard.publishing.files import BusyError
    from aboveboard.publishing.keys import UnusableKeyError

    try:
        posted = post(folder, args.message, impact=Impact(args.impact), now=timezone.now())
    except (EmergencyError, UnusableKeyError, BusyError) as problem:
        raise RefusedError(f"nothing was posted: {problem}") from None
    answer(args, posted.incident, id=posted.incident, address=posted.address, edition=posted.edition, database=False)
    say(f"The database cannot be reached. Readers see the notice in edition {posted.edition}: {posted.address}")
    say("It becomes an incident, with this id, when the database is back.")
    return Exit.DONE


def _folder(name: str | None) -> "Folder":
    """The folder of that name, or the one of the page at the root."""
    import json

    from django.conf import settings

    from aboveboard.publishing.folder import Folder

    found = {site.parent.name: Folder(site.parent) for site in sorted(settings.EDITIONS_DIR.glob("*/site.json"))}
    if name is not None and name not in found:
        raise RefusedError(f"--page: there is no “{name}”. There are: {', '.join(found) or 'none'}.")
    at_root = [folder for folder in found.values() if json.loads(folder.site())["base"] == "/"]
    chosen = [found[name]] if name is not None else at_root if len(at_root) == 1 else list(found.values())
    if len(chosen) != 1:
        raise RefusedError(f"--page: say which one: {', '.join(found)}." if found else "no page was ever published here.")
    return chosen[0]


def _page_if_reachable(key: str) -> "Page | None":
    """The page in the database; None if that cannot be reached, is empty, or does not know it."""
    from pathlib import Path

    from django.conf import settings
    from django.db import Error

    from aboveboard.pages.models import Page

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3") and not Path(database["NAME"]).exists():
        return None  # asking would make an empty one
    try:
        return Page.objects.filter(key=key).first()
    except Error:
        return None
