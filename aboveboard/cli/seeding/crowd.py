"""The large seed: 1,000 components in 40 groups and years of incidents, invented from a fixed number. Pure: no models."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from aboveboard.components.status import Status
from aboveboard.transfer.past import PastIncident, PastMaintenance, PastUpdate

REGIONS = ("Frankfurt", "Dublin", "Stockholm", "Virginia", "Oregon", "Singapore", "Sydney", "Osaka")
PARTS = ("Bookings", "Tracking", "Labels", "Payments", "Storage")
SERVICES = (
    "API", "Sign-in", "Queue", "Database", "Search", "Exports", "Uploads", "Webhooks", "Reports", "Cache", "Gateway", "Scheduler",
    "Mail", "Archive", "Metrics", "Backups", "Sandbox", "Console", "Documents", "Rates", "Quotas", "Audit log", "Imports", "Mirror",
    "Relay",
)  # fmt: skip
A_YEAR = 400  # incidents
A_MONTH = 2  # maintenances

SORTS = (
    (0.70, "minor", Status.DEGRADED_PERFORMANCE, "is slow", "ist langsam"),
    (0.92, "major", Status.PARTIAL_OUTAGE, "fails for some", "fällt für manche aus"),
    (1.00, "critical", Status.MAJOR_OUTAGE, "is down", "ist ausgefallen"),
)
CAUSES = (
    ("A certificate had expired.", "Ein Zertifikat war abgelaufen."),
    ("A disk was full.", "Eine Festplatte war voll."),
    ("A new release asked the database too much; it is undone.", "Eine neue Version fragte die Datenbank zu viel; sie ist zurückgenommen."),
    ("A network card lost packets and has been replaced.", "Eine Netzwerkkarte verlor Pakete und ist ersetzt."),
    ("Twice the usual traffic met half the usual servers.", "Doppelter Verkehr traf auf halb so viele Server."),
)


def groups() -> dict[str, list[str]]:
    """Group -> its 25 components."""
    return {f"{part}, {region}": [f"{region} {part} {service}" for service in SERVICES] for region in REGIONS for part in PARTS}


def past(now: datetime, *, years: int, days: int = 90, names: Sequence[str] | None = None) -> Iterator[PastIncident | PastMaintenance]:
    """``A_YEAR`` incidents and some maintenances for each of ``years`` (0: the last ``days``), oldest first; none is open.

    They befall the components called ``names``, by default those of ``groups``.
    """
    chance = Random(1000)  # noqa: S311  # nosec B311  (the same every time, on purpose)
    names = names or [name for members in groups().values() for name in members]
    span = timedelta(days=365 * years or days)
    count = A_YEAR * span.days // 365
    moments = sorted(chance.randrange(int(span.total_seconds()) - 86400) for _ in range(count))
    start = (now - span).astimezone(UTC).replace(microsecond=0)
    for number, moment in enumerate(moments):
        yield _incident(number, start + timedelta(seconds=moment), chance, names)
    for number in range(A_MONTH * span.days // 30):
        yield _maintenance(number, start + timedelta(days=number * 30 // A_MONTH, hours=2), chance, names)


def _incident(number: int, began: datetime, chance: Random, names: Sequence[str]) -> PastIncident:
    draw = chance.random()
    _, impact, status, english, german = next(sort for sort in SORTS if draw <= sort[0])
    first = chance.choice(names)
    held = dict.fromkeys([first, *chance.sample(names, chance.randrange(3))], status)
    minutes = chance.randrange(12, 300)
    cause = chance.choice(CAUSES)
    steps: tuple[tuple[int, str, tuple[str, str], dict[str, Status]], ...] = (
        (5, "investigating", ("We are looking into it.", "Wir suchen die Ursache."), held),
        (minutes // 2 + 5, "identified", cause, {}),
        (minutes + 5, "resolved", ("All is well again.", "Alles läuft wieder."), dict.fromkeys(held, Status.OPERATIONAL)),
    )
    updates = [
        PastUpdate(at=began + timedelta(minutes=after), status=stage, body={"en": words[0], "de": words[1]}, statuses=statuses)
        for after, stage, words, statuses in steps
    ]
    return PastIncident(
        key=f"seed/incident-{number}",
        title={"en": f"{first} {english}", "de": f"{first} {german}"},
        impact=impact,
        occurred_at=began,
        resolved_at=updates[-1].at,
        components=held,
        updates=tuple(updates),
    )


def _maintenance(number: int, began: datetime, chance: Random, names: Sequence[str]) -> PastMaintenance:
    name, ended = chance.choice(names), began + timedelta(minutes=chance.randrange(20, 120))
    words = (
        ("scheduled", began - timedelta(days=5), "Nothing will be lost.", "Nichts geht verloren."),
        ("completed", ended, "Done.", "Erledigt."),
    )
    return PastMaintenance(
        key=f"seed/maintenance-{number}",
        title={"en": f"{name} is upgraded", "de": f"{name} wird erneuert"},
        status="completed",
        begins_at=began,
        ends_at=began + timedelta(hours=2),
        began_at=began,
        ended_at=ended,
        components={name: Status.UNDER_MAINTENANCE},
        updates=tuple(PastUpdate(at=at, status=stage, body={"en": english, "de": german}) for stage, at, english, german in words),
    )
