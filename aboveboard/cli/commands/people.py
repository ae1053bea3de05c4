"""user create: making somebody known who may sign in."""

import argparse
import sys

from aboveboard.cli.installation import COMMAND, open_installation
from aboveboard.cli.outcome import Exit, RefusedError, answer, say
from aboveboard.cli.parsers import Commands, add_family, add_parser

ABOUT = """\
Makes a person who may sign in at /dashboard/login/. The password is read from standard input, one line, so that it stands in no
list of processes and in no history; without --password-stdin the person has none and comes in by a link that is mailed to them,
or by single sign-on. Prints the address.

examples:
  aboveboard user create --email olga@example.org --role owner --password-stdin < password.txt
  aboveboard user create --email ed@example.org --role editor --name "Ed Editor"
  aboveboard user create --email olga@example.org --role owner --password-stdin --break-glass < password.txt"""

MOST = 4096  # characters that are read


def add(commands: Commands) -> None:
    family = add_family(commands, "user", "make people known who may sign in")
    create = add_parser(family, "create", "make a person who may sign in", ABOUT)
    create.add_argument("--email", required=True, metavar="E", help="the address that they sign in by")
    create.add_argument("--role", required=True, metavar="R", help="owner, admin, editor, reporter or viewer")
    create.add_argument("--name", default="", metavar="N", help="how others see them")
    create.add_argument("--password-stdin", action="store_true", help="read the password from standard input, one line")
    create.add_argument("--break-glass", action="store_true", help="may use a password even while local sign-in is switched off")
    create.set_defaults(run=run_create)


def run_create(args: argparse.Namespace) -> Exit:
    open_installation()
    from django.db import transaction

    from aboveboard.accounts.actions import change_user, create_user

    password = _password() if args.password_stdin else None
    with transaction.atomic():
        user = create_user(email=args.email, role=args.role, name=args.name, password=password, by=COMMAND)
        if args.break_glass:
            change_user(user, is_break_glass=True, by=COMMAND)
    answer(args, user.email, id=user.key, email=user.email, role=user.role, name=user.name)
    say(
        f"{user.email} may sign in as {user.role}."
        + ("" if password else " There is no password yet: “Forgot your password?” mails a link.")
    )
    return Exit.DONE


def _password() -> str:
    words = sys.stdin.readline(MOST).rstrip("\r\n")
    if not words:
        raise RefusedError("--password-stdin: there is no password on standard input.")
    return words
