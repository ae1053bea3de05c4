"""Incidents and corrections in a record that was taken up become rows of the database, if it does not know them."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from aboveboard.components.corrections import take_up_correction
from aboveboard.events.actors import Actor, ActorKind
from aboveboard.events.verbs import Verb
from aboveboard.incidents.taking_up import Told, ToldPostmortem, ToldUpdate, take_up_incident
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing.items import AnyItem, IncidentItem, PostmortemItem, SpanItem, TextItem, Texts, UpdateItem
from aboveboard.publishing.models import ItemRow
from aboveboard.publishing.reception import content_in
from aboveboard.publishing.window import SPAN

BY = Actor(ActorKind.COMMAND, "the record")


def return_incidents(page: Page, rows: Iterable[ItemRow], lines: Iterable[bytes], *, kept: bool, at: datetime) -> list[str]:
    """Keys of the incidents that the database did not know, or not all of.

    ``rows``: the items that ``lines`` brought; ``kept``: they are the page's record now. Those posted in an emergency
    are told to subscribers now, the others were told.
    """
    fresh = {row.subject: row for row in rows}
    told: list[str] = []
    for owner in sorted({row.owner for row in fresh.values() if row.owner.startswith("incident/")}):
        present = ItemRow.objects.filter(page=page, audience=Audience.PUBLIC, owner=owner, current=True)
        files = {row.subject: bytes(row.file) for row in present}
        if not kept:
            files.update((row.subject, bytes(row.file)) for row in fresh.values() if row.owner == owner)
        items = [item for item in map(content_in, files.values()) if item is not None]
        incident = next((item for item in items if isinstance(item, IncidentItem)), None)
        if incident is not None and _return(page, incident, items, quiet=not _is_emergency(incident, lines), at=at):
            told.append(incident.id)
    return told


def return_corrections(page: Page, rows: Iterable[ItemRow], *, at: datetime) -> list[str]:
    """Keys of the corrections that the database did not know, and now does. ``rows``: what the record, which is the page's now, brought."""
    told: list[str] = []
    present = ItemRow.objects.filter(page=page, audience=Audience.PUBLIC, current=True)
    for row in rows:
        span = content_in(bytes(row.file)) if row.kind == SPAN else None
        if not isinstance(span, SpanItem) or not span.corrected_at or not present.filter(subject=row.subject, hash=row.hash).exists():
            continue
        texts = [content_in(bytes(file)) for file in present.filter(owner=row.subject, kind="text").values_list("file", flat=True)]
        reason = {text.language: text.text for text in texts if isinstance(text, TextItem)}
        fields = {"status": span.status, "began_at": span.began_at, "ended_at": span.ended_at, "created_at": span.corrected_at}
        if take_up_correction(span.id, component=span.component, fields={**fields, "reason": reason}, at=at, by=BY):
            told.append(span.id)
    return told


def _return(page: Page, incident: IncidentItem, items: list[AnyItem], *, quiet: bool, at: datetime) -> bool:
    texts: dict[tuple[str, str], Texts] = {}
    for text in items:
        if isinstance(text, TextItem):
            texts.setdefault((text.of, text.slot), {})[text.language] = text.text
    fields = {
        "title": texts.get((incident.subject, "title"), {page.first_language: "…"}),
        "status": incident.status,
        "impact": incident.impact,
        "pinned": incident.pinned,
        "occurred_at": incident.occurred_at,
        "published_at": incident.published_at,
        "resolved_at": incident.resolved_at,
        "next_update_at": incident.next_update_at,
    }
    updates = sorted((item for item in items if isinstance(item, UpdateItem)), key=lambda update: (update.at, update.id))
    learned = next((_learned(item, texts) for item in items if isinstance(item, PostmortemItem)), None)
    told = Told(fields, [_told(update, texts) for update in updates], learned)
    return take_up_incident(incident.id, told, page=page, quiet=quiet, at=at, by=BY) is not None


def _learned(item: PostmortemItem, texts: Mapping[tuple[str, str], Texts]) -> ToldPostmortem | None:
    """Null if its words were redacted."""
    body, author = texts.get((item.subject, "body")), texts.get((item.subject, "author"), {})
    return ToldPostmortem(body, next(iter(author.values()), ""), item.published_at) if body else None


def _told(update: UpdateItem, texts: Mapping[tuple[str, str], Texts]) -> ToldUpdate:
    befores = [texts.get((update.subject, f"before-{number}"), {}) for number in range(len(update.edited_at))]
    return ToldUpdate(
        key=update.id,
        status=update.status,
        body=texts.get((update.subject, "body"), {}),
        statuses={affected.component: affected.status for affected in update.components},
        at=update.at,
        edits=list(zip(update.edited_at, befores, strict=True)),
    )


def _is_emergency(incident: IncidentItem, lines: Iterable[bytes]) -> bool:
    for line in map(json.loads, lines):
        if any(subject == incident.subject for subject, _ in line["changes"]):
            return Verb.EMERGENCY_POSTED in line["causes"]
    return False
