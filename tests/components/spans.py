"""Spans without a database, for the pure rules."""

from datetime import datetime
from typing import NamedTuple

from aboveboard.components.status import BASELINE


class Span(NamedTuple):
    status: str
    began_at: datetime
    ended_at: datetime | None = None
    cause_kind: str = BASELINE
    corrected_at: datetime | None = None
