"""How a command ends: its exit status, its refusal, its answer on standard output and its words on standard error."""

import json
import sys
from argparse import Namespace
from enum import IntEnum
from typing import Any


class Exit(IntEnum):
    """Exit status of every command."""

    DONE = 0
    FAILED = 1  # or refused
    USAGE = 2
    UNREACHABLE = 3
    TAMPERED = 4  # or the pinned key is not the record's


class RefusedError(Exception):
    """Ends a command with one sentence on standard error and ``status``."""

    def __init__(self, sentence: str, status: Exit = Exit.FAILED) -> None:
        super().__init__(sentence)
        self.status = status


def say(words: str) -> None:
    """One line for the person at the terminal; never part of the answer."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def answer(args: Namespace, plain: str, **fields: Any) -> None:
    """The command's answer: ``fields`` as one JSON object with ``--json``, else ``plain`` (nothing if it is empty)."""
    words = json.dumps(fields, ensure_ascii=False, default=str) if args.json else plain
    if words:
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()
