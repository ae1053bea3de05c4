"""What has changed since the newest edition: nouns against the record, read in one snapshot."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from aboveboard.lib.canonical import item_hash
from aboveboard.lib.snapshots import read_snapshot
from aboveboard.lib.tokens import new_salt
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import ledger
from aboveboard.publishing.causes import NAMED, NAMED_IF_SHOWN
from aboveboard.publishing.editions import bucket_of, item_file, with_buckets
from aboveboard.publishing.gather import Gathered, Known, read_state
from aboveboard.publishing.items import SpanItem, content_of
from aboveboard.publishing.models import Cause, ItemRow
from aboveboard.publishing.redaction import newest_redaction
from aboveboard.publishing.window import Owned, id_of, kind_of, time_covered


class Fresh(NamedTuple):
    """A new version of an item, ready for the record."""

    owned: Owned
    hash: str
    file: bytes


class Draft(NamedTuple):
    """``changes``: subject -> its new version, None for what is withdrawn. ``revisions``: rows whose content stayed, by key."""

    page: Page
    audience: Audience
    now: datetime
    newest: ledger.Newest
    causes: list[Cause]
    gathered: Gathered
    entries: Mapping[str, ledger.Entry]
    changes: Mapping[str, Fresh | None]
    revisions: Mapping[int, int]
    buckets: bytes
    redactions: int  # the newest redaction that was known

    @property
    def forgets(self) -> bool:
        """Whether something new takes the place of what was redacted."""
        return any(subject in self.entries and self.entries[subject].owned is None for subject in self.changes)

    @property
    def causes_shown(self) -> list[Cause]:
        """The causes that a line names: see ``causes``."""
        concerned = self._subjects_of_causes()
        shown = (cause for cause in self.causes if cause.verb in NAMED_IF_SHOWN and cause.subject in concerned)
        return [*shown, *(cause for cause in self.causes if cause.verb in NAMED)]

    def _subjects_of_causes(self) -> set[str]:
        """Everything that an event's subject may be called if it has to do with what changed."""
        found = set(self.changes)
        for subject, fresh in self.changes.items():
            for owned in (fresh.owned if fresh else None, self.entries[subject].owned if subject in self.entries else None):
                if owned is not None:
                    found.add(owned.owner)
                    of = self.gathered.items.get(owned.owner)  # of a correction's reason: the correction
                    spans = (item for item in (owned.item, of and of.item) if isinstance(item, SpanItem))
                    found.update(f"component/{span.component}" for span in spans)
        return found


def read_draft(page: Page, audience: Audience, now: datetime) -> Draft:
    """Compares what the nouns say now with the newest edition. Raises ``Page.DoesNotExist``."""
    with read_snapshot():
        page = Page.objects.get(pk=page.pk)
        newest = ledger.newest_of(page, audience)
        causes, redactions = _causes(page, audience), newest_redaction()
        known = ledger.reaches_at(page, audience, newest.hash)
        gathered = read_state(page, audience, now=now, known=Known(known, _components(page, audience)))
        owners = {entry.owner for entry in gathered.items.values() if not isinstance(entry.item, SpanItem)}
        owners |= {subject for subject in known if subject not in gathered.reaches} | gathered.hot
        entries = ledger.entries_of(page, audience, owners - {""}, now, whole=gathered.whole)
        changes = _changes(gathered.items, entries)
        hashes = {subject: fresh.hash if fresh else None for subject, fresh in changes.items()}
        fresh_buckets = ledger.buckets_after(page, audience, hashes, {subject: bucket_of(subject) for subject in hashes})
    revisions = {
        entries[subject].pk: owned.revision
        for subject, owned in gathered.items.items()
        if subject not in changes and _revision(entries[subject]) != owned.revision
    }
    buckets = with_buckets(newest.buckets, fresh_buckets)
    return Draft(page, audience, now, newest, causes, gathered, entries, changes, revisions, buckets, redactions)


def _causes(page: Page, audience: Audience) -> list[Cause]:
    """They are booked for the public edition, and gone with it: one for other readers neither names nor takes them away."""
    return list(Cause.objects.filter(page=page)) if audience == Audience.PUBLIC else []


def rows_of(draft: Draft, number: int) -> Iterable[ItemRow]:
    """The rows of everything new in edition ``number``."""
    for subject, fresh in draft.changes.items():
        if fresh is None:
            continue
        since, until = time_covered(fresh.owned.item)
        yield ItemRow(
            page=draft.page,
            audience=draft.audience,
            subject=subject,
            kind=kind_of(subject),
            owner=fresh.owned.owner,
            since=since,
            until=until,
            revision=fresh.owned.revision,
            hash=fresh.hash,
            bucket=bucket_of(subject),
            file=fresh.file,
            edition=number,
            current=True,
        )


def _components(page: Page, audience: Audience) -> frozenset[str]:
    shown = ItemRow.objects.filter(page=page, audience=audience, current=True, kind="component")
    return frozenset(id_of(subject) for subject in shown.values_list("subject", flat=True))


def _changes(items: Mapping[str, Owned], entries: Mapping[str, ledger.Entry]) -> dict[str, Fresh | None]:
    changes: dict[str, Fresh | None] = {subject: None for subject in entries if subject not in items}
    for subject, owned in items.items():
        entry = entries.get(subject)
        if entry is None or entry.owned is None or entry.owned.item != owned.item:
            changes[subject] = _fresh(owned)
    return changes


def _fresh(owned: Owned) -> Fresh:
    content, salt = content_of(owned.item), new_salt()
    return Fresh(owned, item_hash(content, salt), item_file(content, salt))


def _revision(entry: ledger.Entry) -> int | None:
    return entry.owned.revision if entry.owned else None


def release() -> str:
    """The version of the program, as lines name it."""
    named: str = settings.RELEASE
    return named
