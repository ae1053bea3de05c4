"""What was said about an incident or a maintenance: the timeline, newest first."""

from datetime import datetime
from difflib import SequenceMatcher
from typing import NamedTuple

from aboveboard.components.status import Status
from aboveboard.publishing.items import UpdateItem
from aboveboard.publishing.renderers.html.shell import Said, links_for, teller, words_of
from aboveboard.publishing.renderers.view import view_of
from aboveboard.publishing.state import Appearance, Rendering

LONGEST = 60  # characters of a changed wording that are quoted in the edit mark


class Edit(NamedTuple):
    """``summary``: "Edited 14:33: “one in five”, was “a few”"; ``before``: the wording before it."""

    id: str
    summary: str
    before: Said


class Told(NamedTuple):
    """One update. ``day``: empty on the day of the beginning. ``offset``: how far into the incident. ``hash``: short, of
    the item that holds the words."""

    id: str
    at: datetime
    day: str
    clock: str
    offset: str
    stage: str
    words: Said
    changes: list[tuple[str, Status]]
    edition: int | None
    hash: str
    item: str
    edits: list[Edit]


def timeline(r: Rendering, subject: str, began: datetime) -> list[Told]:
    """Every update of a subject, newest first. Nothing in it depends on now."""
    return [_told(r, update, began) for update in r.state.updates_of(subject)]


def short_hash(item_hash: str) -> str:
    """ "41d2 f8c0 … 07ae"."""
    return f"{item_hash[:4]} {item_hash[4:8]} … {item_hash[-4:]}"


def _told(r: Rendering, update: UpdateItem, began: datetime) -> Told:
    view, words, said = view_of(r), words_of(r), teller(r.state, r.language)
    appearance = _appearance(r, update)
    day = view.day(update.at)
    into = words._("%(duration)s in") % {"duration": words.duration(update.at - began)} if update.at > began else ""
    return Told(
        update.id,
        update.at,
        words.weekday(day) if day != view.day(began) else "",
        words.time(update.at),
        into,
        update.status,
        said(update.subject, "body"),
        [(view.component[a.component].name, Status(a.status)) for a in update.components if a.component in view.component],
        appearance.edition if appearance else None,
        short_hash(appearance.hash) if appearance else "",
        links_for(r).item(appearance.hash) if appearance else "",
        [_edit(r, update, number) for number in reversed(range(len(update.edited_at)))],
    )


def _appearance(r: Rendering, update: UpdateItem) -> Appearance | None:
    """Where the words entered the record, in the language shown; without words, the update itself."""
    for language in (r.language, *r.state.face.languages):
        found = r.edition.appeared.get(f"text/{update.subject}/body/{language}")
        if found:
            return found
    return r.edition.appeared.get(update.subject)


def _edit(r: Rendering, update: UpdateItem, number: int) -> Edit:
    words, said = words_of(r), teller(r.state, r.language)
    after_slot = f"before-{number + 1}" if number + 1 < len(update.edited_at) else "body"
    before, after = said(update.subject, f"before-{number}"), said(update.subject, after_slot)
    time = words.clock(update.edited_at[number])
    if view_of(r).day(update.edited_at[number]) != view_of(r).day(update.at):
        time = words.moment(update.edited_at[number])
    change = changed_words(before.text, after.text)
    if change is None:
        return Edit(f"edit-{update.id}-{number}", words._("Edited %(time)s") % {"time": time}, before)
    told = {"time": time, "new": change[1], "old": change[0]}
    summary = words._("Edited %(time)s: “%(new)s”, was “%(old)s”") % told
    return Edit(f"edit-{update.id}-{number}", summary, before)


def changed_words(before: str, after: str) -> tuple[str, str] | None:
    """(old, new) where one short run of words was replaced by another; else null."""
    old, new = before.split(), after.split()
    ops = [op for op in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if op[0] != "equal"]
    if not ops:
        return None
    was = " ".join(old[ops[0][1] : ops[-1][2]])
    now = " ".join(new[ops[0][3] : ops[-1][4]])
    return (was, now) if was and now and max(len(was), len(now)) <= LONGEST else None
