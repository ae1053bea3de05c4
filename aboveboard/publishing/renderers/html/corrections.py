"""What of a component's history was corrected: when, why, what it said before and what it says now."""

from datetime import timedelta
from typing import NamedTuple

from markupsafe import Markup

from aboveboard.components.status import SEVERITY, Status, settle
from aboveboard.publishing.items import SpanItem
from aboveboard.publishing.renderers.html.marks import when
from aboveboard.publishing.renderers.html.shell import Said, teller, words_of
from aboveboard.publishing.renderers.view import view_of
from aboveboard.publishing.state import Rendering

MOST = 50
REACH = timedelta(days=366)


class Corrected(NamedTuple):
    """``was``: each status that the history had in that time, the worst first, with how long it lasted if there were several."""

    time: str
    was: list[tuple[Status, str]]
    now: Status
    made: Markup
    reason: Said


def corrections_of(r: Rendering, component_id: str) -> list[Corrected]:
    """Those of the last year, the newest first, at most ``MOST``."""
    spans = view_of(r).spans(component_id)
    made = [(span.corrected_at, span.id, span) for span in spans if span.corrected_at and span.ended_at and span.ended_at > r.now - REACH]
    return [_corrected(r, span, spans) for _, _, span in sorted(made, key=lambda each: each[:2], reverse=True)[:MOST]]


def _corrected(r: Rendering, span: SpanItem, spans: list[SpanItem]) -> Corrected:
    words, made, until = words_of(r), span.corrected_at or r.now, span.ended_at or r.now
    earlier = [other for other in spans if other.corrected_at is None or other.corrected_at < made]
    lasted: dict[Status, timedelta] = {}
    reached = span.began_at
    for stretch in settle(earlier, until=until):
        if stretch.ended_at > span.began_at:
            began = max(stretch.began_at, span.began_at)
            lasted[stretch.status] = lasted.get(stretch.status, timedelta()) + stretch.ended_at - began
            if began > reached:
                lasted[Status.UNKNOWN] = lasted.get(Status.UNKNOWN, timedelta()) + began - reached
            reached = stretch.ended_at
    was = sorted(lasted or {Status.UNKNOWN: until - span.began_at}, key=lambda status: -SEVERITY[status])
    told = [(status, words.duration(lasted[status]) if len(was) > 1 else "") for status in was]
    date = when(made, words.full_date(made))
    corrected = Markup(words._("Corrected on %(date)s:")) % {"date": date}  # noqa: S704  (of our own catalogue)
    reason = teller(r.state, r.language)(span.subject, "reason")
    return Corrected(words.span(span.began_at, until), told, Status(span.status), corrected, reason)
