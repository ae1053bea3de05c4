"""backup, restore: everything in one file, and back."""

import argparse
import os
import time
from contextlib import ExitStack
from pathlib import Path

from aboveboard.cli.installation import COMMAND, open_installation
from aboveboard.cli.outcome import Exit, RefusedError, answer, say
from aboveboard.cli.parsers import Commands, add_parser
from aboveboard.lib.env import PREFIX

BACKUP = """\
Writes everything that the database holds, as of one moment, into FILE, while the program runs on: pages, history, the signed
record, people, tokens, the audit log; no sessions. The same file can be restored on SQLite, PostgreSQL and MariaDB. The published
files need no backup: they are made anew from it.

The keys in DATA_DIR/keys are in FILE only if it is encrypted (--passphrase-file), or with --with-keys. Without them keep these
beside it: without field_key nobody's second factor works, without signing.pem the record cannot go on. FILE holds personal
data either way; it can be read by you alone (0600).

If another program makes your backups (pg_dump, a snapshot of the disk), tell after each that it was made: --noted.

examples:
  aboveboard backup /var/backups/aboveboard-2026-11-24.backup --passphrase-file /etc/aboveboard/backup.pass
  aboveboard backup latest.backup --force                  replace the file of that name, once the new one is whole
  pg_dump … && aboveboard backup --noted"""

RESTORE = """\
Brings back what `aboveboard backup` wrote, into an installation that holds nothing yet, or with --replace instead of everything
that it holds now. FILE is read through and compared with its own hashes before anything is changed; then all is done in one
transaction, and what the tables hold is compared with FILE once more.

Stop the program first. FILE has to come from a release with the same tables: restore with the release that made it, then upgrade.
Tokens and passwords work on; everybody signs in again; nobody is notified again of what happened before the backup. What was
redacted since then, as the published files beside it say, is redacted again.

examples:
  aboveboard restore aboveboard-2026-11-24.backup --passphrase-file /etc/aboveboard/backup.pass
  aboveboard restore yesterday.backup --replace             what is here now is lost"""


def add(commands: Commands) -> None:
    backup = add_parser(commands, "backup", "write everything into one file", BACKUP)
    backup.add_argument("file", metavar="FILE", nargs="?", type=Path)
    backup.add_argument("--noted", action="store_true", help="write nothing: another program has just made a backup")
    _add_passphrase(backup, "encrypt FILE with the passphrase that NAME holds; the keys are in it, too")
    backup.add_argument("--with-keys", action="store_true", help="put the keys into a file that is not encrypted")
    backup.add_argument("--force", action="store_true", help="replace a file of that name")
    backup.set_defaults(run=run_backup)
    restore = add_parser(commands, "restore", "bring back what `backup` wrote", RESTORE)
    restore.add_argument("file", metavar="FILE", type=Path)
    _add_passphrase(restore, "the passphrase that FILE was encrypted with, in the file NAME")
    restore.add_argument("--replace", action="store_true", help="throw away what the installation holds now")
    restore.set_defaults(run=run_restore)


def _add_passphrase(parser: argparse.ArgumentParser, about: str) -> None:
    parser.add_argument("--passphrase-file", metavar="NAME", type=Path, help=about)


def run_backup(args: argparse.Namespace) -> Exit:
    if args.noted == (args.file is not None):
        raise RefusedError("name a FILE to write, or --noted for a backup that another program made.", Exit.USAGE)
    passphrase = _passphrase(args)
    open_installation()
    from django.utils import timezone

    from aboveboard.cli.progress import Progress
    from aboveboard.transfer.backing_up import NameTakenError, NoRoomForItError, Wanted, back_up, note_backup

    if args.noted:
        note_backup(at=timezone.now(), by=COMMAND)
        answer(args, "", noted=True)
        say("It is noted that a backup was made now.")
        return Exit.DONE
    began = time.monotonic()
    wanted = Wanted(args.file, passphrase, with_keys=args.with_keys or passphrase is not None, replaces=args.force)
    try:
        with ExitStack() as shown:
            on_total = lambda total: shown.enter_context(Progress("rows", total)).done  # noqa: E731  (known only inside)
            made = back_up(wanted, at=timezone.now(), by=COMMAND, on_total=on_total)
    except NoRoomForItError as problem:
        hint = " --force replaces it." if isinstance(problem, NameTakenError) else ""
        raise RefusedError(f"FILE: {problem}{hint}") from None
    seconds = round(time.monotonic() - began, 2)
    encrypted = passphrase is not None
    answer(
        args, str(args.file), file=str(args.file), rows=made.rows, bytes=made.bytes, keys=made.keys, encrypted=encrypted,
        made_at=made.at, seconds=seconds,
    )  # fmt: skip
    say(f"{made.rows:,} rows, {made.bytes / 1_000_000:,.1f} MB, {seconds:.1f} s.")
    _say_keys(made.keys, encrypted=encrypted)
    return Exit.DONE


def _say_keys(keys: list[str], *, encrypted: bool) -> None:
    from django.conf import settings

    if not keys:
        say(f"The keys are not in it: keep {settings.KEYS_DIR} in another place. (--passphrase-file encrypts the file and puts them in.)")
    elif not encrypted:
        say("It holds the keys and is not encrypted: whoever has it can speak in the name of your pages.")


def run_restore(args: argparse.Namespace) -> Exit:
    passphrase = _passphrase(args)
    os.environ[f"{PREFIX}STATEMENT_TIMEOUT"] = "0"  # comparing a large table takes as long as it takes
    open_installation()
    from aboveboard.cli.bringing_back import bring_back

    return bring_back(args, passphrase)


def _passphrase(args: argparse.Namespace) -> bytes | None:
    if args.passphrase_file is None:
        return None
    content: bytes = args.passphrase_file.read_bytes().strip()
    if not content or len(content) > 4096:
        raise RefusedError("--passphrase-file: it has to hold a passphrase, of 4,096 characters at most.")
    return content
