"""Every verb an event can bear. The API, the docs and outgoing webhooks use the same strings (docs/events.md)."""

from enum import StrEnum


class Verb(StrEnum):
    PAGE_CREATED = "page.created"
    PAGE_CHANGED = "page.changed"
    PAGE_DELETED = "page.deleted"
    PAGE_PUBLISHED = "page.published"
    DAY_TURNED = "page.day_turned"
    COMPONENT_CREATED = "component.created"
    COMPONENT_CHANGED = "component.changed"
    COMPONENT_DELETED = "component.deleted"
    COMPONENT_STATUS_CHANGED = "component.status_changed"
    GROUP_CREATED = "group.created"
    GROUP_CHANGED = "group.changed"
    GROUP_DELETED = "group.deleted"
    INCIDENT_OPENED = "incident.opened"
    INCIDENT_UPDATED = "incident.updated"
    INCIDENT_RESOLVED = "incident.resolved"
    INCIDENT_CHANGED = "incident.changed"
    INCIDENT_UPDATE_EDITED = "incident.update_edited"
    INCIDENT_RELEASED = "incident.released"  # its embargo ended
    INCIDENT_DELETED = "incident.deleted"
    INCIDENT_REDACTED = "incident.redacted"
    MAINTENANCE_PLANNED = "maintenance.planned"
    MAINTENANCE_UPDATED = "maintenance.updated"
    MAINTENANCE_UPDATE_EDITED = "maintenance.update_edited"
    MAINTENANCE_RESCHEDULED = "maintenance.rescheduled"
    MAINTENANCE_BEGAN = "maintenance.began"
    MAINTENANCE_ENDED = "maintenance.ended"
    MAINTENANCE_CANCELLED = "maintenance.cancelled"
    MAINTENANCE_RELEASED = "maintenance.released"  # its embargo ended
    MAINTENANCE_CHANGED = "maintenance.changed"
    MAINTENANCE_DELETED = "maintenance.deleted"
    MAINTENANCE_REDACTED = "maintenance.redacted"
    SERIES_CREATED = "maintenance_series.created"
    SERIES_CHANGED = "maintenance_series.changed"
    SERIES_ENDED = "maintenance_series.ended"
    HISTORY_IMPORTED = "history.imported"
    RECORD_TAKEN_UP = "record.taken_up"  # from the folder, which was ahead of the database or had another history
    EMERGENCY_POSTED = "emergency.posted"  # in lines alone: written while the database was away
    KEY_ROTATED = "key.rotated"
    USER_CREATED = "user.created"
    USER_CHANGED = "user.changed"  # name, role, limits, switched off or on
    USER_REMOVED = "user.removed"
    USER_SIGNED_IN = "user.signed_in"
    USER_SIGNED_OUT = "user.signed_out"
    USER_SIGN_IN_FAILED = "user.sign_in_failed"
    USER_REAUTHENTICATED = "user.reauthenticated"
    USER_PASSWORD_CHANGED = "user.password_changed"  # noqa: S105  (a verb, not a secret)
    USER_EMAIL_CHANGED = "user.email_changed"
    USER_FACTOR_ADDED = "user.factor_added"
    USER_FACTOR_REMOVED = "user.factor_removed"
    USER_SESSION_REVOKED = "user.session_revoked"
    INVITATION_CREATED = "invitation.created"
    INVITATION_RENEWED = "invitation.renewed"
    INVITATION_ACCEPTED = "invitation.accepted"
    INVITATION_REVOKED = "invitation.revoked"
    TOKEN_CREATED = "token.created"  # noqa: S105  (a verb, not a secret)
    TOKEN_REVOKED = "token.revoked"  # noqa: S105  (a verb, not a secret)
    SETTINGS_CHANGED = "settings.changed"
    EVENTS_EXPORTED = "events.exported"
