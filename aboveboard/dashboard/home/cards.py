"""What hangs under the board: open incidents with their next step, maintenances that run or come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q

from aboveboard.accounts.limits import Limits
from aboveboard.components.status import SEVERITY, STATUS_OF_IMPACT, Status
from aboveboard.dashboard.incidents.reaching import title_in
from aboveboard.dashboard.incidents.telling import next_stage
from aboveboard.dashboard.wording import text_in
from aboveboard.incidents.checklist import QUIET
from aboveboard.incidents.models import Incident
from aboveboard.maintenances.models import Maintenance
from aboveboard.pages.models import Page

CARDS = 8
COMING = 6


@dataclass(frozen=True)
class Card:
    """An open incident. ``suggested``: the stage after the present one."""

    incident: Incident
    title: str
    status: Status
    said_at: datetime
    suggested: str
    is_overdue: bool

    @property
    def past(self) -> set[str]:
        order = ["investigating", "identified", "monitoring", "resolved"]
        return set(order[: order.index(self.incident.status)]) if self.incident.status in order else set()


def cards_of(limits: Limits, page: Page | None, now: datetime) -> list[Card]:
    """Pinned first, then the worst, then the newest; hidden ones and drafts too, since somebody is at work on them."""
    language = page.first_language if page else "en"
    found = Incident.objects.existing().unresolved().within(limits)
    if page:
        found = found.shown_on(page)
    rows = found.distinct().annotate(said_at=Max("updates__at")).order_by("-pinned", "-occurred_at", "-id")[: CARDS * 4]
    cards = [_card(row, language, now) for row in rows]
    cards.sort(key=lambda card: (not card.incident.pinned, -SEVERITY[card.status]))
    return cards[:CARDS]


def _card(row: Any, language: str, now: datetime) -> Card:
    said_at = row.said_at or row.created_at
    overdue = row.next_update_at <= now if row.next_update_at else now - said_at > QUIET
    return Card(row, title_in(row, language), STATUS_OF_IMPACT[row.impact], said_at, next_stage(row.status), overdue)


def coming_of(limits: Limits, page: Page | None, now: datetime) -> list[tuple[Maintenance, str]]:
    """Running ones first, then the next of the coming four weeks, each with its title."""
    language = page.first_language if page else "en"
    found = Maintenance.objects.existing().within(limits).filter(Q(status="in_progress") | Q(status="scheduled"))
    if page:
        found = found.shown_on(page)
    rows = found.filter(begins_at__lte=now + timedelta(days=28)).distinct().order_by("begins_at", "id")[:COMING]
    return [(row, text_in(row.title, language) or "…") for row in rows]
