"""Renderings without a database: Harbourline in several conditions (what the design's pictures show), and bigger sites."""

from datetime import timedelta
from typing import Any

from aboveboard.publishing.state import MonthFact, Rendering
from tests.publishing.harbourline import HARBOURLINE, harbourline_site, webhooks_late
from tests.publishing.site import DEGRADED, MAJOR, NOW, OP, PARTIAL, Site


def harbourline(language: str = "en", *, incident: bool = True, **face: Any) -> Rendering:
    """What the design's pictures show: 50 components in 8 groups; with or without the open incident."""
    site = harbourline_site(**face)
    if incident:
        webhooks_late(site)
    months = (MonthFact("2026-11", 5, 1), MonthFact("2026-10", 3, 1), MonthFact("2026-09", 4, 0), MonthFact("2025-12", 1, 0))
    return site.rendering(language, number=1207 if incident else 1204, months=months)


def empty(**face: Any) -> Rendering:
    """A page that shows nothing yet."""
    return Site(**face).rendering(number=1)


def sized(components: int, incidents: int = 10) -> Rendering:
    """``components`` in groups of about twelve (50: Harbourline's eight) and ``incidents`` over the last 90 days, two of them open."""
    site = Site("Sized")
    if components == 50:
        for name, names in HARBOURLINE.items():
            site.group(name, names)
    else:
        for first in range(0, components, 12):
            site.group(f"Group {first // 12 + 1}", [f"Component {n + 1}" for n in range(first, min(first + 12, components))])
    slugs = list(site.components)
    for n in range(incidents):
        is_open = n < 2
        began = NOW - timedelta(hours=3 + n) if is_open else NOW - timedelta(days=n * 80 // max(1, incidents), hours=5)
        ended = None if is_open else began + timedelta(minutes=20 + 13 * n)
        hit = [slugs[(n * 7 + k * 3) % len(slugs)] for k in range(1 + n % 4)]
        status = (DEGRADED, PARTIAL, MAJOR)[n % 3]
        said = f"Requests to {hit[0]} fail or take long. We found the cause in a changed limit number {n} and put the old one back."
        updates = [(began, "investigating", f"We see errors at {hit[0]} and look into them.", dict.fromkeys(hit, status)),
                   (began + timedelta(minutes=9), "identified", said, {})]  # fmt: skip
        if ended:
            updates.append((ended, "resolved", "All requests are answered in time again.", dict.fromkeys(hit, OP)))
        site.incident(f"Trouble number {n + 1} with {hit[0]}", began, ended, [(slug, status, began, ended) for slug in hit], updates)
    return site.rendering()
