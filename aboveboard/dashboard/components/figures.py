"""What a row of the list shows of a component: how it is now, its last 30 days as a bar, its uptime, and what holds it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.utils.translation import ngettext
from markupsafe import Markup

from aboveboard.components.corrections import history_of
from aboveboard.components.models import Component, StatusSpan
from aboveboard.components.spans import settled
from aboveboard.components.status import BASELINE, SpanLike, Status, settle
from aboveboard.components.uptime import Day, days_of, uptime_of
from aboveboard.publishing.renderers.html.marks import bar

DAYS = 30


@dataclass(frozen=True)
class Row:
    """``uptime`` null: no data. ``held_by``: subjects of incidents and maintenances that hold the status now."""

    component: Component
    status: Status
    bar: Markup
    uptime: Fraction | None
    held_by: list[str]


def rows_of(components: Sequence[Component], *, zone: str, now: datetime) -> list[Row]:
    """A row for each component, in two queries."""
    spans = history_of(components, since=now - timedelta(days=DAYS + 1), until=now, at=now)
    return [_row(component, spans[component.pk], ZoneInfo(zone), now) for component in components]


def _row(component: Component, spans: list[SpanLike], zone: ZoneInfo, now: datetime) -> Row:
    held = [span for span in spans if isinstance(span, StatusSpan) and span.ended_at is None]
    today = now.astimezone(zone).date()
    days = days_of(settle(spans, until=now), zone=zone, first=today - timedelta(days=DAYS - 1), last=today, now=now)
    drawn = bar({n: day.worst for n, day in enumerate(days) if day.worst is not Status.OPERATIONAL}, DAYS, _spoken(days))
    return Row(component, settled(held), drawn, uptime_of(days), [span.cause for span in held if span.cause_kind != BASELINE])


def _spoken(days: Iterable[Day]) -> str:
    troubled = sum(1 for day in days if day.worst is not Status.OPERATIONAL)
    return ngettext("30 days, %(count)s of them with trouble", "30 days, %(count)s of them with trouble", troubled) % {"count": troubled}
