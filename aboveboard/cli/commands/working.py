"""work: everything that happens by itself."""

import argparse
import threading

from aboveboard.cli.installation import load, open_installation
from aboveboard.cli.outcome import Exit, say
from aboveboard.cli.parsers import Commands, add_parser
from aboveboard.cli.supervision import stop_on_signals

JOBS = "aboveboard.project.schedule:JOBS"


def add(commands: Commands) -> None:
    work = add_parser(
        commands,
        "work",
        "do everything that is due: publish, begin and end maintenances, confirm the head",
        """\
Looks for due rows ten times a second, one loop per lane. `aboveboard start` runs it beside the front; run it by itself when
the page is served by something else. Several at once are safe. A dead database does not end it: it goes on when it is back.

examples:
  aboveboard work""",
    )
    work.set_defaults(run=run_work)


def run_work(args: argparse.Namespace) -> Exit:
    open_installation()
    from django.conf import settings

    from aboveboard.cli.loop import work
    from aboveboard.publishing.heartbeat import take_sign_back

    stopping = threading.Event()
    stop_on_signals(stopping.set)
    jobs = load(JOBS)
    say(f"aboveboard: working ({len(jobs)} jobs). Ctrl-C ends it.")
    work(jobs, stopping=stopping, scale=settings.TIME_SCALE)
    take_sign_back()
    return Exit.DONE
