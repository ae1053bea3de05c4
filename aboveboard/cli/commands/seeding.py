"""seed: a believable page to look at."""

import argparse
import time

from aboveboard.cli.installation import open_to_publish
from aboveboard.cli.outcome import Exit, answer, say
from aboveboard.cli.parsers import Commands, add_parser

ABOUT = """\
Makes the page of Harbourline, a freight company that does not exist: components in groups, 90 days of history, one open
incident, a maintenance to come, in English and German. All times are relative to now. Seeding again replaces what was seeded
before; an installation that holds anything else is refused.

sizes:
  demo   50 components in 8 groups, 14 incidents: what bin/dev shows
  50     the same with exactly 10 incidents, for measurements
  1000   1,000 components in 40 groups; with --years 5 five years of incidents

examples:
  aboveboard seed --size demo
  aboveboard seed --size 1000 --years 5"""


def add(commands: Commands) -> None:
    seed = add_parser(commands, "seed", "fill an empty installation with a believable example", ABOUT)
    seed.add_argument("--size", choices=("demo", "50", "1000"), default="demo")
    years = "years of incidents for --size 1000, 1 to 10 (default: 90 days)"
    seed.add_argument("--years", type=int, choices=range(1, 11), metavar="N", default=0, help=years)
    seed.set_defaults(run=run_seed)


def run_seed(args: argparse.Namespace) -> Exit:
    open_to_publish()
    from datetime import UTC, datetime

    from aboveboard.cli.outcome import RefusedError
    from aboveboard.cli.progress import Progress
    from aboveboard.cli.publication import MUCH, publish_changes
    from aboveboard.cli.seeding.sowing import refuse_real_content, sow, things
    from aboveboard.publishing.addresses import page_url

    if args.years and args.size != "1000":
        raise RefusedError("--years: goes with --size 1000 alone.", Exit.USAGE)
    began, now = time.monotonic(), datetime.now(UTC)
    refuse_real_content()
    with Progress("things", things(args.size, now=now, years=args.years)) as progress:
        page = sow(args.size, now=now, years=args.years, told=progress.done)
    edition = publish_changes(patience=MUCH)
    seconds = round(time.monotonic() - began, 2)
    answer(args, page_url(page), address=page_url(page), edition=edition, seconds=seconds)
    say(f"{page.name} is seeded and published as edition {edition}, in {seconds:.1f} s.")
    return Exit.DONE
