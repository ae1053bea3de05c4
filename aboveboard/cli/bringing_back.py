"""What `aboveboard restore` does: refuses with a reason, restores, publishes, and says what is left to do."""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import timezone

from aboveboard.cli.commands.migrating import apply_migrations
from aboveboard.cli.installation import COMMAND, waiting_migrations
from aboveboard.cli.outcome import Exit, RefusedError, answer, say
from aboveboard.cli.progress import Progress
from aboveboard.cli.publication import MUCH, publish_changes
from aboveboard.publishing.heartbeat import LASTS, worker_is_alive
from aboveboard.publishing.keys import key_file
from aboveboard.publishing.models import KeyRow
from aboveboard.transfer import tables
from aboveboard.transfer.archive import DamagedError
from aboveboard.transfer.passphrases import WrongPassphraseError
from aboveboard.transfer.reading import About, NewerFormatError, opened
from aboveboard.transfer.restoring import NotEmptyError, OlderKeyError, OtherReleaseError, RedactedWordsError, Restored, fits, restore
from aboveboard.transfer.sealing import KeyMissingError, Keys, WrongKeyError


def bring_back(args: argparse.Namespace, keys: Keys) -> Exit:
    """The command, once the installation is open."""
    began = time.monotonic()
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _refusals(args), opened(args.file, keys, room=settings.DATA_DIR) as backup:
        backup.about()
        if worker_is_alive():
            raise RefusedError(f"Aboveboard runs here. Stop it first; if it was killed, wait {LASTS:.0f} seconds.")
        _make_tables()
        fits(backup.about())
        about = backup.check()
        with Progress("rows", about.rows) as progress:
            done = restore(backup, about, replaces=args.replace, at=timezone.now(), by=COMMAND, told=progress.done)
    edition = publish_changes(patience=MUCH) if _may_publish() else None
    _say(args, about, done, edition, round(time.monotonic() - began, 2))
    return Exit.DONE


def _make_tables() -> None:
    """A database without any table gets them; one that is behind is not touched."""
    if not tables.migrations():
        apply_migrations()
    elif waiting_migrations():
        raise RefusedError("the database is not up to date. `aboveboard migrate` first.")


def _may_publish() -> bool:
    """No other key than that of the record goes on with it, so without it publishing waits for whoever puts it back."""
    return key_file().exists() or not KeyRow.objects.exists()


def _say(args: argparse.Namespace, about: About, done: Restored, edition: int | None, seconds: float) -> None:
    moved = [str(path) for path in done.moved]
    answer(
        args, "", rows=done.rows, made_at=about.made_at, release=about.release, keys=done.keys, keys_moved=moved,
        redacted_again=done.redacted, held=done.held, edition=edition, seconds=seconds,
    )  # fmt: skip
    say(f"{done.rows:,} rows of {about.made_at:%Y-%m-%d %H:%M} UTC are back, compared with the file. {seconds:.1f} s.")
    if done.redacted:
        say(f"Redactions that were made since then, and are made again: {done.redacted}.")
    if done.held:
        say(f"Events that were waiting for their reactions, and of which nobody is notified now: {done.held}.")
    for path in moved:
        say(f"A key that was here made way: {path}")
    if not done.keys and not key_file().exists():
        say(f"The keys are neither here nor in the file. Put them back into {settings.KEYS_DIR}, then: aboveboard doctor")
    say("Everybody signs in again. `aboveboard doctor` looks whether all is well; `aboveboard start` goes on.")


@contextmanager
def _refusals(args: argparse.Namespace) -> Iterator[None]:
    """What keeps a backup from being restored, in sentences. Nothing was changed then."""
    try:
        yield
    except DamagedError as problem:
        raise RefusedError(f"{args.file} is damaged: {problem}. Nothing was changed.", Exit.TAMPERED) from None
    except NewerFormatError as problem:
        raise RefusedError(f"{args.file} was written by release {problem.release}, which is newer than this one. Upgrade first.") from None
    except KeyMissingError as problem:
        option, what = ("--passphrase-file", "its passphrase") if problem.has_passphrase else ("--identity", "a private key that opens it")
        raise RefusedError(f"{args.file} is encrypted: {option} names the file with {what}.") from None
    except WrongPassphraseError:
        raise RefusedError(f"the passphrase does not open {args.file}.") from None
    except WrongKeyError:
        raise RefusedError(f"no key that was given opens {args.file}.") from None
    except OtherReleaseError as problem:
        release, here = problem.about.release, settings.RELEASE
        what = "newer than" if problem.is_newer else "older than"
        act = "upgrade first" if problem.is_newer else f"restore it with release {release}, then upgrade and `aboveboard migrate`"
        raise RefusedError(f"{args.file} has the tables of release {release}, {what} those of this one ({here}): {act}.") from None
    except NotEmptyError:
        raise RefusedError("this installation holds something already. --replace throws that away; nothing was changed.") from None
    except OlderKeyError:
        raise RefusedError(
            f"the signing key was replaced after this backup was made, and words were redacted since, which the key of {args.file} cannot "
            "take out again. docs/operating/backup.md, “Older than the signing key”, says how it comes back; nothing was changed."
        ) from None
    except RedactedWordsError as problem:
        raise RefusedError(
            f"words were redacted after this backup was made, and that cannot be done again: {problem} Put the installation's keys and "
            "the right lists of redactions back first; nothing was changed."
        ) from None
