"""In-memory Renderings, without a database: Harbourline (an invented company) in several conditions, and bigger sites.

Deterministic. ``Site`` collects items; ``rendering()`` makes every item appear in an edition with a made-up hash.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from aboveboard.publishing.items import (
    Affected,
    AnyItem,
    ComponentItem,
    GroupItem,
    IncidentItem,
    Link,
    MaintenanceItem,
    PageFace,
    SpanItem,
    UpdateItem,
    text_item,
)
from aboveboard.publishing.state import Appearance, Edition, MonthFact, Rendering, state_from_items

NOW = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
KEY = hashlib.sha256(b"harbourline").hexdigest()
OP, DEGRADED, PARTIAL, MAJOR, MAINTENANCE, UNKNOWN = (
    "operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance", "unknown",
)  # fmt: skip
WORST_FIRST = (MAJOR, PARTIAL, DEGRADED, MAINTENANCE, UNKNOWN, OP)
IMPACTS = {MAJOR: "critical", PARTIAL: "major", DEGRADED: "minor"}

HARBOURLINE = {
    "Booking API": ["Rates", "Bookings", "Shipments", "Addresses", "Documents", "Sandbox", "Authentication"],
    "Tracking": ["Positions", "Arrival times", "Vessel search", "Map tiles", "Alerts", "Tracking pages"],
    "Labels & customs": ["Labels", "Customs forms", "Tariff search", "Pick-up orders", "Returns", "Archive"],
    "Web app": ["Sign-in", "Dashboard", "Exports", "Reports", "Invoices", "Help"],
    "Webhooks & feeds": ["Event stream", "Webhook delivery", "EDI gateway", "E-mail notices", "SMS notices"],
    "Carriers": ["Baltic Lines", "Nordfrakt", "Hansa Cargo", "Transelbe", "Atlantica", "Levant Shipping", "Kontor Air", "Rail Nord", "Last Mile"],
    "Payments": ["Cards", "Direct debit", "Invoicing", "Payouts"],
    "Regions": ["Frankfurt", "Dublin", "Stockholm", "Virginia", "Oregon", "Singapore", "Sydney"],
}  # fmt: skip


def at(day: str, clock: str = "00:00") -> datetime:
    """ "11-11", "13:52" -> that moment of 2026, UTC."""
    return datetime.fromisoformat(f"2026-{day}T{clock}:00+00:00")


class Site:
    """Collects items. Components are named by slug where something affects them."""

    def __init__(self, name: str = "Harbourline", *, now: datetime = NOW, **face: Any) -> None:
        self.now = now
        self.items: list[AnyItem] = []
        self.components: dict[str, ComponentItem] = {}
        self.counter = 0
        self.face = PageFace(
            id="page01", url="https://status.harbourline.example/", name=name, description={"en": "How our services are doing."},
            languages=["en", "de"], time_zone="UTC", history_days=14, accent="", logo="",
            footer_links=[Link("harbourline.example", "https://harbourline.example/")], created_at=LONG_AGO,
        )  # fmt: skip
        self.face = msgspec.structs.replace(self.face, **face)

    def id(self, kind: str) -> str:
        self.counter += 1
        return hashlib.sha256(f"{kind}{self.counter}".encode()).hexdigest()[:12]

    def group(
        self, name: str, names: list[str], *, order: str = "manual", collapse: str = "unless_trouble", since: datetime = LONG_AGO
    ) -> GroupItem:
        group = GroupItem(
            id=self.id("group"), name=name, description={}, position=len(self.items), order=order, collapse=collapse, created_at=LONG_AGO
        )
        self.items.append(group)
        for component in names:
            self.component(component, group=group.id, since=since)
        return group

    def component(
        self, name: str, *, slug: str = "", group: str = "", since: datetime | None = LONG_AGO, status: str = OP
    ) -> ComponentItem:
        """``since`` null: without any data."""
        slug = slug or name.lower().replace(" ", "-").replace("&", "and")
        component = ComponentItem(
            id=self.id("component"), slug=slug, name=name, description={}, link="", group=group, position=len(self.items), tags=[],
            created_at=LONG_AGO,
        )  # fmt: skip
        self.components[slug] = component
        self.items.append(component)
        if since:
            self.span(slug, status, since, None)
        return component

    def span(self, slug: str, status: str, began: datetime, ended: datetime | None, kind: str = "baseline", cause: str = "") -> None:
        self.items.append(
            SpanItem(
                id=self.id("span"),
                component=self.components[slug].id,
                status=status,
                cause_kind=kind,
                cause_id=cause,
                began_at=began,
                ended_at=ended,
            )  # fmt: skip
        )

    def text(self, of: str, slot: str, text: str | dict[str, str]) -> None:
        for language, words in ({"en": text} if isinstance(text, str) else text).items():
            self.items.append(text_item(of, slot, language, words))

    def affected(self, statuses: dict[str, str]) -> list[Affected]:
        ordered = sorted(statuses.items(), key=lambda pair: WORST_FIRST.index(pair[1]))
        return [Affected(self.components[slug].id, status) for slug, status in ordered]

    def incident(
        self, title: str | dict[str, str], began: datetime, ended: datetime | None,
        spans: list[tuple[str, str, datetime, datetime | None]], updates: list[tuple[datetime, str, str | dict[str, str], dict[str, str]]],
        *, id: str = "", pinned: bool = False, impact: str = "", next_update_at: datetime | None = None,
    ) -> IncidentItem:  # fmt: skip
        """``spans``: (slug, status, began, ended). ``updates``: (at, stage, words, statuses it set), oldest first."""
        worst: dict[str, str] = {}
        for slug, status, _, _ in spans:
            if slug not in worst or WORST_FIRST.index(status) < WORST_FIRST.index(worst[slug]):
                worst[slug] = status
        affected = self.affected(worst)
        incident = IncidentItem(
            id=id or self.id("incident"), status=updates[-1][1], impact=impact or (IMPACTS[affected[0].status] if affected else "none"),
            pinned=pinned, components=affected, occurred_at=began, published_at=updates[0][0], resolved_at=ended, next_update_at=next_update_at,
        )  # fmt: skip
        self.items.append(incident)
        self.text(incident.subject, "title", title)
        for slug, status, since, until in spans:
            self.span(slug, status, since, until, "incident", incident.id)
        for when, stage, words, statuses in updates:
            self.update(incident.subject, when, stage, words, statuses)
        return incident

    def update(self, of: str, when: datetime, stage: str, words: str | dict[str, str], statuses: dict[str, str]) -> UpdateItem:
        update = UpdateItem(id=self.id("update"), of=of, status=stage, components=self.affected(statuses), at=when, edited_at=[])
        self.items.append(update)
        self.text(update.subject, "body", words)
        return update

    def edited(self, update: UpdateItem, when: datetime, before: str) -> None:
        """Marks an update as edited; ``before`` is the wording that the edit replaced."""
        self.items[self.items.index(update)] = msgspec.structs.replace(update, edited_at=[when])
        self.text(update.subject, "before-0", before)

    def maintenance(
        self, title: str | dict[str, str], words: str | dict[str, str], slugs: list[str], begins: datetime, ends: datetime,
        *, status: str = "scheduled", began: datetime | None = None, ended: datetime | None = None, id: str = "",
    ) -> MaintenanceItem:  # fmt: skip
        maintenance = MaintenanceItem(
            id=id or self.id("maintenance"), status=status, components=self.affected(dict.fromkeys(slugs, MAINTENANCE)), begins_at=begins,
            ends_at=ends, began_at=began, ended_at=ended, published_at=begins - timedelta(days=5),
        )  # fmt: skip
        self.items.append(maintenance)
        self.text(maintenance.subject, "title", title)
        self.update(maintenance.subject, maintenance.published_at, "scheduled", words, {})
        if began:
            for slug in slugs:
                self.span(slug, MAINTENANCE, began, ended, "maintenance", maintenance.id)
        return maintenance

    def rendering(self, language: str = "en", *, number: int = 1207, months: tuple[MonthFact, ...] = ()) -> Rendering:
        items = [self.face, *self.items]
        appeared = {
            item.subject: Appearance(max(1, number - len(items) + n), hashlib.sha256(item.subject.encode()).hexdigest())
            for n, item in enumerate(items, start=1)
        }
        edition = Edition(number=number, at=self.now, release="0.1.0", key=KEY, appeared=appeared)
        return Rendering(edition, state_from_items(items, months), language, self.now)


def harbourline(language: str = "en", *, incident: bool = True, **face: Any) -> Rendering:
    """What the design's pictures show: 50 components in 8 groups; with or without the open incident."""
    site = harbourline_site(**face)
    if incident:
        webhooks_late(site)
    months = (MonthFact("2026-11", 5, 1), MonthFact("2026-10", 3, 1), MonthFact("2026-09", 4, 0), MonthFact("2025-12", 1, 0))
    return site.rendering(language, number=1207 if incident else 1204, months=months)


def harbourline_site(**face: Any) -> Site:
    site = Site(**face)
    for name, components in HARBOURLINE.items():
        site.group(name, components, since=at("09-02") if name == "Regions" else LONG_AGO)
    _short_histories(site)
    _frankfurt(site)
    _event_stream(site)
    _small_ones(site)
    site.maintenance(
        {"en": "Map tiles move to a new data centre", "de": "Kartenkacheln ziehen in ein neues Rechenzentrum um"},
        {"en": "Maps may load slowly for a few minutes around 02:30. Tracking itself is not affected.",
         "de": "Karten laden gegen 02:30 einige Minuten lang langsam. Die Verfolgung selbst ist nicht betroffen."},
        ["map-tiles"], at("11-26", "02:00"), at("11-26", "04:00"), id="maptiles",
    )  # fmt: skip
    return site


def webhooks_late(site: Site) -> IncidentItem:
    """The open incident of the pictures."""
    began = at("11-24", "08:52")
    statuses = {"event-stream": PARTIAL, "webhook-delivery": DEGRADED, "edi-gateway": DEGRADED}
    return site.incident(
        {"en": "Webhooks arrive late, the event stream drops out", "de": "Webhooks kommen spät, der Ereignisstrom setzt aus"},
        began, None, [(slug, status, began, None) for slug, status in statuses.items()],
        [
            (at("11-24", "08:58"), "investigating", "Webhooks arrive up to 20 minutes late. We are looking.", statuses),
            (at("11-24", "09:12"), "identified", "A queue server is out of disk space. We are adding some.", {}),
            (at("11-24", "09:31"), "identified",
             {"en": "A queue server ran out of disk space at 08:47. We have added space and are working through 1.3 million waiting events, "
              "oldest first. Nothing is lost: every event will be delivered, up to 50 minutes late.\n\n"
              "Bookings, labels and tracking pages are not affected.",
              "de": "Einem Warteschlangen-Server ging um 08:47 der Speicher aus. Wir haben Platz geschaffen und arbeiten 1,3 Millionen "
              "wartende Ereignisse ab, die ältesten zuerst. Nichts geht verloren."}, {}),
        ],
        id="webhookslate", next_update_at=at("11-24", "10:00"),
    )  # fmt: skip


def _short_histories(site: Site) -> None:
    started = at("08-30")
    stream = site.components["event-stream"].id
    site.items = [
        msgspec.structs.replace(item, began_at=started) if isinstance(item, SpanItem) and item.component == stream else item
        for item in site.items
    ]


def _frankfurt(site: Site) -> None:
    began, said, better, ended = at("11-11", "13:52"), at("11-11", "14:21"), at("11-11", "15:04"), at("11-11", "15:39")
    first = at("11-11", "13:58")
    incident = site.incident(
        {"en": "Some bookings in Frankfurt were rejected"}, began, ended,
        [("bookings", MAJOR, began, said), ("bookings", PARTIAL, said, better), ("bookings", DEGRADED, better, ended),
         ("authentication", PARTIAL, began, better), ("frankfurt", PARTIAL, began, better), ("frankfurt", DEGRADED, better, ended)],
        [
            (first, "investigating", "Some bookings sent to Frankfurt are rejected with error 401. Other regions are fine. Next word by 14:30.",
             {"bookings": MAJOR, "authentication": PARTIAL, "frankfurt": PARTIAL}),
            (better, "monitoring", "The old certificate list is back in place. Sign-in works again; bookings are catching up. "
             "If yours was rejected, you can send it again now.", {"authentication": OP, "bookings": DEGRADED, "frankfurt": DEGRADED}),
            (ended, "resolved", "Bookings in Frankfurt have been accepted at the usual rate for 30 minutes. "
             "We will say here by Friday what went wrong and what we change.", {"bookings": OP, "authentication": OP, "frankfurt": OP}),
        ],
        id="frankfurt",
    )  # fmt: skip
    words = "A new certificate list in Frankfurt leaves out one of our own issuers, so about one booking in five is turned away. " \
        "We are putting the old list back."  # fmt: skip
    update = site.update(incident.subject, said, "identified", words, {"bookings": PARTIAL, "frankfurt": PARTIAL})
    site.edited(update, at("11-11", "14:33"), words.replace("one booking in five", "a few bookings"))


def _event_stream(site: Site) -> None:
    began, turned, ended = at("11-06", "22:24"), at("11-07"), at("11-07", "01:12")
    site.incident(
        "The event stream is silent", began, ended,
        [("event-stream", MAJOR, began, turned), ("event-stream", PARTIAL, turned, ended)],
        [(began, "investigating", "No events are sent.", {"event-stream": MAJOR}), (ended, "resolved", "Events flow again.", {"event-stream": OP})],
    )  # fmt: skip
    site.maintenance(
        "The event stream gets new disks", "Events may pause for a minute.", ["event-stream"], at("10-28", "02:00"), at("10-28", "04:00"),
        status="completed", began=at("10-28", "02:00"), ended=at("10-28", "03:58"),
    )  # fmt: skip


def _small_ones(site: Site) -> None:
    small = [
        ("Exports over 10,000 rows are slow", ["exports", "reports"], DEGRADED, at("11-20", "10:10"), 38),
        ("Events are late", ["event-stream", "webhook-delivery"], DEGRADED, at("10-03", "14:05"), 40),
        ("Positions lag", ["positions"], DEGRADED, at("09-08", "22:30"), 200),
        ("The vessel search is slow", ["vessel-search"], DEGRADED, at("10-24", "09:00"), 25),
        ("Dashboards stay empty", ["dashboard"], PARTIAL, at("09-16", "12:00"), 55),
        ("Nordfrakt and Hansa Cargo do not answer", ["nordfrakt", "hansa-cargo"], MAJOR, at("09-23", "06:00"), 600),
        ("Rail Nord sends old times", ["rail-nord"], DEGRADED, at("11-01", "08:00"), 90),
    ]
    for title, slugs, status, began, minutes in small:
        ended = began + timedelta(minutes=minutes)
        site.incident(
            title, began, ended, [(slug, status, began, ended) for slug in slugs],
            [(began, "investigating", "We are looking.", dict.fromkeys(slugs, status)),
             (ended, "resolved", "All is well again.", dict.fromkeys(slugs, OP))],
        )  # fmt: skip
    site.maintenance(
        "Database upgrade in Dublin", "Dublin answers slowly while the database moves.", ["dublin"], at("11-14", "02:00"),
        at("11-14", "04:00"), status="completed", began=at("11-14", "02:00"), ended=at("11-14", "03:12"), id="dublindb",
    )  # fmt: skip


def empty(**face: Any) -> Rendering:
    """A page that shows nothing yet."""
    return Site(**face).rendering(number=1)


def sized(components: int, incidents: int = 10) -> Rendering:
    """``components`` in groups of about twelve (50: Harbourline's eight) and ``incidents`` over the last 90 days, two of them open."""
    site = Site("Sized")
    if components == 50:  # noqa: PLR2004
        for name, names in HARBOURLINE.items():
            site.group(name, names)
    else:
        for first in range(0, components, 12):
            site.group(f"Group {first // 12 + 1}", [f"Component {n + 1}" for n in range(first, min(first + 12, components))])
    slugs = list(site.components)
    for n in range(incidents):
        is_open = n < 2  # noqa: PLR2004
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
