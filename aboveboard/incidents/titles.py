"""The title that an incident gives itself: what is affected, and how much. Pure."""

from collections.abc import Mapping, Sequence

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from aboveboard.components.status import SEVERITY, Status

NAMED = 3  # more components than this are counted


def title_of(affected: Sequence[tuple[str, str]], groups: Mapping[str, frozenset[str]] | None = None) -> str:
    """A title for ``affected``, pairs (name of a component, status): "Event stream partly down, webhook delivery degraded".

    ``groups`` maps names of groups to the names of all their components: a whole group is named instead of its members. Empty
    without components. In the language that is active.
    """
    troubled = [(name, Status(status)) for name, status in affected if status != Status.OPERATIONAL]
    by_status: dict[Status, list[str]] = {}
    for name, status in sorted(troubled, key=lambda pair: -SEVERITY[pair[1]]):
        by_status.setdefault(status, []).append(name)
    parts = [_part(_with_groups(names, groups or {}), status) for status, names in by_status.items()]
    return ", ".join(part if index == 0 else _lowered(part) for index, part in enumerate(parts))


def _with_groups(names: list[str], groups: Mapping[str, frozenset[str]]) -> list[str]:
    left = list(names)
    for group, members in groups.items():
        if len(members) > 1 and members <= set(left):
            left = [group, *(name for name in left if name not in members)]
    return left


def _part(names: list[str], status: Status) -> str:
    if len(names) > NAMED:
        more = len(names) - NAMED + 1
        listed = ", ".join(names[: NAMED - 1])
        subject = ngettext("%(names)s and %(count)s more", "%(names)s and %(count)s more", more) % {"names": listed, "count": more}
    elif len(names) > 1:
        subject = _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
    else:
        subject = names[0]
    sentences = {
        Status.DEGRADED_PERFORMANCE: _("%(subject)s degraded"),
        Status.PARTIAL_OUTAGE: _("%(subject)s partly down"),
        Status.MAJOR_OUTAGE: _("%(subject)s down"),
        Status.UNDER_MAINTENANCE: _("%(subject)s under maintenance"),
        Status.UNKNOWN: _("%(subject)s without data"),
    }
    return sentences[status] % {"subject": subject}


def _lowered(part: str) -> str:
    """In English an ordinary name loses its capital inside a title: "webhook delivery", but "EDI gateway" and "Slack"."""
    first, _space, rest = part.partition(" ")
    is_ordinary = first[1:].islower() and rest[:1].islower() and len(rest.split()) > 1
    return first.lower() + " " + rest if is_ordinary and (get_language() or "en").startswith("en") else part
