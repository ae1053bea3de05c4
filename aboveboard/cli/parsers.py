"""How a command's parser is made, so that every --help looks and teaches alike."""

import argparse
from typing import Any

type Commands = Any  # what ``add_subparsers`` returns; argparse gives its type no public name


def add_parser(commands: Commands, name: str, help_line: str, about: str) -> argparse.ArgumentParser:
    """A parser with ``--json``. ``about`` is printed as it stands: what the command does, then examples."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help_line,
        description=help_line[0].upper() + help_line[1:] + ".",
        epilog=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")
    return parser


def add_family(commands: Commands, name: str, help_line: str) -> Commands:
    """A command that has commands of its own (``incident open``)."""
    family = commands.add_parser(name, help=help_line, description=help_line[0].upper() + help_line[1:] + ".")
    return family.add_subparsers(title="commands", metavar="COMMAND", required=True)
