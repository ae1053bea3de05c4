"""migrate: bringing the database up to date."""

import argparse
import os

from aboveboard.cli.installation import open_installation, waiting_migrations
from aboveboard.cli.outcome import Exit, answer, say
from aboveboard.cli.parsers import Commands, add_parser
from aboveboard.lib.env import PREFIX

ABOUT = """\
Makes the tables, or changes old ones to what this release needs. Safe to repeat. `start` and `work` refuse to run with a
database that is not up to date; they never change it by themselves.

examples:
  aboveboard migrate"""


def add(commands: Commands) -> None:
    migrate = add_parser(commands, "migrate", "bring the database up to date", ABOUT)
    migrate.set_defaults(run=run_migrate)


def run_migrate(args: argparse.Namespace) -> Exit:
    os.environ[f"{PREFIX}STATEMENT_TIMEOUT"] = "0"  # changing a large table takes as long as it takes
    open_installation()
    waiting = apply_migrations()
    answer(args, "", applied=waiting)
    say(f"{waiting} migrations applied." if waiting else "The database is up to date.")
    return Exit.DONE


def apply_migrations() -> int:
    """Brings the database that is open up to date; how many migrations that took."""
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    waiting = waiting_migrations()
    if waiting:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    return waiting
