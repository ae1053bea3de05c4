"""Publishing a page: gather, compare, sign, commit, and only then touch the folder."""

import logging
import time
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction
from django.utils import timezone

from aboveboard.events.verbs import Verb
from aboveboard.lib.canonical import sha256_hex
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import clock, files, fork, ledger, store
from aboveboard.publishing.compress import Ahead
from aboveboard.publishing.draft import Draft, read_draft, release, rows_of
from aboveboard.publishing.editions import Facts, Written, fingerprint, line_of, list_of, public_bytes, root_of
from aboveboard.publishing.keys import key_for
from aboveboard.publishing.models import Cause, EditionRow, ItemRow, KeyRow
from aboveboard.publishing.redaction import newest_redaction
from aboveboard.publishing.shelf import Shelf
from aboveboard.publishing.shelving import Plan, plan_of, save_plan
from aboveboard.publishing.state import Appearance, EditionFact
from aboveboard.publishing.steps import step

log = logging.getLogger(__name__)

ATTEMPTS = 20
PAUSE = 0.02  # seconds after the first lost race, more after each further one, so that nobody loses for ever


class OvertakenError(Exception):
    """Another publisher committed an edition first."""


class _Made(NamedTuple):
    """An edition in memory: signed, rendered, not yet committed."""

    row: EditionRow
    key_row: KeyRow | None
    plan: Plan
    prepared: store.Prepared


def publish(page: Page, *, audience: Audience = Audience.PUBLIC, now: datetime | None = None) -> EditionRow | None:
    """Publishes what ``page`` now tells ``audience``. Returns the new edition, None if nothing public changed.

    The folder then shows the newest edition, whoever made it. Of publishers that race, one wins each number and the others
    gather again; ``OvertakenError`` after too many attempts. A private page is published to nobody and its folder goes.
    """
    for attempt in range(ATTEMPTS):
        time.sleep(min(attempt * PAUSE, 10 * PAUSE))
        moment = now or timezone.now()
        try:
            if audience == Audience.PUBLIC:
                fork.take_up(page)
            draft = read_draft(page, audience, moment)
            if draft.page.is_private and audience == Audience.PUBLIC:
                _take_down(draft)
                return None
            if not _is_news(draft):
                _nothing_new(draft)
                return None
            return _publish(draft)
        except OvertakenError:
            log.info("edition of %s overtaken; gathering again", page)
        except files.WithdrawnError:
            log.info("folder of %s taken away; gathering again", page)
    raise OvertakenError(str(page))


def _is_news(draft: Draft) -> bool:
    rotated = any(cause.verb == Verb.KEY_ROTATED for cause in draft.causes)
    return draft.newest.number == 0 or bool(draft.changes) or rotated


def _nothing_new(draft: Draft) -> None:
    with transaction.atomic():
        ledger.hold(draft.page)
        _forget(draft)
    ledger.keep_reaches(draft.page, draft.audience, draft.newest.hash, draft.gathered.reaches)
    if draft.audience == Audience.PUBLIC:
        store.bring_up_to_date(draft.page)
        if any(cause.verb == Verb.DAY_TURNED for cause in draft.causes):
            clock.render_again(draft.page, now=draft.now)


def _take_down(draft: Draft) -> None:
    store.take_down(draft.page)
    with transaction.atomic():  # not before: a cause that is still there is what the next publisher comes for
        ledger.hold(draft.page)
        _forget(draft)


def _forget(draft: Draft) -> None:
    """The causes that were looked at, and revisions of rows that changed nothing a reader could see."""
    for pk, revision in draft.revisions.items():
        ItemRow.objects.filter(pk=pk).update(revision=revision)
    Cause.objects.filter(pk__in=[cause.pk for cause in draft.causes]).delete()


def _publish(draft: Draft) -> EditionRow:
    step("gathered")
    with Ahead() as ahead:
        made = _make(draft, ahead)
        step("rendered")
        _commit(draft, made)
        ledger.keep_reaches(draft.page, draft.audience, made.row.line_hash, draft.gathered.reaches)
        step("committed")
        if draft.audience == Audience.PUBLIC:
            store.bring_up_to_date(draft.page, made.prepared)
    if draft.audience == Audience.PUBLIC:
        clock.write_soon(draft.page, made.prepared.shelf, [p.path for p in made.plan.soon], redactions=draft.redactions)
    return made.row


def _make(draft: Draft, ahead: Ahead) -> _Made:
    number, at = draft.newest.number + 1, max(draft.now, draft.newest.at or draft.now)
    key, key_row = key_for(draft.page, number)
    shelf = _shelf(draft, number, at, key)
    plan, hot, shared = Plan(), {}, {}
    if draft.audience == Audience.PUBLIC:
        plan = plan_of(draft, shelf)
        hot, shared = shelf.hot(draft.now, ahead.begin), shelf.shared(plan.write, draft.now)
    hashes = {path: sha256_hex(data) for path, data in {**shared, **hot}.items()}
    documents = list_of(number, {**dict.fromkeys(plan.gone), **hashes})
    line = _line(draft, number, at, key, documents)
    row = EditionRow(
        page=draft.page,
        audience=draft.audience,
        number=number,
        line=line.data,
        line_hash=line.hash,
        previous_hash=draft.newest.hash,
        documents=documents.data,
        buckets=draft.buckets,
        at=at,
    )
    return _Made(row, key_row, plan, store.Prepared(shelf, hot, shared, hashes, tuple(plan.gone), ahead.copies, draft.forgets))


def _shelf(draft: Draft, number: int, at: datetime, key: Ed25519PrivateKey) -> Shelf:
    appeared: dict[str, Appearance] = {
        subject: Appearance(entry.edition, entry.hash) for subject, entry in draft.entries.items() if subject in draft.gathered.items
    }
    appeared.update((subject, Appearance(number, fresh.hash)) for subject, fresh in draft.changes.items() if fresh)
    owners = {entry.owner for entry in draft.gathered.items.values() if entry.owner == entry.item.subject}
    return Shelf(
        page=draft.page,
        audience=draft.audience,
        number=number,
        at=at,
        now=draft.now,
        release=release(),
        key=fingerprint(public_bytes(key)),
        reaches=draft.gathered.reaches,
        owned=dict(draft.gathered.items),
        appeared=appeared,
        state=draft.gathered.state,
        recent=(
            EditionFact(number, at, tuple(sorted({cause.verb for cause in draft.causes_shown}))),
            *ledger.recent_of(draft.page, draft.audience, number),
        ),
        loaded=owners | draft.gathered.hot,
    )


def _line(draft: Draft, number: int, at: datetime, key: Ed25519PrivateKey, documents: Written) -> Written:
    causes = draft.causes_shown
    facts = Facts(
        page=draft.page.key,
        at=at,
        now=draft.now,
        release=release(),
        causes=[cause.verb for cause in causes],
        actors=[cause.actor_kind for cause in causes],
    )
    changes = [(subject, fresh.hash if fresh else None) for subject, fresh in draft.changes.items()]
    return line_of(number, facts, changes, root=root_of(draft.buckets), documents=documents.hash, previous=draft.newest.hash, key=key)


def _commit(draft: Draft, made: _Made) -> None:
    try:
        with transaction.atomic():
            ledger.hold(draft.page)
            if ledger.newest_of(draft.page, draft.audience).number != draft.newest.number:
                raise OvertakenError
            if newest_redaction() != draft.redactions:
                raise OvertakenError  # it may hold words that were taken out meanwhile
            _insert(draft, made)
    except IntegrityError as error:
        raise OvertakenError from error


def _insert(draft: Draft, made: _Made) -> None:
    last = KeyRow.objects.filter(page=draft.page).order_by("-number").first()
    if made.key_row is not None:
        made.key_row.save(force_insert=True)
    elif last is None or last.fingerprint != made.prepared.shelf.key:
        raise OvertakenError  # the key was rotated meanwhile
    made.row.save(force_insert=True)
    _retire(draft, made.row.number)
    ItemRow.objects.bulk_create(rows_of(draft, made.row.number), batch_size=500)
    hashes: Mapping[str, str] = made.prepared.hashes
    save_plan(draft, made.plan, hashes, made.prepared.shelf.release)
    _forget(draft)


def _retire(draft: Draft, number: int) -> None:
    """The versions before the new ones, and what is withdrawn, are current no more from edition ``number`` on."""
    subjects = sorted(draft.changes)
    present = ItemRow.objects.filter(page=draft.page, audience=draft.audience, current=True)
    for start in range(0, len(subjects), ledger.CHUNK):
        present.filter(subject__in=subjects[start : start + ledger.CHUNK]).update(current=None, left=number)
