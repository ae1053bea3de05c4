"""backup, restore: everything in one file, and back."""

import argparse
import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from aboveboard.cli.installation import COMMAND, open_installation
from aboveboard.cli.outcome import Exit, RefusedError, answer, say
from aboveboard.cli.parsers import Commands, add_parser
from aboveboard.lib.env import PREFIX

if TYPE_CHECKING:
    from aboveboard.transfer.sealing import Locks

_LARGEST = 64 * 1024  # bytes of a file that holds keys or a passphrase

BACKUP = """\
Writes everything that the database holds, as of one moment, into FILE, while the program runs on: pages, history, the signed
record, people, tokens, the audit log; no sessions. The same file can be restored on SQLite, PostgreSQL and MariaDB. The published
files need no backup: they are made anew from it.

FILE can be encrypted: with a passphrase (--passphrase-file), or for public keys of `age` or SSH (--recipient), so that what lies
on this machine does not open it. If both are given, either opens it. The program `age` opens it, too (docs/operating/backup.md).

The keys in DATA_DIR/keys are in FILE only if it is encrypted, or with --with-keys. Without them keep these beside it: without
field_key nobody's second factor works, without signing.pem the record cannot go on. FILE holds personal data either way; it can
be read by you alone (0600).

If another program makes your backups (pg_dump, a snapshot of the disk), tell after each that it was made: --noted.

examples:
  aboveboard backup /var/backups/aboveboard-2026-11-24.backup --passphrase-file /etc/aboveboard/backup.pass
  aboveboard backup nightly.backup --recipients-file /etc/aboveboard/backup.pub
  aboveboard backup latest.backup --force                  replace the file of that name, once the new one is whole
  pg_dump … && aboveboard backup --noted"""

RESTORE = """\
Brings back what `aboveboard backup` wrote, into an installation that holds nothing yet, or with --replace instead of everything
that it holds now. FILE is read through and compared with its own hashes before anything is changed; then all is done in one
transaction, and what the tables hold is compared with FILE once more.

Stop the program first. FILE has to come from a release with the same tables: restore with the release that made it, then upgrade.
Tokens and passwords work on; everybody signs in again; nobody is notified again of what happened before the backup. What was
redacted since then, as the published files beside it say, is redacted again.

An encrypted FILE is decrypted into a file in DATA_DIR that has no name and is gone when this ends: there has to be room for it.

examples:
  aboveboard restore aboveboard-2026-11-24.backup --passphrase-file /etc/aboveboard/backup.pass
  aboveboard restore nightly.backup --identity key.txt      a file of age-keygen, or a private key of SSH
  aboveboard restore yesterday.backup --replace             what is here now is lost"""


def add(commands: Commands) -> None:
    backup = add_parser(commands, "backup", "write everything into one file", BACKUP)
    backup.add_argument("file", metavar="FILE", nargs="?", type=Path)
    backup.add_argument("--noted", action="store_true", help="write nothing: another program has just made a backup")
    _add_passphrase(backup, "encrypt FILE with the passphrase that NAME holds; the keys are in it, too")
    backup.add_argument("--recipient", metavar="KEY", action="append", default=[], help="encrypt FILE for a public key (repeatable)")
    backup.add_argument("--recipients-file", metavar="NAME", type=Path, help="the same for each line of NAME")
    backup.add_argument("--with-keys", action="store_true", help="put the keys into a file that is not encrypted")
    backup.add_argument("--force", action="store_true", help="replace a file of that name")
    backup.set_defaults(run=run_backup)
    restore = add_parser(commands, "restore", "bring back what `backup` wrote", RESTORE)
    restore.add_argument("file", metavar="FILE", type=Path)
    _add_passphrase(restore, "the passphrase that FILE was encrypted with, in the file NAME")
    restore.add_argument("--identity", metavar="NAME", type=Path, help="the private key that opens FILE, in the file NAME")
    restore.add_argument("--replace", action="store_true", help="throw away what the installation holds now")
    restore.set_defaults(run=run_restore)


def _add_passphrase(parser: argparse.ArgumentParser, about: str) -> None:
    parser.add_argument("--passphrase-file", metavar="NAME", type=Path, help=about)


def run_backup(args: argparse.Namespace) -> Exit:
    if args.noted == (args.file is not None):
        raise RefusedError("name a FILE to write, or --noted for a backup that another program made.", Exit.USAGE)
    locks = _locks(args)
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
    encrypted = locks is not None
    wanted = Wanted(args.file, locks, with_keys=args.with_keys or encrypted, replaces=args.force)
    try:
        with ExitStack() as shown:
            on_total = lambda total: shown.enter_context(Progress("rows", total)).done  # noqa: E731  (known only inside)
            made = back_up(wanted, at=timezone.now(), by=COMMAND, on_total=on_total)
    except NoRoomForItError as problem:
        hint = " --force replaces it." if isinstance(problem, NameTakenError) else ""
        raise RefusedError(f"FILE: {problem}{hint}") from None
    seconds = round(time.monotonic() - began, 2)
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
        say(f"The keys are not in it: keep {settings.KEYS_DIR} elsewhere. (Encrypting FILE puts them in: --passphrase-file, --recipient.)")
    elif not encrypted:
        say("It holds the keys and is not encrypted: whoever has it can speak in the name of your pages.")


def run_restore(args: argparse.Namespace) -> Exit:
    from aboveboard.transfer.sealing import Keys, identities_in

    identities = _keys("--identity", _content("--identity", args.identity), identities_in) if args.identity else ()
    keys = Keys(identities, _passphrase(args))
    os.environ[f"{PREFIX}STATEMENT_TIMEOUT"] = "0"  # comparing a large table takes as long as it takes
    open_installation()
    from aboveboard.cli.bringing_back import bring_back

    return bring_back(args, keys)


def _locks(args: argparse.Namespace) -> "Locks | None":
    """Null if the file is not to be encrypted."""
    from aboveboard.transfer.sealing import Locks, recipients_in

    given = {"--recipient": "\n".join(args.recipient).encode()} if args.recipient else {}
    if args.recipients_file:
        given["--recipients-file"] = _content("--recipients-file", args.recipients_file)
    recipients = tuple(key for option, content in given.items() for key in _keys(option, content, recipients_in))
    passphrase = _passphrase(args)
    return Locks(recipients, passphrase) if recipients or passphrase else None


def _passphrase(args: argparse.Namespace) -> bytes | None:
    if args.passphrase_file is None:
        return None
    content = _content("--passphrase-file", args.passphrase_file).strip()
    if not content:
        raise RefusedError("--passphrase-file: it has to hold a passphrase.")
    return content


def _keys[Key](option: str, content: bytes, read: Callable[[bytes], tuple[Key, ...]]) -> tuple[Key, ...]:
    from aboveboard.transfer.sealing import UnfitKeyError

    try:
        return read(content)
    except UnfitKeyError as problem:
        raise RefusedError(f"{option}: {problem}") from None


def _content(option: str, path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise RefusedError(f"{option}: {path} is larger than any file of keys or passphrases.")
    return content
