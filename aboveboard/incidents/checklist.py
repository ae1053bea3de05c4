"""What an incident still lacks. Pure: it is told the facts and says what is missing, the most pressing first."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from aboveboard.incidents.lifecycle import Impact, is_open

QUIET = timedelta(hours=1)  # an open incident without a word for longer than this has gone stale


class Missing(StrEnum):
    UPDATE_OVERDUE = "update_overdue"
    GONE_QUIET = "gone_quiet"
    NO_NEXT_UPDATE = "no_next_update"
    NO_COMPONENTS = "no_components"
    STILL_HELD = "still_held"  # being monitored, and components are not back yet
    READY_TO_RESOLVE = "ready_to_resolve"  # every component is back
    NO_WORDS = "no_words"
    NO_POSTMORTEM = "no_postmortem"
    POSTMORTEM_DRAFT = "postmortem_draft"


class Facts(NamedTuple):
    """``held``: components that it holds now; ``affected``: that it ever named. ``postmortem``: null, "draft" or "published"."""

    status: str
    impact: str
    last_said_at: datetime
    next_update_at: datetime | None
    has_words: bool
    affected: int
    held: int
    postmortem: str | None


def missing(facts: Facts, now: datetime) -> list[Missing]:
    """In the order in which somebody should look at them."""
    return list(_while_open(facts, now) if is_open(facts.status) else _afterwards(facts))


def _while_open(facts: Facts, now: datetime) -> Iterator[Missing]:
    if facts.next_update_at is not None and facts.next_update_at <= now:
        yield Missing.UPDATE_OVERDUE
    elif facts.next_update_at is None and now - facts.last_said_at > QUIET:
        yield Missing.GONE_QUIET
    elif facts.next_update_at is None:
        yield Missing.NO_NEXT_UPDATE
    if not facts.affected:
        yield Missing.NO_COMPONENTS
    elif not facts.held:
        yield Missing.READY_TO_RESOLVE
    elif facts.status == "monitoring":
        yield Missing.STILL_HELD
    if not facts.has_words:
        yield Missing.NO_WORDS


def _afterwards(facts: Facts) -> Iterator[Missing]:
    if not facts.has_words:
        yield Missing.NO_WORDS
    if facts.postmortem == "draft":
        yield Missing.POSTMORTEM_DRAFT
    elif facts.postmortem is None and facts.impact in (Impact.MAJOR, Impact.CRITICAL):
        yield Missing.NO_POSTMORTEM
