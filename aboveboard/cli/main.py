"""The command ``aboveboard``: finds the command asked for, runs it, turns every ending into an exit status."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from aboveboard.cli.outcome import Exit, RefusedError, say

# In the order of --help. Each module has ``add(commands)``, which adds its parsers and sets ``run`` on them. They import
# little at their top: `front` and `verify` must work in a process without settings or a database.
COMMANDS = (
    "serving",
    "working",
    "publishing",
    "incidents",
    "components",
    "importing",
    "seeding",
    "verifying",
    "emergencies",
    "redacting",
    "tokens",
    "people",
    "keys",
    "backups",
    "migrating",
    "diagnosis",
)

EPILOG = """\
examples:
  aboveboard start                                    serve the page and do the work behind it
  aboveboard incident open --title "Mails are late" --message "We are looking into it." --component "Mail=degraded"
  aboveboard incident resolve k3f9x2m1q8aa
  aboveboard verify https://status.example.org/       check that nothing in its record was changed

Standard output carries the answer alone; words go to standard error. Exit status: 0 done, 1 failed or refused,
2 wrong usage, 3 unreachable, 4 tampered with. Settings: docs/settings.md. Each command explains itself with --help."""


def parser() -> argparse.ArgumentParser:
    """The whole grammar of the command line."""
    top = argparse.ArgumentParser(
        prog="aboveboard",
        description="A status page whose words can be checked and whose page stays up.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"aboveboard {_version()}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in COMMANDS:
        import_module(f"aboveboard.cli.commands.{module}").add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status. Only wrong usage and --help leave by ``SystemExit``."""
    args = parser().parse_args(argv)
    try:
        return int(args.run(args))
    except RefusedError as refusal:
        say(f"aboveboard: {refusal}")
        return refusal.status
    except KeyboardInterrupt:
        say("aboveboard: stopped.")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains once more at exit
        return Exit.FAILED
    except Exception as failure:  # noqa: BLE001  (the last resort: a sentence instead of a traceback)
        return _failed(failure)


def _failed(failure: Exception) -> Exit:
    from aboveboard.cli.refusals import sentence_for

    sentence, status = sentence_for(failure)
    say(f"aboveboard: {sentence}")
    if os.environ.get("ABOVEBOARD_LOG_LEVEL", "").lower() == "debug":
        logging.getLogger("aboveboard.cli").error("traceback", exc_info=failure)
    return status


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("aboveboard")
    except PackageNotFoundError:
        return "from source"


if __name__ == "__main__":
    sys.exit(main())
