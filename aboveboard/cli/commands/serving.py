"""start, front, web: serving the page."""

import argparse
import socket
import sys
import threading
from pathlib import Path

from aboveboard.cli.installation import load, open_installation, waiting_migrations, wrong_field_key
from aboveboard.cli.outcome import Exit, RefusedError, say
from aboveboard.cli.parsers import Commands, add_parser
from aboveboard.cli.supervision import Child, stop_on_signals, supervise
from aboveboard.cli.welcome import welcome_first_owner
from aboveboard.lib.env import Env, split_address
from aboveboard.lib.proxies import Proxies

FRONT = "aboveboard.front.serve:serve"  # another door: found by name, never imported
DJANGO = "aboveboard.project.wsgi:application"

START = """\
Serves the page and everything behind it, and does the work: the front around Django, and `work`, each in a process of its own
that is started again if it dies. Settings come from the environment (docs/settings.md).

examples:
  aboveboard start
  ABOVEBOARD_SITE_URL=https://status.example.org aboveboard start --bind 0.0.0.0:8000"""

FRONT_ABOUT = """\
Serves the published files of every page under DIR and nothing else: no database, no settings, no Django. What is not a
published file is answered by 503. Other machines can serve a copy of the folder in the same way. Behind proxies that
ABOVEBOARD_TRUSTED_PROXIES names, what comes by http is sent to https if ABOVEBOARD_SITE_URL is https.

examples:
  aboveboard front --editions /var/lib/aboveboard/editions --bind 127.0.0.1:8001"""

WEB = """\
Like `start`, but without the work: run `aboveboard work` elsewhere.

examples:
  aboveboard web --bind 127.0.0.1:8000"""


def add(commands: Commands) -> None:
    start = add_parser(commands, "start", "serve the page and do the work behind it", START)
    start.add_argument("--bind", type=_address, metavar="HOST:PORT", help="default: ABOVEBOARD_BIND, else 127.0.0.1:8000")
    start.set_defaults(run=run_start)
    front = add_parser(commands, "front", "serve the published files, with nothing behind them", FRONT_ABOUT)
    front.add_argument("--editions", type=Path, required=True, metavar="DIR", help="the folder that holds one folder per page")
    front.add_argument("--bind", type=_address, metavar="HOST:PORT", help="default: ABOVEBOARD_BIND, else 127.0.0.1:8000")
    front.set_defaults(run=run_front)
    web = add_parser(commands, "web", "serve the page and the application, without the work", WEB)
    web.add_argument("--bind", type=_address, metavar="HOST:PORT", help="default: ABOVEBOARD_BIND, else 127.0.0.1:8000")
    web.set_defaults(run=run_web)


def run_start(args: argparse.Namespace) -> Exit:
    open_installation()
    from django.conf import settings

    bind = args.bind or settings.BIND
    _refuse_taken(bind)
    _refuse_old_database()
    _refuse_wrong_key()
    stopping = threading.Event()
    stop_on_signals(stopping.set)
    python = [sys.executable, "-m", "aboveboard.cli.main"]
    say(f"aboveboard {settings.RELEASE}: the page is at {settings.SITE_URL}/ (listening on {_shown(bind)}). Ctrl-C ends it.")
    supervise(
        [Child("web", [*python, "web", "--bind", _shown(bind)]), Child("work", [*python, "work"])],
        stopping=stopping,
        scale=settings.TIME_SCALE,
    )
    say("aboveboard: ended.")
    return Exit.DONE


def run_front(args: argparse.Namespace) -> Exit:
    env = Env()
    bind = args.bind or env.address("BIND", "127.0.0.1:8000", "")
    workers = env.integer("WORKERS", 1, "", least=1, most=64)
    trusted, site = env.networks("TRUSTED_PROXIES", "", shown="none"), env.text("SITE_URL", "", "")
    env.finish()
    if not args.editions.is_dir():
        raise RefusedError(f"--editions: {args.editions} is not a folder.")
    _refuse_taken(bind)
    say(f"aboveboard: serving {args.editions} on {_shown(bind)}.")
    load(FRONT)(editions=args.editions, bind=_shown(bind), workers=workers, proxies=Proxies(trusted, site))
    return Exit.DONE


def run_web(args: argparse.Namespace) -> Exit:
    open_installation()
    from django.conf import settings

    bind = args.bind or settings.BIND
    _refuse_taken(bind)
    _refuse_wrong_key()
    settings.EDITIONS_DIR.mkdir(parents=True, exist_ok=True)
    say(f"aboveboard: serving on {_shown(bind)}.")
    welcome_first_owner()
    load(FRONT)(
        editions=settings.EDITIONS_DIR,
        bind=_shown(bind),
        fallthrough=DJANGO,
        slots=settings.FALLTHROUGH_SLOTS,
        workers=settings.WORKERS,
        time_scale=settings.TIME_SCALE,
        proxies=Proxies(settings.TRUSTED_PROXIES, settings.SITE_URL),
    )
    return Exit.DONE


def _address(words: str) -> tuple[str, int]:
    try:
        return split_address(words)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{words}” is not HOST:PORT, for example 127.0.0.1:8000") from None


def _shown(bind: tuple[str, int]) -> str:
    host, port = bind
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _refuse_taken(bind: tuple[str, int]) -> None:
    """Says at once what would otherwise be a restart loop: the port is taken, or the host is not ours."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(*bind, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as problem:
        remedy = "--bind or ABOVEBOARD_BIND chooses another address."
        raise RefusedError(f"cannot listen on {_shown(bind)}: {problem.strerror}. {remedy}") from None


def _refuse_old_database() -> None:
    """A database that lacks migrations is refused; one that cannot be reached is not: the page is served without it."""
    from django.db import Error

    try:
        waiting = waiting_migrations()
    except Error as problem:
        reason = str(problem).strip().splitlines()[0]
        say(f"aboveboard: the database cannot be reached ({reason}). Published files are served; the rest waits for it.")
        return
    if waiting:
        raise RefusedError(f"the database lacks {waiting} migrations. `aboveboard migrate` applies them.")


def _refuse_wrong_key() -> None:
    """With another key no second factor could be checked, and what is sealed meanwhile would need two keys for ever."""
    from django.db import Error

    try:
        wrong = wrong_field_key()
    except Error:
        return  # the page is served without a database
    if wrong:
        raise RefusedError(f"{wrong} Put the right key back from your backup.")
