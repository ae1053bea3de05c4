"""The page for those who read text: ``index.md`` in every language, and ``llms.txt`` (https://llmstxt.org) that says where what is."""

import re
from collections.abc import Iterable

from aboveboard.lib import markdown
from aboveboard.publishing.items import ComponentItem, MaintenanceItem
from aboveboard.publishing.renderers.chronicle import Happening, Quiet, began_at, latest_days
from aboveboard.publishing.renderers.html.entries import entry
from aboveboard.publishing.renderers.html.shell import own_text
from aboveboard.publishing.renderers.stories import address_of, home_of, speakable
from aboveboard.publishing.renderers.verdict import facts, verdict
from aboveboard.publishing.renderers.view import View, view_of
from aboveboard.publishing.renderers.words import Words, words_for
from aboveboard.publishing.state import Rendering

_MEANS_SOMETHING = re.compile(r"([\\`*_\[\]<>|~#]|&(?=#?\w+;)|!(?=\[))")
_BEGINS_A_BLOCK = re.compile(r"^(\s*)([-+=:]|\d{1,9}(?=[.)]))", re.MULTILINE)


def index_md(r: Rendering) -> str:
    """The page: the verdict, what is open with its words, what is coming, every component, the last days."""
    view, words, home = view_of(r), words_for(r.language, r.state.face.time_zone), home_of(r.state.face, r.language)
    _, face = words._, r.state.face
    edition = _("Edition %(number)s") % {"number": words.number(r.edition.number)}
    parts = [
        f"# {line(_('%(name)s status') % {'name': face.name})}",
        f"**{line(verdict(view, words))}**",
        "\n".join(f"- {line(' '.join(fact).strip())}" for fact in facts(view, words)),
        f"{_('As of')} {words.moment(r.now)} · {edition} · <{home}>",
        own(own_text(face.description, r).text),
        *_told(r, _("Open incidents"), view.open_incidents, words, home),
        *_told(r, _("Maintenance under way"), view.running, words, home),
        *_told(r, _("Coming up"), view.coming, words, home),
        *_components(view, words, home),
        *_past(r, view, words, home),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def llms_txt(r: Rendering) -> str:
    """What there is to read and where, in the page's first language."""
    face, words = r.state.face, words_for(r.language, r.state.face.time_zone)
    _, home = words._, home_of(face, r.language)
    about = own_text(face.description, r).text or _("Every incident and every maintenance of %(name)s.") % {"name": face.name}
    current = [
        (_("The page as text"), "index.md", _("status of every component, open incidents, maintenance, the last days")),
        (_("Summary"), "api/v2/summary.json", _("the same as JSON, as Statuspage writes it")),
        (_("Head"), "head.json", _("number and time of the newest edition, a few bytes: ask this to learn whether anything changed")),
    ]
    news = [
        (_("Feed"), "feed.atom", _("every incident and every maintenance, update by update; also feed.rss and feed.json")),
        (_("Calendar"), "calendar.ics", _("maintenances")),
        (_("History"), "history/", _("every month since the page began")),
        (_("Record"), "record/", _("every edition is numbered and signed; how to check that")),
    ]
    others = [(code, f"{code}/index.md", "") for code in face.languages[1:]]
    parts = [
        f"# {line(_('%(name)s status') % {'name': face.name})}",
        f"> {line(about)}",
        _("The documents below are files: they are always complete and never need a key. The newest edition is at most seconds old."),
        *_links(_("Now"), current, home),
        *_links(_("News and history"), news, home),
        *_links(_("Other languages"), others, face.url),
    ]
    return "\n\n".join(parts) + "\n"


def line(text: str) -> str:
    """Words of someone's as one line of Markdown that means nothing but these words."""
    return own(" ".join(text.split()))


def own(text: str) -> str:
    """The same, lines kept."""
    return _BEGINS_A_BLOCK.sub(_escaped, _MEANS_SOMETHING.sub(r"\\\1", speakable(text))).strip()


def _escaped(found: re.Match[str]) -> str:
    space, mark = found.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def _told(r: Rendering, heading: str, happenings: Iterable[Happening], words: Words, home: str) -> list[str]:
    told = [_story(r, happening, words, home) for happening in happenings]
    return [f"## {heading}", *told] if told else []


def _story(r: Rendering, happening: Happening, words: Words, home: str) -> str:
    """Its title, where it is, what it affects and its newest words."""
    updates = r.state.updates_of(happening.subject)
    shown = entry(r, happening)
    if isinstance(happening, MaintenanceItem):
        time = words.span(happening.begins_at, happening.ends_at)
    else:
        time = words.moment(began_at(happening))
    parts = [
        f"### [{line(shown.title.text)}]({address_of(happening, home)})",
        " · ".join(part for part in (words.stage(happening.status), time, line(shown.components)) if part),
    ]
    if updates:
        said = own(markdown.plain(r.state.text(updates[0].subject, "body", r.language)[0]))
        parts.append("\n".join(f"> {one}".rstrip() for one in (f"{words.moment(updates[0].at)}:", *said.splitlines())))
    return "\n\n".join(parts)


def _components(view: View, words: Words, home: str) -> list[str]:
    if not view.component:
        return []
    parts = [f"## {words._('Components')}", words._("Status now, and uptime over 90 days.")]
    for group in view.state.groups:
        if view.members[group.id]:
            parts += [f"### {line(group.name)}", _rows(view, words, view.members[group.id], home)]
    if view.members[""]:
        parts += ["---"] * (len(parts) > 2) + [_rows(view, words, view.members[""], home)]
    return parts


def _rows(view: View, words: Words, members: list[ComponentItem], home: str) -> str:
    return "\n".join(
        f"- [{line(member.name)}]({home}components/{member.slug}/): {words.status(view.status[member.id])}, "
        f"{words.percent(view.uptime(member.id))}"
        for member in members
    )


def _past(r: Rendering, view: View, words: Words, home: str) -> list[str]:
    count = r.state.face.history_days
    rows = []
    for day in latest_days(view, count):
        if isinstance(day, Quiet):
            rows.append(f"- {words.days(day.first, day.last)}: {words._('Nothing to report')}")
            continue
        for happening in day.happenings:
            told = entry(r, happening)
            rest = ", ".join(part for part in (told.word, line(told.components), told.length) if part)
            address = address_of(happening, home)
            learned = f" · [{words._('What we learned')}]({address}#learned)" if happening.subject in r.state.postmortems else ""
            rows.append(f"- {words.weekday(day.day)}: [{line(told.title.text)}]({address}) ({rest}){learned}")
    heading = words.ngettext("Last %(count)s day", "Last %(count)s days", count) % {"count": count}
    return [f"## {heading}", "\n".join(rows), f"<{home}history/>"]


def _links(heading: str, links: list[tuple[str, str, str]], home: str) -> list[str]:
    rows = [f"- [{name}]({home}{path}){': ' if about else ''}{about}" for name, path, about in links]
    return [f"## {heading}", "\n".join(rows)] if rows else []
