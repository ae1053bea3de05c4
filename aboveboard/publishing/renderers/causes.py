"""Why there is an edition, in words: the verbs that a line names."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from aboveboard.publishing.renderers.words import Words


def causes_in_words(causes: Iterable[str], words: Words) -> str:
    """ "Incident opened, Status changed": each reason once. A verb that is not known here stands as it is.

    Nobody's act is why there is an edition without any: the installation has another address, or a newer release says more.
    """
    names = _names(words)
    return words.listed(list(dict.fromkeys(names.get(cause, cause) for cause in causes))) or words._("Installation changed")


@lru_cache(maxsize=64)
def _names(words: Words) -> Mapping[str, str]:
    _ = words._
    status, page = _("Status changed"), _("Page changed")
    components, texts = _("Components changed"), _("Text edited")
    updated, changed, removed = _("Incident updated"), _("Incident changed"), _("Text removed")
    plan, corrected = _("Maintenance changed"), _("History corrected")
    return {
        "page.created": _("Page set up"), "page.changed": page, "page.day_turned": _("A new day"), "page.deleted": page,
        "page.published": page,
        "component.created": components, "component.changed": components, "component.deleted": components,
        "component.status_changed": status, "component.corrected": corrected, "component.correction_withdrawn": corrected,
        "component.correction_redacted": removed,
        "group.created": components, "group.changed": components, "group.deleted": components,
        "incident.opened": _("Incident opened"), "incident.updated": updated, "incident.resolved": _("Incident resolved"),
        "incident.changed": changed, "incident.update_edited": texts, "incident.released": _("Incident opened"),
        "incident.deleted": _("Incident taken back"), "incident.redacted": removed,
        "incident.merged": changed, "incident.postmortem_published": texts, "incident.postmortem_withdrawn": texts,
        "maintenance.planned": _("Maintenance planned"), "maintenance.updated": _("Maintenance updated"),
        "maintenance.update_edited": texts, "maintenance.rescheduled": _("Maintenance moved"), "maintenance.began": _("Maintenance began"),
        "maintenance.ended": _("Maintenance ended"), "maintenance.cancelled": _("Maintenance cancelled"),
        "maintenance.released": _("Maintenance planned"), "maintenance.changed": plan, "maintenance.deleted": _("Maintenance taken back"),
        "maintenance.redacted": removed, "history.imported": _("History imported"), "key.rotated": _("Signing key changed"),
        "record.taken_up": _("Record restored"), "emergency.posted": _("Emergency notice"),
    }  # fmt: skip
