"""token create, revoke: tokens for programs."""

import argparse

from aboveboard.cli.installation import COMMAND, open_installation
from aboveboard.cli.outcome import Exit, RefusedError, answer, say
from aboveboard.cli.parsers import Commands, add_family, add_parser

CREATE = """\
Prints the token, once: it is kept nowhere. It acts for the person, never does more than that person may, and ends after 90 days
unless --days says otherwise. Scopes are <noun>:read or <noun>:write; '*' is all of them.

examples:
  aboveboard token create --name "Deploy script" --user ed@example.org --scope incidents:write --scope components:write
  TOKEN=$(aboveboard token create --name Dashboards --user ed@example.org --scope '*' --days 30)"""

REVOKE = """\
From now on the token opens nothing. The id is the part between the first two underscores of the token.

examples:
  aboveboard token revoke k3f9x2m1q8aa"""


def add(commands: Commands) -> None:
    family = add_family(commands, "token", "make and revoke tokens for programs")
    making = add_parser(family, "create", "make a token that acts for a person", CREATE)
    making.add_argument("--name", required=True, metavar="N", help="what it is for")
    making.add_argument("--user", required=True, metavar="E", help="the e-mail address of the person it acts for")
    making.add_argument("--scope", required=True, action="append", nargs="+", metavar="S", help="what it may do; more than once for more")
    making.add_argument("--days", type=int, metavar="D", help="how long it lasts, at most 366 (default 90)")
    making.set_defaults(run=run_create)
    revoking = add_parser(family, "revoke", "take a token back", REVOKE)
    revoking.add_argument("id", metavar="ID")
    revoking.set_defaults(run=run_revoke)


def run_create(args: argparse.Namespace) -> Exit:
    open_installation()
    from datetime import timedelta

    from django.utils import timezone

    from aboveboard.accounts.issuing import create_token
    from aboveboard.accounts.models import User

    user = User.objects.active().filter(email=args.user.strip().lower()).first()
    if user is None:
        raise RefusedError(f"nobody who may sign in has the address {args.user}.")
    now = timezone.now()
    until = None if args.days is None else now + timedelta(days=min(args.days, 10_000))
    scopes = [scope for given in args.scope for scope in given]
    token, text = create_token(user=user, name=args.name, scopes=scopes, expires_at=until, at=now, by=COMMAND)
    answer(args, text, token=text, id=token.key, expires_at=token.expires_at)
    say(f"It acts for {user.email} until {token.expires_at:%Y-%m-%d %H:%M} UTC. It is not shown again.")
    return Exit.DONE


def run_revoke(args: argparse.Namespace) -> Exit:
    open_installation()
    from aboveboard.accounts.issuing import revoke_token
    from aboveboard.accounts.models import ApiToken

    token = ApiToken.objects.filter(key=args.id).first()
    if token is None:
        raise RefusedError(f"there is no token with the id {args.id}.")
    revoke_token(token, by=COMMAND)
    answer(args, token.key, id=token.key)
    say(f"“{token.name}” opens nothing any more.")
    return Exit.DONE
