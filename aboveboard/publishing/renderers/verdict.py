"""The one sentence that says how everything is, and the two facts beside it. Pure."""

from aboveboard.components.status import SEVERITY, Status, worst
from aboveboard.publishing.items import ComponentItem
from aboveboard.publishing.renderers.view import View
from aboveboard.publishing.renderers.words import Words


def verdict(view: View, words: Words) -> str:
    """The sentence, with its full stop: "Webhooks & feeds are partly down."."""
    _, status = words._, view.system_status
    if not view.component and not view.open_incidents:
        return _("No components yet.")
    if status == Status.OPERATIONAL:
        return _("Everything is working.")
    if status == Status.UNDER_MAINTENANCE:
        return _("Maintenance is under way.")
    if status == Status.UNKNOWN:
        return _unknown(view, words)
    troubled = [c for c in view.state.components if SEVERITY[view.status[c.id]] > SEVERITY[Status.UNDER_MAINTENANCE]]
    if worst(view.status[c.id] for c in troubled) != status:  # an incident that names no component is worse than all of them
        return _open(len(view.open_incidents), words)
    subject = _subject(view, troubled)
    if subject is None:
        count = _figure(len(troubled), words)
        return words.ngettext("%(count)s service has trouble.", "%(count)s services have trouble.", len(troubled)) % {"count": count}
    return _sentence(subject, _depth(view, troubled, subject), words)


def facts(view: View, words: Words) -> list[tuple[str, str]]:
    """Up to two lines, each a stressed part and the rest."""
    _, total = words._, len(view.component)
    if not total:
        return []
    working = sum(1 for status in view.status.values() if status == Status.OPERATIONAL)
    lines = [
        (
            _("%(working)s of %(total)s") % {"working": words.number(working), "total": words.number(total)},
            words.ngettext("component operational", "components operational", total),
        )
    ]
    affected, incidents = len(view.affected(view.state.components)), len(view.open_incidents)
    if affected and incidents:
        by = words.ngettext("%(affected)s affected by one incident", "%(affected)s affected by %(count)s incidents", incidents)
        lines.append(("", by % {"affected": words.number(affected), "count": words.number(incidents)}))
    elif view.total_uptime is not None:
        lines.append(("", _("%(uptime)s over the last 90 days") % {"uptime": words.percent(view.total_uptime)}))
    return lines


def _unknown(view: View, words: Words) -> str:
    silent = [c for c in view.state.components if view.status[c.id] == Status.UNKNOWN]
    if len(silent) == len(view.component):
        return words._("We have no recent data.")
    if len(silent) == 1:
        return words._("We have no recent data on %(name)s.") % {"name": silent[0].name}
    count = words.number(len(silent))
    return words.ngettext("We have no recent data on %(count)s service.", "We have no recent data on %(count)s services.", len(silent)) % {
        "count": count
    }


def _open(count: int, words: Words) -> str:
    figure = _figure(count, words)
    return words.ngettext("%(count)s incident is open.", "%(count)s incidents are open.", count) % {"count": figure}


def _subject(view: View, troubled: list[ComponentItem]) -> str | None:
    """The name that covers all that is in trouble: the one component, else their one group."""
    if len(troubled) == 1:
        return troubled[0].name
    groups = {component.group for component in troubled}
    only = view.group.get(groups.pop()) if len(groups) == 1 else None
    return only.name if only else None


def _depth(view: View, troubled: list[ComponentItem], subject: str) -> Status:
    """Down only if all that the subject names is down; else partly."""
    deepest = max((view.status[c.id] for c in troubled), key=SEVERITY.__getitem__)
    if deepest != Status.MAJOR_OUTAGE or len(troubled) == 1:
        return deepest
    whole = view.members[troubled[0].group]
    return deepest if all(view.status[c.id] == Status.MAJOR_OUTAGE for c in whole) else Status.PARTIAL_OUTAGE


def _sentence(name: str, depth: Status, words: Words) -> str:
    _, many = words._, reads_as_plural(name)
    if depth == Status.MAJOR_OUTAGE:
        said = _("%(name)s are down.") if many else _("%(name)s is down.")
    elif depth == Status.PARTIAL_OUTAGE:
        said = _("%(name)s are partly down.") if many else _("%(name)s is partly down.")
    else:
        said = _("%(name)s are degraded.") if many else _("%(name)s is degraded.")
    return said % {"name": name}


def reads_as_plural(name: str) -> bool:
    """A guess for grammar only: "Webhooks & feeds" are, "Booking API" is, "Status" is."""
    last = name.rsplit(maxsplit=1)[-1] if name.split() else name
    joined = " & " in name or " and " in name or " und " in name
    return joined or (last.endswith("s") and last != last.upper() and not last.endswith(("ss", "us", "is", "as", "os", "etes")))


def _figure(count: int, words: Words) -> str:
    """Small numbers begin a sentence as words."""
    _ = words._
    small = {1: _("One"), 2: _("Two"), 3: _("Three"), 4: _("Four"), 5: _("Five"), 6: _("Six"), 7: _("Seven"), 8: _("Eight")}
    return small.get(count) or words.number(count)
