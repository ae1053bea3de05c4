"""The page of one incident: head, lanes, everything that was said."""

from datetime import datetime

from markupsafe import Markup

from aboveboard.components.status import Status
from aboveboard.publishing.items import IncidentItem, UpdateItem
from aboveboard.publishing.renderers.html.lanes import lanes, ticks
from aboveboard.publishing.renderers.html.marks import ago, when
from aboveboard.publishing.renderers.html.postmortem import learned
from aboveboard.publishing.renderers.html.shell import Folio, document, edition_of, teller, words_of
from aboveboard.publishing.renderers.html.updates import timeline
from aboveboard.publishing.renderers.view import View, is_open, view_of
from aboveboard.publishing.renderers.words import Words
from aboveboard.publishing.state import Rendering


def render_incident(r: Rendering, id: str) -> bytes:
    """``incidents/<id>/index.html``. Of a closed incident nothing depends on now. ``KeyError`` if the state has no such incident."""
    incident = next((incident for incident in r.state.incidents if incident.id == id), None)
    if incident is None:
        raise KeyError(id)
    view, words = view_of(r), words_of(r)
    title = teller(r.state, r.language)(incident.subject, "title")
    ended = incident.resolved_at or r.now
    return document(
        "incident.html", r, f"incidents/{incident.id}/",
        title=title.text,
        folio=None if is_open(incident) else _folio(r, incident),
        incident=incident,
        heading=title,
        status=view.incident_status(incident) if is_open(incident) else Status.OPERATIONAL,
        worst=view.incident_status(incident),
        facts=_facts(view, words, incident),
        lanes=lanes(view, incident, ended),
        ticks=ticks(incident.occurred_at, ended),
        updates=timeline(r, incident.subject, incident.occurred_at),
        learned=learned(r, incident),
    )  # fmt: skip


def _folio(r: Rendering, incident: IncidentItem) -> Folio:
    updates = r.state.updates_of(incident.subject)
    edition = edition_of(r, incident.subject, f"postmortem/{incident.id}", *(update.subject for update in updates))
    return Folio(view_of(r).day(last_change([incident.published_at, incident.resolved_at], updates)), edition)


def last_change(times: list[datetime | None], updates: tuple[UpdateItem, ...]) -> datetime:
    """The latest of ``times`` and of everything said or edited."""
    return max(at for at in (*times, *(t for u in updates for t in (u.at, *u.edited_at))) if at is not None)


def _facts(view: View, words: Words, incident: IncidentItem) -> list[tuple[str, str | Markup]]:
    _ = words._
    if is_open(incident):
        since = Markup("{} · {}").format(
            when(incident.occurred_at, words.nearby(incident.occurred_at, view.now)),
            ago(incident.occurred_at, words.distance(incident.occurred_at, view.now)),
        )
        return [(words.stage(incident.status), ""), ("", Markup("{} {}").format(_("Since"), since))]
    began = view.day(incident.occurred_at)
    if incident.resolved_at is None:
        return [(_("Resolved"), ""), ("", words.long_date(began))]
    length = words.duration(incident.resolved_at - incident.occurred_at)
    return [(_("Resolved"), _("after %(duration)s") % {"duration": length}), ("", words.long_date(began))]
