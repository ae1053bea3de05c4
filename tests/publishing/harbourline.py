"""Harbourline, an invented company: 50 components in 8 groups, ten incidents, two maintenances done, one coming."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from aboveboard.publishing.items import IncidentItem, SpanItem
from tests.publishing.site import DEGRADED, LONG_AGO, MAJOR, OP, PARTIAL, Site, at

HARBOURLINE = {
    "Booking API": ["Rates", "Bookings", "Shipments", "Addresses", "Documents", "Sandbox", "Authentication"],
    "Tracking": ["Positions", "Arrival times", "Vessel search", "Map tiles", "Alerts", "Tracking pages"],
    "Labels & customs": ["Labels", "Customs forms", "Tariff search", "Pick-up orders", "Returns", "Archive"],
    "Web app": ["Sign-in", "Dashboard", "Exports", "Reports", "Invoices", "Help"],
    "Webhooks & feeds": ["Event stream", "Webhook delivery", "EDI gateway", "E-mail notices", "SMS notices"],
    "Carriers": [
        "Baltic Lines",
        "Nordfrakt",
        "Hansa Cargo",
        "Transelbe",
        "Atlantica",
        "Levant Shipping",
        "Kontor Air",
        "Rail Nord",
        "Last Mile",
    ],
    "Payments": ["Cards", "Direct debit", "Invoicing", "Payouts"],
    "Regions": ["Frankfurt", "Dublin", "Stockholm", "Virginia", "Oregon", "Singapore", "Sydney"],
}


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
        {
            "en": "Maps may load slowly for a few minutes around 02:30. Tracking itself is not affected.",
            "de": "Karten laden gegen 02:30 einige Minuten lang langsam. Die Verfolgung selbst ist nicht betroffen.",
        },
        ["map-tiles"],
        at("11-26", "02:00"),
        at("11-26", "04:00"),
        id="maptiles",
    )
    return site


def webhooks_late(site: Site) -> IncidentItem:
    """The open incident of the pictures."""
    began = at("11-24", "08:52")
    statuses = {"event-stream": PARTIAL, "webhook-delivery": DEGRADED, "edi-gateway": DEGRADED}
    return site.incident(
        {"en": "Webhooks arrive late, the event stream drops out", "de": "Webhooks kommen spät, der Ereignisstrom setzt aus"},
        began,
        None,
        [(slug, status, began, None) for slug, status in statuses.items()],
        [
            (at("11-24", "08:58"), "investigating", "Webhooks arrive up to 20 minutes late. We are looking.", statuses),
            (at("11-24", "09:12"), "identified", "A queue server is out of disk space. We are adding some.", {}),
            (
                at("11-24", "09:31"),
                "identified",
                {
                    "en": "A queue server ran out of disk space at 08:47. We have added space and are working through "
                    "1.3 million waiting events, "
                    "oldest first. Nothing is lost: every event will be delivered, up to 50 minutes late.\n\n"
                    "Bookings, labels and tracking pages are not affected.",
                    "de": "Einem Warteschlangen-Server ging um 08:47 der Speicher aus. Wir haben Platz geschaffen und arbeiten "
                    "1,3 Millionen "
                    "wartende Ereignisse ab, die ältesten zuerst. Nichts geht verloren.",
                },
                {},
            ),
        ],
        id="webhookslate",
        next_update_at=at("11-24", "10:00"),
    )


def _short_histories(site: Site) -> None:
    started = at("08-30")
    stream = site.components["event-stream"].id
    site.items = [
        msgspec.structs.replace(item, began_at=started) if isinstance(item, SpanItem) and item.component == stream else item
        for item in site.items
    ]


def _frankfurt(site: Site) -> None:
    began, said, better, ended = at("11-11", "13:52"), at("11-11", "14:21"), at("11-11", "15:04"), at("11-11", "15:39")
    incident = site.incident(
        {"en": "Some bookings in Frankfurt were rejected"},
        began,
        ended,
        [
            ("bookings", MAJOR, began, said),
            ("bookings", PARTIAL, said, better),
            ("bookings", DEGRADED, better, ended),
            ("authentication", PARTIAL, began, better),
            ("frankfurt", PARTIAL, began, better),
            ("frankfurt", DEGRADED, better, ended),
        ],
        _said_of_frankfurt(at("11-11", "13:58"), better, ended),
        id="frankfurt",
    )
    words = (
        "A new certificate list in Frankfurt leaves out one of our own issuers, so about one booking in five is turned away. "
        "We are putting the old list back."
    )
    update = site.update(incident.subject, said, "identified", words, {"bookings": PARTIAL, "frankfurt": PARTIAL})
    site.edited(update, at("11-11", "14:33"), words.replace("one booking in five", "a few bookings"))


def _said_of_frankfurt(first: datetime, better: datetime, ended: datetime) -> list[Any]:
    return [
        (
            first,
            "investigating",
            "Some bookings sent to Frankfurt are rejected with error 401. Other regions are fine. Next word by 14:30.",
            {"bookings": MAJOR, "authentication": PARTIAL, "frankfurt": PARTIAL},
        ),
        (
            better,
            "monitoring",
            "The old certificate list is back in place. Sign-in works again; bookings are catching up. "
            "If yours was rejected, you can send it again now.",
            {"authentication": OP, "bookings": DEGRADED, "frankfurt": DEGRADED},
        ),
        (
            ended,
            "resolved",
            "Bookings in Frankfurt have been accepted at the usual rate for 30 minutes. "
            "We will say here by Friday what went wrong and what we change.",
            {"bookings": OP, "authentication": OP, "frankfurt": OP},
        ),
    ]


def _event_stream(site: Site) -> None:
    began, turned, ended = at("11-06", "22:24"), at("11-07"), at("11-07", "01:12")
    site.incident(
        "The event stream is silent",
        began,
        ended,
        [("event-stream", MAJOR, began, turned), ("event-stream", PARTIAL, turned, ended)],
        [
            (began, "investigating", "No events are sent.", {"event-stream": MAJOR}),
            (ended, "resolved", "Events flow again.", {"event-stream": OP}),
        ],
    )
    site.maintenance(
        "The event stream gets new disks",
        "Events may pause for a minute.",
        ["event-stream"],
        at("10-28", "02:00"),
        at("10-28", "04:00"),
        status="completed",
        began=at("10-28", "02:00"),
        ended=at("10-28", "03:58"),
    )


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
            title,
            began,
            ended,
            [(slug, status, began, ended) for slug in slugs],
            [
                (began, "investigating", "We are looking.", dict.fromkeys(slugs, status)),
                (ended, "resolved", "All is well again.", dict.fromkeys(slugs, OP)),
            ],
        )
    site.maintenance(
        "Database upgrade in Dublin",
        "Dublin answers slowly while the database moves.",
        ["dublin"],
        at("11-14", "02:00"),
        at("11-14", "04:00"),
        status="completed",
        began=at("11-14", "02:00"),
        ended=at("11-14", "03:12"),
        id="dublindb",
    )
