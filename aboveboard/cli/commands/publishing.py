"""publish: writing what is due to be public, or what another machine published."""

import argparse
import threading
from datetime import datetime

from aboveboard.cli.installation import load, open_installation, open_to_publish
from aboveboard.cli.outcome import Exit, RefusedError, answer, say
from aboveboard.cli.parsers import Commands, add_parser
from aboveboard.cli.supervision import stop_on_signals

ABOUT = """\
Publishes every page whose content changed since its newest edition. `aboveboard work` does this by itself; use the command
when no worker runs. Prints one line per page: slug, a tab, the number of its newest edition.

With --follow it publishes nothing of its own: for a second machine that shares the database (and nothing else) with the one that runs
`work`, it writes the same signed editions into this machine's folder, within seconds, until it is ended. It needs no signing
key, and a database login that may only read. Without the database it waits and comes again; `aboveboard front` goes on serving what
the folder holds.

examples:
  aboveboard publish
  aboveboard publish --follow
  aboveboard front --editions /var/lib/aboveboard/editions    (beside it)"""

WITHDRAW = "aboveboard.project.schedule:WITHDRAW"


def add(commands: Commands) -> None:
    publish = add_parser(commands, "publish", "publish what changed", ABOUT)
    publish.add_argument("--follow", action="store_true", help="keep this machine's folder at what another machine publishes, until ended")
    publish.set_defaults(run=run_publish)


def run_publish(args: argparse.Namespace) -> Exit:
    if args.follow:
        open_installation()
        return _follow()
    open_to_publish()
    from aboveboard.cli.publication import newest_edition, publish_all
    from aboveboard.pages.models import Page

    before = {page.pk: newest_edition(page) for page in Page.objects.all()}
    publish_all()
    rows = [{"page": page.slug, "edition": newest_edition(page)} for page in Page.objects.order_by("slug")]
    changed = [page.slug for page in Page.objects.order_by("slug") if newest_edition(page) != before[page.pk]]
    answer(args, "\n".join(f"{row['page']}\t{row['edition'] or '-'}" for row in rows), pages=rows)
    say(f"Published: {', '.join(changed)}." if changed else "Nothing public has changed.")
    return Exit.DONE


def _follow() -> Exit:
    from django.conf import settings

    from aboveboard.cli.following import follow
    from aboveboard.cli.loop import Lane
    from aboveboard.publishing.following import Following
    from aboveboard.publishing.heartbeat import following_file, worker_is_alive

    if worker_is_alive():
        raise RefusedError(f"a worker runs on {settings.DATA_DIR} and keeps its folder fresh. --follow is for another machine.")
    settings.EDITIONS_DIR.mkdir(mode=0o755, parents=True, exist_ok=True)
    following, stopping = Following(), threading.Event()

    def look(now: datetime) -> bool:
        waits = following.look(now)
        following_file().touch()
        return waits

    stop_on_signals(stopping.set)
    say(f"aboveboard: following into {settings.EDITIONS_DIR}. Ctrl-C ends it.")
    Lane("withdraw", [load(WITHDRAW)], stopping=stopping, scale=settings.TIME_SCALE).start()
    follow(look, stopping=stopping, scale=settings.TIME_SCALE)
    following_file().unlink(missing_ok=True)
    say("aboveboard: ended.")
    return Exit.DONE
