"""Which events make a page due for an edition, and which of their verbs its line may name: every verb is in one of the three sets."""

from aboveboard.events.verbs import Verb

# A line may always name these: they are about the page itself, or about nothing that could be hidden.
NAMED = frozenset(
    {
        Verb.PAGE_CREATED,
        Verb.PAGE_CHANGED,
        Verb.DAY_TURNED,
        Verb.HISTORY_IMPORTED,
        Verb.RECORD_TAKEN_UP,
        Verb.EMERGENCY_POSTED,
        Verb.KEY_ROTATED,
    }
)
# Only a line that changes their subject, or something of it, names these: it must not tell that something happened to what its
# readers cannot see.
NAMED_IF_SHOWN = frozenset(
    {
        Verb.COMPONENT_CREATED,
        Verb.COMPONENT_CHANGED,
        Verb.COMPONENT_DELETED,
        Verb.COMPONENT_STATUS_CHANGED,
        Verb.COMPONENT_CORRECTED,
        Verb.COMPONENT_CORRECTION_WITHDRAWN,
        Verb.COMPONENT_CORRECTION_REDACTED,
        Verb.GROUP_CREATED,
        Verb.GROUP_CHANGED,
        Verb.GROUP_DELETED,
        Verb.INCIDENT_OPENED,
        Verb.INCIDENT_UPDATED,
        Verb.INCIDENT_RESOLVED,
        Verb.INCIDENT_CHANGED,
        Verb.INCIDENT_UPDATE_EDITED,
        Verb.INCIDENT_RELEASED,
        Verb.INCIDENT_DELETED,
        Verb.INCIDENT_REDACTED,
        Verb.INCIDENT_MERGED,
        Verb.INCIDENT_POSTMORTEM_PUBLISHED,
        Verb.INCIDENT_POSTMORTEM_WITHDRAWN,
        Verb.MAINTENANCE_PLANNED,
        Verb.MAINTENANCE_UPDATED,
        Verb.MAINTENANCE_UPDATE_EDITED,
        Verb.MAINTENANCE_RESCHEDULED,
        Verb.MAINTENANCE_BEGAN,
        Verb.MAINTENANCE_ENDED,
        Verb.MAINTENANCE_CANCELLED,
        Verb.MAINTENANCE_RELEASED,
        Verb.MAINTENANCE_CHANGED,
        Verb.MAINTENANCE_DELETED,
        Verb.MAINTENANCE_REDACTED,
    }
)
# These are nobody's business but the installation's: they make no page due and stand in no line.
UNSAID = frozenset(
    {
        Verb.PAGE_DELETED,
        Verb.PAGE_PUBLISHED,
        Verb.INCIDENT_NOTED,
        Verb.INCIDENT_POSTMORTEM_WRITTEN,
        Verb.TEMPLATE_CREATED,
        Verb.TEMPLATE_CHANGED,
        Verb.TEMPLATE_DELETED,
        Verb.SERIES_CREATED,  # its maintenances speak for themselves
        Verb.SERIES_CHANGED,
        Verb.SERIES_ENDED,
        Verb.USER_CREATED,
        Verb.USER_CHANGED,
        Verb.USER_REMOVED,
        Verb.USER_SIGNED_IN,
        Verb.USER_SIGNED_OUT,
        Verb.USER_SIGN_IN_FAILED,
        Verb.USER_REAUTHENTICATED,
        Verb.USER_PASSWORD_CHANGED,
        Verb.USER_EMAIL_CHANGED,
        Verb.USER_FACTOR_ADDED,
        Verb.USER_FACTOR_REMOVED,
        Verb.USER_SESSION_REVOKED,
        Verb.INVITATION_CREATED,
        Verb.INVITATION_RENEWED,
        Verb.INVITATION_ACCEPTED,
        Verb.INVITATION_REVOKED,
        Verb.TOKEN_CREATED,
        Verb.TOKEN_REVOKED,
        Verb.SETTINGS_CHANGED,
        Verb.EVENTS_EXPORTED,
        Verb.BACKUP_MADE,
        Verb.BACKUP_RESTORED,
    }
)
