"""The page: the verdict, what is open, what is coming, every component, the last days."""

from typing import NamedTuple

from markupsafe import Markup

from aboveboard.components.status import SEVERITY, Status
from aboveboard.publishing.items import ComponentItem, GroupItem, IncidentItem, MaintenanceItem
from aboveboard.publishing.renderers.chronicle import Happening, began_at, latest_days
from aboveboard.publishing.renderers.html.entries import href_of, rows
from aboveboard.publishing.renderers.html.marks import bar
from aboveboard.publishing.renderers.html.sentences import bar_sentence, uptime_rule
from aboveboard.publishing.renderers.html.shell import Said, document, links_for, own_text, teller, words_of
from aboveboard.publishing.renderers.verdict import facts, verdict
from aboveboard.publishing.renderers.view import View, view_of
from aboveboard.publishing.state import Rendering


class ComponentRow(NamedTuple):
    href: str
    name: str
    status: Status
    bar: Markup
    uptime: str


class GroupRow(NamedTuple):
    """``affected``: how many of its components are in trouble; the rows of its components follow."""

    id: str
    name: str
    status: Status
    bar: Markup
    uptime: str
    affected: int
    is_open: bool
    description: Said
    components: list[ComponentRow]


class Sheet(NamedTuple):
    """What is open or under way, hanging from a board. ``newest``: (subject, stage, time) of the newest update."""

    href: str
    item: IncidentItem | MaintenanceItem
    is_incident: bool
    title: Said
    status: Status
    words: Said
    update_count: int
    said_at: tuple[str, object]
    affected: list[tuple[str, str, Status]]


class Coming(NamedTuple):
    href: str
    item: MaintenanceItem
    title: Said
    words: Said


def render_page(r: Rendering) -> bytes:
    """``index.html`` in the rendering's language."""
    view, words = view_of(r), words_of(r)
    sentence = verdict(view, words)
    pending: list[Happening] = [*view.open_incidents, *view.running]
    builder = _Rows(r)
    return document(
        "page.html", r, "",
        title=r.state.face.name,
        verdict=sentence,
        status=_board_status(view),
        facts=facts(view, words),
        description=own_text(r.state.face.description, r),
        sheets=[_sheet(r, item) for item in pending],
        soon=[_coming(r, item) for item in view.coming_soon],
        later=[_coming(r, item) for item in view.coming_later],
        groups=[builder.group(group) for group in r.state.groups if view.members[group.id]],
        alone=[builder.component(component) for component in view.members[""]],
        count=len(view.component),
        calendar=view.calendar,
        uptime_rule=uptime_rule(words),
        history=rows(r, latest_days(view, r.state.face.history_days)),
    )  # fmt: skip


def _board_status(view: View) -> Status:
    return Status.UNKNOWN if not view.component and not view.open_incidents else view.system_status


class _Rows:
    """Makes the rows of the component list."""

    def __init__(self, r: Rendering) -> None:
        self.r, self.view, self.words = r, view_of(r), words_of(r)
        self.links = links_for(r)

    def component(self, component: ComponentItem) -> ComponentRow:
        window = self.view.window(component.id)
        return ComponentRow(
            self.links.component(component.slug),
            component.name,
            self.view.status[component.id],
            bar(window.marks, self.view.calendar.count, bar_sentence(component.name, window.marks, self.view.calendar, self.words)),
            self.words.percent(self.view.uptime(component.id)),
        )

    def group(self, group: GroupItem) -> GroupRow:
        members, marks = self.view.members[group.id], self.view.group_marks(group)
        affected = len(self.view.affected(members))
        return GroupRow(
            group.id,
            group.name,
            self.view.group_status(group),
            bar(marks, self.view.calendar.count, bar_sentence(group.name, marks, self.view.calendar, self.words)),
            self.words.percent(self.view.group_uptime(group)),
            affected,
            group.collapse == "never" or (group.collapse == "unless_trouble" and affected > 0),
            own_text(group.description, self.r),
            [self.component(member) for member in members],
        )


def _sheet(r: Rendering, item: Happening) -> Sheet:
    view, said = view_of(r), teller(r.state, r.language)
    updates = r.state.updates_of(item.subject)
    is_incident = isinstance(item, IncidentItem)
    status = view.incident_status(item) if isinstance(item, IncidentItem) else Status.UNDER_MAINTENANCE
    affected = [
        (view.component[a.component].name, links_for(r).component(view.component[a.component].slug),
         view.status[a.component])
        for a in item.components if a.component in view.component
    ]  # fmt: skip
    affected.sort(key=lambda row: -SEVERITY[row[2]])
    newest = updates[0] if updates else None
    return Sheet(
        href_of(links_for(r), item),
        item,
        is_incident,
        said(item.subject, "title"),
        status,
        said(newest.subject if newest else item.subject, "body"),
        len(updates),
        (newest.status, newest.at) if newest else (item.status, began_at(item)),
        affected,
    )


def _coming(r: Rendering, item: MaintenanceItem) -> Coming:
    said, updates = teller(r.state, r.language), r.state.updates_of(item.subject)
    words = said(updates[0].subject if updates else item.subject, "body")
    return Coming(href_of(links_for(r), item), item, said(item.subject, "title"), words)
