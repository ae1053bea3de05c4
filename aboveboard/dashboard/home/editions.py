"""The last editions of a page: when, and who did what that led to them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from aboveboard.dashboard.standing import words_here
from aboveboard.events.models import Event
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing.causes import NAMED, NAMED_IF_SHOWN
from aboveboard.publishing.models import EditionRow
from aboveboard.publishing.renderers.causes import causes_in_words

SHOWN = 4
LOOKED_AT = 80  # events
AT_ONCE = timedelta(minutes=1)  # an edition that came later than this after its event waited for something else


@dataclass(frozen=True)
class Told:
    """``why`` in words; ``who``: the name of whoever did it first, empty if it was the program. ``seconds``: from the event to readers."""

    number: int
    at: datetime
    why: str
    who: str
    seconds: float | None


def newest(page: Page) -> list[Told]:
    """Two queries, newest first."""
    editions = EditionRow.objects.filter(page=page, audience=Audience.PUBLIC).order_by("-number")
    rows = list(editions.values_list("number", "at", "line")[: SHOWN + 1])
    if not rows:
        return []
    events = Event.objects.filter(at__gte=rows[-1][1] - AT_ONCE, at__lte=rows[0][1], verb__in=sorted(NAMED | NAMED_IF_SHOWN))
    known = list(events.order_by("-id")[:LOOKED_AT])
    words = words_here(page)
    told = []
    for place, (number, at, line) in enumerate(rows[:SHOWN]):
        since = rows[place + 1][1] if place + 1 < len(rows) else at - AT_ONCE
        between = [event for event in known if since < event.at <= at]
        first = min(between, key=lambda event: event.id, default=None)
        who = first.actor_name if first and first.actor_kind == "person" else ""
        took = (at - max(event.at for event in between)).total_seconds() if between else None
        why = causes_in_words(json.loads(bytes(line))["causes"], words)
        told.append(Told(number, at, why, who, took if took is not None and took < AT_ONCE.total_seconds() else None))
    return told
