"""keys rotate: a new signing key."""

import argparse

from aboveboard.cli.installation import COMMAND, open_installation
from aboveboard.cli.outcome import Exit, RefusedError, answer, say
from aboveboard.cli.parsers import Commands, add_family, add_parser

ABOUT = """\
The old key signs the new one in every page's record, so that readers who pinned the old one go on trusting it; then the old
one is deleted. Prints the new fingerprint: tell it to those who pin.

examples:
  aboveboard keys rotate"""


def add(commands: Commands) -> None:
    family = add_family(commands, "keys", "look after the key that signs editions")
    rotate = add_parser(family, "rotate", "replace the signing key by a new one", ABOUT)
    rotate.set_defaults(run=run_rotate)


def run_rotate(args: argparse.Namespace) -> Exit:
    open_installation()
    from aboveboard.cli.publication import publish_changes
    from aboveboard.publishing.keys import UnusableKeyError, rotate_key

    try:
        fingerprint = rotate_key(by=COMMAND)
    except UnusableKeyError as problem:
        raise RefusedError(str(problem)) from None
    publish_changes()
    answer(args, fingerprint, fingerprint=fingerprint)
    say("The old key vouches for the new one. Editions are signed with the new key from now on.")
    return Exit.DONE
