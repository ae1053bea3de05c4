"""keys rotate: a new signing key, or a new key for the secrets in the database."""

import argparse

from aboveboard.cli.installation import COMMAND, open_installation, open_to_publish
from aboveboard.cli.outcome import Exit, RefusedError, answer, say
from aboveboard.cli.parsers import Commands, add_family, add_parser

ABOUT = """\
The old key signs the new one in every page's record, so that readers who pinned the old one go on trusting it; then the old
one is deleted. Prints the new fingerprint: tell it to those who pin. Make a new backup then: one of before holds the old key.

With --field it is the other key that changes: the one that seals secrets in the database (second factors, the secret of single
sign-on). Everything is sealed again with a new key. If ABOVEBOARD_FIELD_KEY holds the keys, put the new one before the old,
separated by a comma, then run this; afterwards the old one can go. Prints how many secrets were sealed.

examples:
  aboveboard keys rotate
  aboveboard keys rotate --field"""


def add(commands: Commands) -> None:
    family = add_family(commands, "keys", "look after the keys that sign editions and seal secrets")
    rotate = add_parser(family, "rotate", "replace the signing key, or with --field the sealing key, by a new one", ABOUT)
    rotate.add_argument("--field", action="store_true", help="the key that seals secrets in the database, not the one that signs")
    rotate.set_defaults(run=run_rotate)


def run_rotate(args: argparse.Namespace) -> Exit:
    if args.field:
        open_installation()
        return _rotate_field_key(args)
    open_to_publish()
    return _rotate_signing_key(args)


def _rotate_field_key(args: argparse.Namespace) -> Exit:
    from aboveboard.accounts.sealing import GivenKeysError, rotate_field_key
    from aboveboard.lib.secrets import UnreadableSecretError

    try:
        number = rotate_field_key(by=COMMAND)
    except GivenKeysError:
        raise RefusedError("ABOVEBOARD_FIELD_KEY holds one key alone: put a new one before it, with a comma between them.") from None
    except UnreadableSecretError as problem:
        raise RefusedError(f"a secret in the database cannot be opened: {problem}. Nothing was changed in it.") from None
    answer(args, str(number), sealed=number)
    say("Everything that was sealed is sealed with the new key.")
    return Exit.DONE


def _rotate_signing_key(args: argparse.Namespace) -> Exit:
    from aboveboard.cli.publication import publish_changes
    from aboveboard.publishing.keys import UnusableKeyError, rotate_key

    try:
        fingerprint = rotate_key(by=COMMAND)
    except UnusableKeyError as problem:
        raise RefusedError(str(problem)) from None
    publish_changes()
    answer(args, fingerprint, fingerprint=fingerprint)
    say("The old key vouches for the new one. Editions are signed with the new key from now on.")
    say("Make a new backup: those of before hold the old key at best.")
    return Exit.DONE
