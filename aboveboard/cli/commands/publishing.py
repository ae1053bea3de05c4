"""publish: writing what is due to be public."""

import argparse

from aboveboard.cli.installation import open_installation
from aboveboard.cli.outcome import Exit, answer, say
from aboveboard.cli.parsers import Commands, add_parser

ABOUT = """\
Publishes every page whose content changed since its newest edition. `aboveboard work` does this by itself; use the command
when no worker runs. Prints one line per page: slug, a tab, the number of its newest edition.

examples:
  aboveboard publish"""


def add(commands: Commands) -> None:
    publish = add_parser(commands, "publish", "publish what changed", ABOUT)
    publish.set_defaults(run=run_publish)


def run_publish(args: argparse.Namespace) -> Exit:
    open_installation()
    from aboveboard.cli.publication import newest_edition, publish_all
    from aboveboard.pages.models import Page

    before = {page.pk: newest_edition(page) for page in Page.objects.all()}
    publish_all()
    rows = [{"page": page.slug, "edition": newest_edition(page)} for page in Page.objects.order_by("slug")]
    changed = [page.slug for page in Page.objects.order_by("slug") if newest_edition(page) != before[page.pk]]
    answer(args, "\n".join(f"{row['page']}\t{row['edition'] or '-'}" for row in rows), pages=rows)
    say(f"Published: {', '.join(changed)}." if changed else "Nothing public has changed.")
    return Exit.DONE
