"""Small pieces of markup: glyphs, times, the 90-day bar, stage meters. Everything that is put in is escaped here."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from markupsafe import Markup, escape

from aboveboard.components.status import Status
from aboveboard.incidents.lifecycle import IncidentStatus

# CSS class and symbol of each status.
CODES = {
    Status.OPERATIONAL: "op",
    Status.DEGRADED_PERFORMANCE: "de",
    Status.PARTIAL_OUTAGE: "pa",
    Status.MAJOR_OUTAGE: "ma",
    Status.UNDER_MAINTENANCE: "mt",
    Status.UNKNOWN: "un",
}
# Of 28 units, in the 90-day bar.
HEIGHTS = {Status.DEGRADED_PERFORMANCE: 10, Status.PARTIAL_OUTAGE: 17, Status.MAJOR_OUTAGE: 28, Status.UNDER_MAINTENANCE: 14}
PITCH = 5
CELLS = {
    IncidentStatus.REPORTED: 1,
    IncidentStatus.INVESTIGATING: 1,
    IncidentStatus.IDENTIFIED: 2,
    IncidentStatus.MONITORING: 3,
    IncidentStatus.RESOLVED: 4,
}


def code(status: str) -> str:
    """The CSS class of a status."""
    return CODES[Status(status)]


def glyph(status: str) -> Markup:
    """The shape of a status; the word always stands beside it, so it is hidden from speech."""
    mark = code(status)
    return Markup(f'<svg class="g {mark}" aria-hidden="true"><use href="#{mark}"/></svg>')  # noqa: S704


def address(url: str) -> str:
    """An address that someone typed, if it is of a kind that only leads somewhere; else "#"."""
    is_path = url.startswith("/") and not url.startswith("//")
    return url if is_path or url.lower().startswith(("https://", "http://", "mailto:")) else "#"


def meter(stage: str) -> Markup:
    """How far an incident is, in four cells; the word stands beside it."""
    filled = CELLS.get(IncidentStatus(stage), 1)
    return Markup(f'<span class="meter m{filled}" aria-hidden="true"><i></i><i></i><i></i><i></i></span>')  # noqa: S704


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def when(at: datetime, text: str) -> Markup:
    """A time in words, readable by machines."""
    return Markup('<time datetime="{}">{}</time>').format(stamp(at), text)


def ago(at: datetime, text: str) -> Markup:
    """A distance from now in words; the script keeps it true."""
    return Markup('<time datetime="{0}" data-ago="{0}">{1}</time>').format(stamp(at), text)


def lang(of: str, document: str) -> Markup:
    """A lang attribute for words that are in another language than the document; they may run the other way, too."""
    return Markup("") if of == document else Markup(' lang="{}" dir="auto"').format(of)


def bar(marks: Mapping[int, Status], count: int, label: str) -> Markup:
    """The days of a component as one drawing. ``marks``: index of a day -> what stands for it, if not operational."""
    silent = {index for index, status in marks.items() if status is Status.UNKNOWN}
    paths = [_path("b", _runs((n for n in range(count) if n not in silent), "M{} 26.5H{}") if silent else f"M0 26.5H{count * PITCH}")]
    by_status: dict[Status, list[int]] = {}
    for index in sorted(marks):
        by_status.setdefault(marks[index], []).append(index)
    for status, indexes in by_status.items():
        paths.append(_path(CODES[status], _shape(status, indexes)))
    size, said, drawn = f"0 0 {count * PITCH} 28", escape(label), "".join(paths)
    return Markup(  # noqa: S704  (only numbers and class names are in it)
        f'<svg class="bars" viewBox="{size}" preserveAspectRatio="none" role="img" aria-label="{said}">{drawn}</svg>'
    )


def _shape(status: Status, indexes: list[int]) -> str:
    if status is Status.UNKNOWN:
        return _runs(indexes, "M{} 26.5H{}")
    if status is Status.UNDER_MAINTENANCE:
        return "".join(f"M{index * PITCH + 2} 28V14" for index in indexes)
    height = HEIGHTS[status]
    return "".join(f"M{index * PITCH} 28v-{height}h4v{height}z" for index in indexes)


def _runs(indexes: Iterable[int], pattern: str) -> str:
    """One piece of path for each run of neighbouring days."""
    runs: list[list[int]] = []
    for index in indexes:
        if runs and runs[-1][1] == index:
            runs[-1][1] = index + 1
        else:
            runs.append([index, index + 1])
    return "".join(pattern.format(first * PITCH, end * PITCH) for first, end in runs)


def _path(name: str, drawn: str) -> str:
    return f'<path class="{name}" d="{drawn}"/>' if drawn else ""
