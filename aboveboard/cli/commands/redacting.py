"""redact: taking words out of the record for good."""

import argparse

from aboveboard.cli.installation import COMMAND, open_to_publish
from aboveboard.cli.outcome import Exit, RefusedError, answer, say
from aboveboard.cli.parsers import Commands, add_parser

ABOUT = """\
Takes the texts of one incident, maintenance, update or correction out of the database and of everything published, earlier wordings too.
Readers see the reason and the date in their place. The record stays valid: the hash of what was said stays, the words are gone.
There is no way back. Copies that others made are out of reach. Prints how many item versions lost their text.

examples:
  aboveboard redact incident/k3f9x2m1q8aa --reason "It named a customer."
  aboveboard redact incident/k3f9x2m1q8aa/update/p0d3k7s2v9bb --reason "It held a password." """


def add(commands: Commands) -> None:
    redacting = add_parser(commands, "redact", "take words out of the record for good", ABOUT)
    redacting.add_argument("subject", metavar="SUBJECT", help="incident/ID, maintenance/ID, one of these with /update/ID, or correction/ID")
    redacting.add_argument("--reason", required=True, help="why; readers will see it")
    redacting.set_defaults(run=run_redact)


def run_redact(args: argparse.Namespace) -> Exit:
    open_to_publish()
    from aboveboard.cli.publication import publish_changes
    from aboveboard.pages.models import Page
    from aboveboard.publishing.keys import UnusableKeyError
    from aboveboard.publishing.redaction import UnknownSubjectError, redact, scrub_database
    from aboveboard.publishing.store import bring_up_to_date

    try:
        row = redact(args.subject, reason=args.reason, by=COMMAND)
    except UnknownSubjectError as problem:
        raise RefusedError(f"SUBJECT: {problem}") from None
    except ValueError as problem:
        raise RefusedError(f"--{problem}") from None
    except UnusableKeyError as problem:
        raise RefusedError(f"nothing was taken out: {problem}") from None
    edition = publish_changes()
    for page in Page.objects.public():
        bring_up_to_date(page)
    clean = scrub_database()
    answer(args, str(len(row.hashes)), subject=args.subject, items=len(row.hashes), edition=edition, database_is_clean=clean)
    say(f"The words of {args.subject} are gone. Readers see why, since edition {edition}.")
    if not clean:
        say("The database file may still hold them where it is not used: stop Aboveboard and run the command `redact` once more.")
    return Exit.DONE
