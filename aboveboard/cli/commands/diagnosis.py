"""doctor: what is wrong with an installation."""

import argparse

from aboveboard.cli.installation import open_installation
from aboveboard.cli.outcome import Exit, answer, say
from aboveboard.cli.parsers import Commands, add_parser

ABOUT = """\
Looks at settings, folders, keys and their permissions, the database and its migrations, pages, editions and their record, and
the worker. Prints one line per finding with what mends it; nothing if all is well. Changes nothing.

Exit status 0: all is well; 1: something is wrong.

examples:
  aboveboard doctor
  aboveboard doctor --json | jq -r '.findings[].remedy'"""


def add(commands: Commands) -> None:
    doctor = add_parser(commands, "doctor", "find out what is wrong with this installation", ABOUT)
    doctor.set_defaults(run=run_doctor)


def run_doctor(args: argparse.Namespace) -> Exit:
    from aboveboard.lib.env import SettingError

    try:
        open_installation()
    except SettingError as refusals:
        found = [("settings", line, "docs/settings.md") for line in str(refusals).splitlines()]
    else:
        from aboveboard.cli.checkup import findings

        found = [(finding.check, finding.what, finding.remedy) for finding in findings()]
    answer(
        args,
        "\n".join(f"{check}: {what} → {remedy}" for check, what, remedy in found),
        ok=not found,
        findings=[{"check": check, "what": what, "remedy": remedy} for check, what, remedy in found],
    )
    say(f"{len(found)} things are wrong." if len(found) > 1 else "One thing is wrong." if found else "All is well.")
    return Exit.FAILED if found else Exit.DONE
