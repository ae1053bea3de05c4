"""The page of one maintenance: its window, what it touches, what was said."""

from markupsafe import Markup

from aboveboard.components.status import Status
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.publishing.items import MaintenanceItem
from aboveboard.publishing.renderers.html.entries import maintenance_word
from aboveboard.publishing.renderers.html.incident import last_change
from aboveboard.publishing.renderers.html.marks import ago
from aboveboard.publishing.renderers.html.shell import Folio, document, edition_of, links_for, teller, words_of
from aboveboard.publishing.renderers.html.updates import timeline
from aboveboard.publishing.renderers.view import View, is_over, view_of
from aboveboard.publishing.renderers.words import Words
from aboveboard.publishing.state import Rendering


def render_maintenance(r: Rendering, id: str) -> bytes:
    """``maintenances/<id>/index.html``. Of one that is over nothing depends on now. ``KeyError`` if the state has no such maintenance."""
    maintenance = next((maintenance for maintenance in r.state.maintenances if maintenance.id == id), None)
    if maintenance is None:
        raise KeyError(id)
    view, words, links = view_of(r), words_of(r), links_for(r)
    title = teller(r.state, r.language)(maintenance.subject, "title")
    shown = [view.component[a.component] for a in maintenance.components if a.component in view.component]
    return document(
        "maintenance.html", r, f"maintenances/{maintenance.id}/",
        title=title.text,
        folio=_folio(r, maintenance) if is_over(maintenance) else None,
        maintenance=maintenance,
        heading=title,
        status=_board_status(maintenance),
        facts=_facts(view, words, maintenance),
        affected=[(component.name, links.component(component.slug)) for component in shown],
        updates=timeline(r, maintenance.subject, maintenance.began_at or maintenance.begins_at),
    )  # fmt: skip


def _board_status(maintenance: MaintenanceItem) -> Status:
    return Status.OPERATIONAL if maintenance.status == MaintenanceStatus.COMPLETED else Status.UNDER_MAINTENANCE


def _folio(r: Rendering, maintenance: MaintenanceItem) -> Folio:
    updates = r.state.updates_of(maintenance.subject)
    edition = edition_of(r, maintenance.subject, *(update.subject for update in updates))
    return Folio(view_of(r).day(last_change([maintenance.published_at, maintenance.ended_at], updates)), edition)


def _facts(view: View, words: Words, maintenance: MaintenanceItem) -> list[tuple[str, str | Markup]]:
    window = words.span(maintenance.begins_at, maintenance.ends_at)
    if is_over(maintenance):
        return [(maintenance_word(words, maintenance), ""), ("", window)]
    edge = maintenance.ends_at if maintenance.status == MaintenanceStatus.IN_PROGRESS else maintenance.begins_at
    return [(words.stage(maintenance.status), ago(edge, words.distance(edge, view.now))), ("", window)]
