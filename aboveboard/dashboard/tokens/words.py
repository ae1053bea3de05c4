"""Scopes in words."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aboveboard.accounts.issuing import ALL
from aboveboard.accounts.permissions import SCOPES

# In the order of the form: what a scope is about.
NOUN_WORDS: dict[str, str | Promise] = {
    "incidents": gettext_lazy("Incidents"),
    "maintenances": gettext_lazy("Maintenance"),
    "components": gettext_lazy("Components"),
    "templates": gettext_lazy("Templates"),
    "pages": gettext_lazy("Pages"),
    "record": gettext_lazy("Record"),
    "audit": gettext_lazy("Audit log"),
}


def scope_words(scopes: Iterable[str]) -> list[str]:
    """What a token may, a few words for each noun: "Incidents: read and write"."""
    held = set(scopes)
    if ALL in held:
        return [_("everything its person may")]
    said = []
    for noun, word in NOUN_WORDS.items():
        if f"{noun}:write" in held:
            said.append(_("%(noun)s: read and write") % {"noun": word})
        elif f"{noun}:read" in held:
            said.append(_("%(noun)s: read") % {"noun": word})
    return said + sorted(held - set(SCOPES))
