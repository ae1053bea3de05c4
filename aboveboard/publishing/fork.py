"""When the folder knows more than the database, or something else: the record goes on from what readers saw."""

import json
import logging
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from aboveboard.events.actions import record
from aboveboard.events.actors import SYSTEM
from aboveboard.events.verbs import Verb
from aboveboard.lib.canonical import sha256_hex
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import addresses, redaction
from aboveboard.publishing.editions import fingerprint, public_bytes
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.keys import signing_key
from aboveboard.publishing.models import EditionRow
from aboveboard.publishing.reception import receive
from aboveboard.publishing.redaction_lists import DamagedListError
from aboveboard.publishing.returning import return_corrections, return_incidents
from aboveboard.publishing.verify import Code, verify_folder

log = logging.getLogger(__name__)

WAIT = 30.0  # seconds that the folder's lock is waited for
SOUND = {Code.VALID, Code.STALE_HEAD, Code.BAD_DOCUMENT, Code.BAD_COPY}  # documents are rendered again, the rest is not


class ForkError(Exception):
    """The folder is ahead of the database and cannot be trusted; the message says what to do."""


class Parting(NamedTuple):
    """``common``: the last edition that folder and database agree on; ``folder``, ``database``: the newest that each has.

    ``emergencies``: all that the folder has beyond was posted while the database was away.
    """

    common: int
    folder: int
    database: int
    emergencies: bool

    @property
    def is_fork(self) -> bool:
        """Whether the database too has editions that the folder has not."""
        return self.database > self.common

    @property
    def posts_again(self) -> bool:
        """Whether the folder gives way, and what it has beyond is said once more."""
        return self.is_fork and self.emergencies


def parting(page: Page) -> Parting | None:
    """How the page's folder parted from the database; None if it shows the database's editions, or fewer of them."""
    folder = Folder(addresses.folder_of(page))
    newest = folder.newest_line()
    if not newest or (folder.page() not in ("", page.key)):
        return None
    number = int(json.loads(newest)["edition"])
    if _hashes(page, number).get(number) == sha256_hex(newest):
        return None
    lines = folder.lines()
    hashes = _hashes(page)
    common = 0
    for place, line in enumerate(lines, 1):
        if hashes.get(place) != sha256_hex(line):
            break
        common = place
    beyond = (json.loads(line)["causes"] for line in lines[common:])
    return Parting(common, len(lines), max(hashes, default=0), all(Verb.EMERGENCY_POSTED in causes for causes in beyond))


def take_up(page: Page) -> None:
    """Before an edition is made: takes from the folder what the database lost, words that were taken out included.

    The folder's history wins, since readers saw it; but emergencies that were posted on a machine of its own, while others went on,
    are posted again. Raises ``ForkError`` if the folder's record does not verify, or its list of
    redactions is damaged.
    """
    folder = Folder(addresses.folder_of(page))
    if page.is_private or (parting(page) is None and redaction.is_in_step(page, folder)):
        return
    with folder.locked(wait=WAIT):
        parted, known = parting(page), redaction.newest_redaction()
        if parted is not None:
            _check(page, folder)
            _take_up(page, folder, parted)
            if parted.posts_again:
                folder.lose_record(parted.common)
        _take_over(page, folder, is_ahead=parted is not None)
    if redaction.newest_redaction() != known:
        redaction.scrub_database()


@transaction.atomic
def _take_up(page: Page, folder: Folder, parted: Parting) -> None:
    Page.objects.select_for_update().get(pk=page.pk)
    again = parted.posts_again
    lines = folder.lines()[parted.common :]
    rows = receive(page, folder, parted.common, lines, keep=not again)
    _take_over(page, folder, is_ahead=True)
    returned = return_incidents(page, rows, lines, kept=not again, at=timezone.now())
    record(
        Verb.RECORD_TAKEN_UP, f"page/{page.key}", by=SYSTEM, common=parted.common, folder=parted.folder, database=parted.database,
        posted_again=again, incidents=returned, corrections=[] if again else return_corrections(page, rows, at=timezone.now()),
    )  # fmt: skip


def _take_over(page: Page, folder: Folder, *, is_ahead: bool) -> None:
    try:
        redaction.take_over(page, folder)
    except DamagedListError as problem:
        if is_ahead:
            raise ForkError(
                f"{problem} It names words that were redacted, the database is older than the folder, and without the list they could be "
                "published again. Bring the right file back, or remove it if nothing was redacted since the backup."
            ) from problem
        log.warning("%s It is written again from the database.", problem)


def _check(page: Page, folder: Folder) -> None:
    mine = fingerprint(public_bytes(signing_key()))
    verdict = verify_folder(folder.root, pin=mine, page=page.key, pause=lambda _: None)
    if verdict.code not in SOUND:
        raise ForkError(
            f"{folder.root} holds another record than the database, and it does not verify with this installation's key: "
            f"{verdict.code} ({verdict.detail}). Bring the right folder or key back, or move the folder away to go on without it."
        )


def _hashes(page: Page, number: int | None = None) -> dict[int, str]:
    rows = EditionRow.objects.filter(page=page, audience=Audience.PUBLIC)
    if number is not None:
        rows = rows.filter(number=number)
    return dict(rows.values_list("number", "line_hash"))
