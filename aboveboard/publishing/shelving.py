"""Which documents an edition writes, which wait for their turn, and which go."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aboveboard.publishing.documents import ASSET, EDITION, HOT, LEFT, PAGE, Planned, planned
from aboveboard.publishing.draft import Draft
from aboveboard.publishing.items import AnyItem, ComponentItem, IncidentItem, MaintenanceItem, PageFace, SpanItem, TextItem
from aboveboard.publishing.ledger import CHUNK
from aboveboard.publishing.models import DocumentRow
from aboveboard.publishing.shelf import Shelf
from aboveboard.publishing.window import kind_of, month_of, time_covered

AT_ONCE = 100  # shared documents that go with an edition, and as many right after it; the rest yields to a newer publish
ASSETS_STAY = timedelta(days=30)


@dataclass
class Plan:
    """``write``: shared documents that go with the edition, ``soon``: those written right after the switch, ``wait``: those
    written later, ``gone``: paths to be removed, ``left``: paths that nothing names any more and that stay a while."""

    hot: list[Planned] = field(default_factory=list)
    write: list[Planned] = field(default_factory=list)
    soon: list[Planned] = field(default_factory=list)
    wait: list[Planned] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    rows: dict[str, DocumentRow] = field(default_factory=dict)  # by path: what was there before


def plan_of(draft: Draft, shelf: Shelf) -> Plan:
    """What edition ``shelf.number`` means for the folder."""
    touched, everything = _touched(draft)
    plan = Plan(hot=list(planned(shelf.contents, shelf.languages, hot=True)))
    wanted = list(planned(shelf.contents, shelf.languages, hot=False, subjects=None if everything else touched))
    plan.rows = _rows(draft, touched, everything, plan.hot)
    taken_back: set[str] = touched if draft.forgets or None in draft.changes.values() else set()
    must = [p for p in wanted if _goes_along(p, taken_back, plan.rows)]
    at_once = {p.path for p in must}
    can_wait = sorted((p for p in wanted if p.path not in at_once and p.subject != ASSET), key=_nearness(draft, touched))
    missing = [p for p in can_wait if p.path not in plan.rows]  # hot documents may lead there
    there = [p for p in can_wait if p.path in plan.rows]
    room = max(0, AT_ONCE - len(must))
    plan.write, later = must + missing[:room], [*missing[room:], *there]
    plan.soon, plan.wait = later[:AT_ONCE], later[AT_ONCE:]
    stays = {p.path for p in plan.hot} | {p.path for p in wanted}
    unnamed = {path: row for path, row in plan.rows.items() if path not in stays}
    plan.gone = sorted(path for path, row in unnamed.items() if not _is_kept(row, draft.now))
    plan.left = [path for path, row in unnamed.items() if row.subject == ASSET and row.temperature != LEFT]
    return plan


def _nearness(draft: Draft, touched: set[str]) -> Callable[[Planned], int]:
    """Sorts documents by how soon a reader comes by: what changed first, of that components, then the hot window, then months."""

    def nearness(planned_: Planned) -> int:
        kind = kind_of(planned_.subject)
        far = 0 if kind in (PAGE, EDITION, "component") else 1 if planned_.subject in draft.gathered.hot else 2 if kind == "month" else 3
        return far if planned_.subject in touched else far + 4

    return nearness


def save_plan(draft: Draft, plan: Plan, hashes: Mapping[str, str], release: str) -> None:
    """Brings the rows of documents in line; part of the edition's transaction. ``hashes``: path -> hash of what was rendered."""
    fresh: list[DocumentRow] = []
    waiting: list[int] = []
    for planned_, due, now in _states(plan, draft.now):
        row = plan.rows.get(planned_.path)
        if row is None:
            row = DocumentRow(page=draft.page, path=planned_.path)
            fresh.append(row)
        elif planned_.document.temperature == HOT and row.temperature == HOT:
            continue
        elif now is None and due and (row.subject, row.temperature) == (planned_.subject, planned_.document.temperature):
            waiting.append(row.pk)
            continue
        row.subject, row.temperature, row.due = planned_.subject, planned_.document.temperature.value, due
        if now is not None:
            row.hash, row.release, row.written_at = hashes[planned_.path], release, now
        if row.pk:
            row.save(update_fields=["subject", "temperature", "due", "hash", "release", "written_at"])
    DocumentRow.objects.bulk_create(fresh, batch_size=500)
    for start in range(0, len(waiting), CHUNK):
        DocumentRow.objects.filter(pk__in=waiting[start : start + CHUNK]).update(due=True)
    for start in range(0, len(plan.gone), CHUNK):
        DocumentRow.objects.filter(page=draft.page, path__in=plan.gone[start : start + CHUNK]).delete()
    DocumentRow.objects.filter(page=draft.page, path__in=plan.left).update(temperature=LEFT.value, written_at=draft.now, due=False)


def _states(plan: Plan, now: datetime) -> Iterable[tuple[Planned, bool, datetime | None]]:
    """Each planned document, whether it is due after the commit, and when it was rendered."""
    yield from ((planned_, False, None) for planned_ in plan.hot)
    yield from ((planned_, True, now) for planned_ in plan.write)  # due until its file is there
    yield from ((planned_, True, None) for planned_ in (*plan.soon, *plan.wait))


def _touched(draft: Draft) -> tuple[set[str], bool]:
    """The subjects of documents that show something that changed, and whether every document may."""
    touched = {ASSET, EDITION}  # a release may bring new assets
    everything = draft.newest.number == 0
    zone = ZoneInfo(draft.gathered.state.face.time_zone)
    for subject, fresh in draft.changes.items():
        entry = draft.entries.get(subject)
        before, after = entry.owned.item if entry and entry.owned else None, fresh.owned.item if fresh else None
        everything = everything or _concerns_all(before, after)
        for item in (before, after):
            touched.update(_shown_by(item, zone) if item else ())
        if isinstance(after, TextItem) and fresh is not None:
            touched.add(fresh.owned.owner)
            told = draft.gathered.items.get(fresh.owned.owner)
            touched.update(_shown_by(told.item, zone) if told else ())
    owners = {o for o in touched if kind_of(o) in ("incident", "maintenance")}
    for owner in owners:
        for owned in (draft.gathered.items.get(owner), draft.entries[owner].owned if owner in draft.entries else None):
            touched.update(_shown_by(owned.item, zone) if owned else ())
    return touched, everything


def _concerns_all(before: AnyItem | None, after: AnyItem | None) -> bool:
    if isinstance(before, PageFace):
        return True
    if isinstance(before, ComponentItem) and isinstance(after, ComponentItem):
        return (before.name, before.slug) != (after.name, after.slug)
    return False


def _shown_by(item: AnyItem, zone: ZoneInfo) -> Iterable[str]:
    """Subjects of the shared documents that show the item."""
    match item:
        case PageFace():
            return [PAGE]
        case ComponentItem():
            return [item.subject]
        case SpanItem():
            return [f"component/{item.component}"]
        case IncidentItem() | MaintenanceItem():
            since, _ = time_covered(item)
            months = [f"month/{month_of(since, zone)}"] if since else []
            return [item.subject, *months, *(f"component/{affected.component}" for affected in item.components)]
    owner = getattr(item, "of", "")
    return [owner] if owner else []


def _goes_along(planned_: Planned, taken_back: set[str], rows: Mapping[str, DocumentRow]) -> bool:
    """Whether a document must not wait: it leaves the hot tree, hot ones or servers need it, or what it may show is taken back."""
    row = rows.get(planned_.path)
    if planned_.subject == ASSET:
        return row is None or row.temperature == LEFT
    if row is None and planned_.subject == PAGE:  # error pages: every server needs them
        return True
    if row is not None and row.temperature == HOT:
        return True
    return planned_.subject in taken_back


def _rows(draft: Draft, touched: set[str], everything: bool, hot: list[Planned]) -> dict[str, DocumentRow]:
    rows = DocumentRow.objects.filter(page=draft.page)
    if everything:
        return {row.path: row for row in rows}
    found = {row.path: row for row in rows.filter(temperature=HOT)}
    subjects = sorted(touched)
    for start in range(0, len(subjects), CHUNK):
        found.update((row.path, row) for row in rows.filter(subject__in=subjects[start : start + CHUNK]))
    missing = [planned_.path for planned_ in hot if planned_.path not in found]
    for start in range(0, len(missing), CHUNK):
        found.update((row.path, row) for row in rows.filter(path__in=missing[start : start + CHUNK]))
    return found


def _is_kept(row: DocumentRow, now: datetime) -> bool:
    """Assets stay for a while after the last edition that named them, since readers and caches may hold a page that does."""
    if row.subject != ASSET:
        return False
    return row.temperature != LEFT or (row.written_at is not None and row.written_at > now - ASSETS_STAY)
