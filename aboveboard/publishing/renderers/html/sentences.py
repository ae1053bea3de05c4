"""What drawings say, for those who do not see them."""

from collections.abc import Mapping
from fractions import Fraction

from aboveboard.components.status import SEVERITY, Status
from aboveboard.components.uptime import FORMULA, FORMULAS
from aboveboard.publishing.renderers.windows import Calendar
from aboveboard.publishing.renderers.words import Words


def bar_sentence(name: str, marks: Mapping[int, Status], calendar: Calendar, words: Words) -> str:
    """ "Event stream, 90 days: 80 days without trouble, worst was a major outage on 6 November."."""
    _, ngettext = words._, words.ngettext
    silent = sum(1 for status in marks.values() if status is Status.UNKNOWN)
    head = _("%(name)s, %(days)s days") % {"name": name, "days": calendar.count}
    trouble = {index: status for index, status in marks.items() if status is not Status.UNKNOWN}
    if silent == calendar.count:
        return _("%(head)s: no data.") % {"head": head}
    parts = []
    if trouble:
        calm = calendar.count - len(marks)
        parts.append(ngettext("%(count)s day without trouble", "%(count)s days without trouble", calm) % {"count": calm})
        index = max(trouble, key=lambda n: (SEVERITY[trouble[n]], n))
        told = {"status": _phrase(trouble[index], words), "date": words.spoken_date(calendar.day(index))}
        parts.append(_("worst was %(status)s on %(date)s") % told)
    else:
        parts.append(_("no trouble"))
    if silent:
        parts.append(ngettext("no data for %(count)s day", "no data for %(count)s days", silent) % {"count": silent})
    return f"{head}: {', '.join(parts)}."


def _phrase(status: Status, words: Words) -> str:
    _ = words._
    return {
        Status.DEGRADED_PERFORMANCE: _("degraded performance"),
        Status.PARTIAL_OUTAGE: _("a partial outage"),
        Status.MAJOR_OUTAGE: _("a major outage"),
        Status.UNDER_MAINTENANCE: _("maintenance"),
    }[status]


def uptime_rule(words: Words) -> str:
    """How uptime is counted, with the weights in force and their version."""
    return words._(
        "Uptime is 1 − (%(weights)s) ÷ time with data. Maintenance does not count as down, time without data counts as neither, "
        "and a group is the plain mean of its components. A day in the bar shows its worst status. "
        "This is version %(version)s of the formula."
    ) % {"weights": weights_in_words(words), "version": FORMULA}


def weights_in_words(words: Words) -> str:
    """ "major + ½ partial + ⅒ degraded"."""
    _ = words._
    return weighted(
        {
            # Translators: time in a major outage, in a partial outage, in degraded performance, as terms of a formula
            Status.MAJOR_OUTAGE: _("major"),
            Status.PARTIAL_OUTAGE: _("partial"),
            Status.DEGRADED_PERFORMANCE: _("degraded"),
        }
    )


def weighted(named: Mapping[Status, str]) -> str:
    """The statuses that count as down with their weights, worst first: "major + ½ partial + ⅒ degraded"."""
    counted = sorted(((weight, status) for status, weight in FORMULAS[FORMULA].items() if weight), reverse=True)
    return " + ".join(f"{_weight(weight)} {named[status]}".strip() for weight, status in counted)


def _weight(weight: Fraction) -> str:
    known = {Fraction(1): "", Fraction(1, 2): "½", Fraction(1, 10): "⅒", Fraction(1, 4): "¼"}
    return known.get(weight, str(weight))
