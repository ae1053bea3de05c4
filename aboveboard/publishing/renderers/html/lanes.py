"""Lines over time: one per component of an incident, and one per day of a component. Drawing and table in one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from markupsafe import Markup

from aboveboard.components.status import SEVERITY, Status
from aboveboard.publishing.items import IncidentItem
from aboveboard.publishing.renderers.html.marks import CODES
from aboveboard.publishing.renderers.view import View
from aboveboard.publishing.state import PageState

HEIGHT = 20
BLOCKS = {Status.DEGRADED_PERFORMANCE: 8, Status.PARTIAL_OUTAGE: 13, Status.MAJOR_OUTAGE: 18, Status.UNDER_MAINTENANCE: 9}
WIDTH = 1000
LEAST = 6  # a block is at least this wide, of WIDTH, so that a short one is seen


class Piece(NamedTuple):
    """A status from a time up to another."""

    status: Status
    began_at: datetime
    ended_at: datetime


class Lane(NamedTuple):
    """A component over the life of an incident."""

    name: str
    drawing: Markup
    pieces: list[Piece]


def lanes(view: View, incident: IncidentItem, ended: datetime) -> list[Lane]:
    """One lane for each affected component that the page shows, from the incident's beginning to ``ended``."""
    told = []
    for affected in incident.components:
        component = view.component.get(affected.component)
        if component is not None:
            pieces = _pieces(view.state, incident, component.id, ended)
            told.append(Lane(component.name, line(pieces, incident.occurred_at, ended), pieces))
    return told


def line(pieces: Sequence[Piece], began: datetime, ended: datetime, *, until: datetime | None = None, dashes: bool = False) -> Markup:
    """A base line with a block for each piece in trouble. ``until``: where the base line stops, if before the end."""
    whole = max((ended - began).total_seconds(), 1.0)

    def x(at: datetime) -> int:
        return round(min(max((at - began).total_seconds() / whole, 0.0), 1.0) * WIDTH)

    base = f"M0 {HEIGHT - 1.5}H{x(until or ended)}"
    drawn = [f'<path class="b{" hours" if dashes else ""}" d="{base}"/>']
    for piece in pieces:
        if piece.status in BLOCKS:
            left, right = x(piece.began_at), x(piece.ended_at)
            right = min(WIDTH, max(right, left + LEAST))
            left = min(left, right - LEAST)
            top = HEIGHT - BLOCKS[piece.status]
            drawn.append(f'<path class="{CODES[piece.status]}" d="{_block(piece.status, left, right, top)}"/>')
        elif piece.status is Status.UNKNOWN:
            drawn.append(f'<path class="un" d="M{x(piece.began_at)} {HEIGHT - 1.5}H{x(piece.ended_at)}"/>')
    inner = "".join(drawn)
    return Markup(  # noqa: S704  (numbers and class names only)
        f'<svg class="line" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true">{inner}</svg>'
    )


def ticks(began: datetime, ended: datetime, count: int = 5) -> list[datetime]:
    """Evenly spaced times for an axis, both ends included."""
    step = (ended - began) / (count - 1)
    return [began + step * n for n in range(count)] if ended - began >= timedelta(minutes=count) else [began, ended]


def _block(status: Status, left: int, right: int, top: int) -> str:
    if status is Status.UNDER_MAINTENANCE:
        return "".join(f"M{left} {y + 0.5}H{right}" for y in range(HEIGHT - 9, HEIGHT - 2, 3))
    return f"M{left} {HEIGHT}V{top}H{right}V{HEIGHT}z"


def _pieces(state: PageState, incident: IncidentItem, component: str, ended: datetime) -> list[Piece]:
    """From the incident's own spans; where they are out of the window, from what the updates said."""
    pieces = [
        Piece(Status(span.status), span.began_at, min(span.ended_at or ended, ended))
        for span in state.spans
        if span.cause_kind == "incident" and span.cause_id == incident.id and span.component == component
    ]
    return _without_overlap(pieces) if pieces else _said_pieces(state, incident, component, ended)


def _said_pieces(state: PageState, incident: IncidentItem, component: str, ended: datetime) -> list[Piece]:
    said = [(u.at, a.status) for u in reversed(state.updates_of(incident.subject)) for a in u.components if a.component == component]
    changes = [(at, status) for n, (at, status) in enumerate(said) if n == 0 or status != said[n - 1][1]]
    if not changes:
        worst = next(a.status for a in incident.components if a.component == component)
        return [Piece(Status(worst), incident.occurred_at, ended)]
    starts = [incident.occurred_at, *(at for at, _ in changes[1:])]
    pieces = [Piece(Status(status), began, end) for (_, status), began, end in zip(changes, starts, [*starts[1:], ended], strict=True)]
    return [piece for piece in pieces if piece.ended_at > piece.began_at and piece.status is not Status.OPERATIONAL]


def _without_overlap(pieces: list[Piece]) -> list[Piece]:
    """In order of time; of two at once the worse is drawn last and so on top."""
    return sorted((p for p in pieces if p.ended_at > p.began_at), key=lambda p: (p.began_at, SEVERITY[p.status]))
