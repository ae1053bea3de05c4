"""Ready-made words that are there before anybody wrote some; they give way to the first template of their kind."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aboveboard.incidents.models import IncidentTemplate, TemplateKind


class Ready(NamedTuple):
    """``key`` names it in a form; ``status`` empty: the stage stays."""

    key: str
    name: str | Promise
    body: str | Promise
    title: str | Promise = ""
    status: str = ""


STARTERS: dict[str, tuple[Ready, ...]] = {
    TemplateKind.INCIDENT: (
        Ready("looking", _("Looking into it"), _("We have noticed trouble with {{ components }} and are looking into it.")),
        Ready("late", _("Late, nothing lost"), _("{{ components }}: work arrives late. Nothing is lost, and it will catch up.")),
        Ready("third", _("Third party"), _("A provider that {{ components }} depends on has trouble. We are in contact with them.")),
        Ready("back", _("Rolled back"), _("A change of ours caused this. We have taken it back and are watching {{ components }}.")),
        Ready("known", _("Known, fix under way"), _("We know why {{ components }} has trouble and are working on the fix.")),
    ),
    TemplateKind.UPDATE: (
        Ready("found", _("Found the cause"), _("We have found the cause and are working on it."), "", "identified"),
        Ready("fixed", _("Fixed, watching"), _("The fix is in place. We are watching whether it holds."), "", "monitoring"),
        Ready("still", _("Still at it"), _("We are still working on this. Nothing has changed since the last update.")),
        Ready("over", _("All is well"), _("Everything works again."), "", "resolved"),
    ),
    TemplateKind.MAINTENANCE: (
        Ready("short", _("Short interruptions"), _("{{ components }} may be interrupted for a few minutes. Nothing is lost.")),
        Ready("away", _("Not available"), _("{{ components }} is not available during this time.")),
    ),
}


def ready_words(kind: str, language: str) -> list[Ready]:
    """What the team wrote of this kind, in ``language`` or else in any; before it wrote some, the starters in the active language."""
    written = IncidentTemplate.objects.filter(kind=kind).order_by("position", "id")[:30]
    found = [Ready(row.key, row.name, _in(row.body, language), _in(row.title, language), row.status) for row in written]
    return found or list(STARTERS[kind])


def _in(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")
