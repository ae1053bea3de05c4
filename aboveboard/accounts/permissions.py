"""Who may do what: every permission, what each role may, and what a scope of a token covers. One screen, shown in the dashboard."""

from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"
    ADMIN = "admin"
    EDITOR = "editor"
    REPORTER = "reporter"
    VIEWER = "viewer"


class Permission(StrEnum):
    INCIDENTS_READ = "incidents.read"
    INCIDENTS_REPORT = "incidents.report"  # open, say more, resolve
    INCIDENTS_MANAGE = "incidents.manage"  # edit what was said, backfill, merge, hide, delete
    MAINTENANCES_READ = "maintenances.read"
    MAINTENANCES_MANAGE = "maintenances.manage"
    COMPONENTS_READ = "components.read"
    COMPONENTS_SET_STATUS = "components.set_status"
    COMPONENTS_MANAGE = "components.manage"  # make, change, order, correct their history
    TEMPLATES_MANAGE = "templates.manage"
    PAGES_READ = "pages.read"
    PAGES_MANAGE = "pages.manage"
    RECORD_READ = "record.read"
    RECORD_REDACT = "record.redact"
    TOKENS_OWN = "tokens.own"
    TOKENS_MANAGE = "tokens.manage"  # everybody's
    PEOPLE_READ = "people.read"
    PEOPLE_MANAGE = "people.manage"  # everybody but owners
    OWNERS_MANAGE = "owners.manage"
    AUDIT_READ = "audit.read"
    AUDIT_EXPORT = "audit.export"
    SIGN_IN_MANAGE = "sign_in.manage"  # second factor required, single sign-on
    SETTINGS_MANAGE = "settings.manage"


_P = Permission
_VIEWER = {_P.INCIDENTS_READ, _P.MAINTENANCES_READ, _P.COMPONENTS_READ, _P.PAGES_READ, _P.RECORD_READ}
_REPORTER = _VIEWER | {_P.INCIDENTS_REPORT, _P.COMPONENTS_SET_STATUS, _P.TOKENS_OWN}
_EDITOR = _REPORTER | {_P.INCIDENTS_MANAGE, _P.MAINTENANCES_MANAGE, _P.COMPONENTS_MANAGE, _P.TEMPLATES_MANAGE, _P.PEOPLE_READ}
_ADMIN = _EDITOR | {_P.PAGES_MANAGE, _P.RECORD_REDACT, _P.PEOPLE_MANAGE, _P.AUDIT_READ, _P.SETTINGS_MANAGE}

ROLES: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: frozenset(_ADMIN),
    Role.EDITOR: frozenset(_EDITOR),
    Role.REPORTER: frozenset(_REPORTER),
    Role.VIEWER: frozenset(_VIEWER),
}

# What concerns the whole installation: no one who is limited to pages or groups may, whatever the role.
WHOLE = frozenset(
    {_P.TEMPLATES_MANAGE, _P.TOKENS_MANAGE, _P.PEOPLE_READ, _P.PEOPLE_MANAGE, _P.OWNERS_MANAGE, _P.RECORD_REDACT}
    | {_P.AUDIT_READ, _P.AUDIT_EXPORT, _P.SIGN_IN_MANAGE, _P.SETTINGS_MANAGE}
)

# What a token may at most, by scope. People, tokens, sign-in and settings are for people alone.
SCOPES: dict[str, frozenset[Permission]] = {
    "incidents:read": frozenset({_P.INCIDENTS_READ}),
    "incidents:write": frozenset({_P.INCIDENTS_READ, _P.INCIDENTS_REPORT, _P.INCIDENTS_MANAGE}),
    "maintenances:read": frozenset({_P.MAINTENANCES_READ}),
    "maintenances:write": frozenset({_P.MAINTENANCES_READ, _P.MAINTENANCES_MANAGE}),
    "components:read": frozenset({_P.COMPONENTS_READ}),
    "components:write": frozenset({_P.COMPONENTS_READ, _P.COMPONENTS_SET_STATUS, _P.COMPONENTS_MANAGE}),
    "templates:read": frozenset({_P.INCIDENTS_READ}),
    "templates:write": frozenset({_P.INCIDENTS_READ, _P.TEMPLATES_MANAGE}),
    "pages:read": frozenset({_P.PAGES_READ}),
    "pages:write": frozenset({_P.PAGES_READ, _P.PAGES_MANAGE}),
    "record:read": frozenset({_P.RECORD_READ}),
    "record:write": frozenset({_P.RECORD_READ, _P.RECORD_REDACT}),
    "audit:read": frozenset({_P.AUDIT_READ}),
}


def permissions_of(role: Role, *, limited: bool) -> frozenset[Permission]:
    """What a person with this role may; ``limited``: only on some pages or groups."""
    return ROLES[role] - WHOLE if limited else ROLES[role]


def scopes_within(permissions: frozenset[Permission]) -> list[str]:
    """The scopes that somebody with these permissions may give to a program: those that open anything for them that reading does not."""
    reading = {scope: SCOPES.get(f"{scope.partition(':')[0]}:read", frozenset()) for scope in SCOPES if scope.endswith(":write")}
    return [scope for scope, covered in SCOPES.items() if (covered - reading.get(scope, frozenset())) & permissions]


def covered_by(scopes: list[str]) -> frozenset[Permission]:
    """What these scopes cover together; "*" is all of them. Unknown scopes cover nothing."""
    names = list(SCOPES) if "*" in scopes else scopes
    return frozenset().union(*(SCOPES.get(name, frozenset()) for name in names))
