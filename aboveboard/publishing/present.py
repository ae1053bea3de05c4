"""A page as it is now for readers that nothing is published for: rendered when somebody asks, stored nowhere."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from aboveboard.lib.snapshots import read_snapshot
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import itemise
from aboveboard.publishing.addresses import page_url
from aboveboard.publishing.draft import release
from aboveboard.publishing.gather import read_present
from aboveboard.publishing.state import Edition, PageState, Rendering
from aboveboard.publishing.window import Reach, month_of

MEMBERS = "members/"  # below a page's address

Picks = Callable[[Iterable[Reach]], set[str]]


def nothing_more(reaches: Iterable[Reach]) -> set[str]:
    """What is hot is enough."""
    return set()


def one(subject: str) -> Picks:
    """That incident or maintenance, however old, if it may be seen."""
    return lambda reaches: {subject} & {reach.subject for reach in reaches}


def those_of(month: str, time_zone: str) -> Picks:
    """All that began in a month ("2026-02") of that zone."""
    zone = ZoneInfo(time_zone)
    return lambda reaches: {reach.subject for reach in reaches if month_of(reach.since, zone) == month}


def render_now(
    render: Callable[..., Any],
    page: Page,
    audience: Audience,
    language: str,
    *,
    now: datetime,
    about: tuple[str, ...] = (),
    also: Picks | None = nothing_more,
) -> bytes:
    """A document of ``documents.DOCUMENTS`` for some readers, whose links stay below ``members/``. ``about``: its key, if it has one.
    ``also`` null: it is about nothing but the page's face.

    Reads at most 12 queries. Raises ``KeyError`` if there is no such thing for them.
    """
    if also is None:
        state = PageState(face=itemise.face(page))
    else:
        with read_snapshot():
            state = read_present(page, audience, now=now, also=also)
    face = msgspec.structs.replace(state.face, url=f"{page_url(page)}{MEMBERS}")
    edition = Edition(number=0, at=now, release=release(), key="")
    made = render(Rendering(edition, msgspec.structs.replace(state, face=face), language, now, private=True), *about)
    return made.encode() if isinstance(made, str) else bytes(made)
