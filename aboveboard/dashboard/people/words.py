"""Roles and permissions in words."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.permissions import ROLES, WHOLE, Permission, Role

ROLE_WORDS: dict[Role, str | Promise] = {
    Role.OWNER: _("Owner"),
    Role.ADMIN: _("Admin"),
    Role.EDITOR: _("Editor"),
    Role.REPORTER: _("Reporter"),
    Role.VIEWER: _("Viewer"),
}
ROLE_MEANINGS: dict[Role, str | Promise] = {
    Role.OWNER: _("Everything, other owners and sign-in included."),
    Role.ADMIN: _("Everything but owners, sign-in, others’ tokens and the export of the audit log."),
    Role.EDITOR: _("Incidents, maintenance, components and templates, with all that was said."),
    Role.REPORTER: _("Opens incidents, says more and resolves them, and sets the status of components."),
    Role.VIEWER: _("Looks, and changes nothing."),
}

_P = Permission
# In the order of the table: what it is about, then its permissions.
PERMISSION_WORDS: dict[str | Promise, dict[Permission, str | Promise]] = {
    _("Incidents"): {
        _P.INCIDENTS_READ: _("see incidents, hidden ones too"),
        _P.INCIDENTS_REPORT: _("open incidents, say more, resolve"),
        _P.INCIDENTS_MANAGE: _("edit what was said, backfill, merge, hide, delete"),
    },
    _("Maintenance"): {_P.MAINTENANCES_READ: _("see maintenance"), _P.MAINTENANCES_MANAGE: _("plan, move, run and cancel it")},
    _("Components"): {
        _P.COMPONENTS_READ: _("see components"),
        _P.COMPONENTS_SET_STATUS: _("set their status by hand"),
        _P.COMPONENTS_MANAGE: _("make, change and order them, correct their history"),
    },
    _("Templates"): {_P.TEMPLATES_MANAGE: _("write templates")},
    _("Pages and record"): {
        _P.PAGES_READ: _("see how pages are set up"),
        _P.PAGES_MANAGE: _("set pages up: look, address, readers"),
        _P.RECORD_READ: _("read the record"),
        _P.RECORD_REDACT: _("take words out of the record for good"),
    },
    _("People"): {
        _P.PEOPLE_READ: _("see who is here"),
        _P.PEOPLE_MANAGE: _("invite, change and remove everybody but owners"),
        _P.OWNERS_MANAGE: _("make, change and remove owners"),
        _P.TOKENS_OWN: _("have tokens for programs"),
        _P.TOKENS_MANAGE: _("see and revoke everybody’s tokens"),
    },
    _("Installation"): {
        _P.AUDIT_READ: _("read the audit log"),
        _P.AUDIT_EXPORT: _("export the audit log"),
        _P.SIGN_IN_MANAGE: _("say how people sign in"),
        _P.SETTINGS_MANAGE: _("change settings"),
    },
}


class Line(NamedTuple):
    """What a permission allows, whether each role may (in the order of ``Role``), and whether limits take it away."""

    words: str | Promise
    allowed: list[bool]
    is_whole: bool


def matrix() -> list[tuple[str | Promise, list[Line]]]:
    """The table of accounts/permissions.py in words, by subject."""
    return [
        (
            subject,
            [Line(words, [permission in ROLES[role] for role in Role], permission in WHOLE) for permission, words in permissions.items()],
        )
        for subject, permissions in PERMISSION_WORDS.items()
    ]
