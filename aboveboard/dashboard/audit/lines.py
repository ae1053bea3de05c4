"""Events as lines of the log: sentences with links to everything that somebody did, and that happened to something."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.translation import gettext as _

from aboveboard.dashboard.audit.details import Detail, details_of
from aboveboard.dashboard.audit.names import Thing
from aboveboard.dashboard.audit.words import ACTOR_WORDS, OWN_WORDS, VERB_WORDS
from aboveboard.events.actors import ActorKind
from aboveboard.events.models import Event
from aboveboard.events.verbs import Verb


class Line(NamedTuple):
    event: Event
    sentence: str
    details: list[Detail]


def lines_of(events: Iterable[Event], names: Mapping[Thing, str]) -> list[Line]:
    """``names`` are those of their subjects (``names.names_of``)."""
    return [Line(event, _sentence(event, names), details_of(_besides(event, names))) for event in events]


def name_of_actor(event: Event) -> str:
    """A person's or token's own name; words for whoever has none."""
    if event.actor_kind in (ActorKind.COMMAND, ActorKind.SYSTEM) or not event.actor_name:
        return str(ACTOR_WORDS.get(event.actor_kind, event.actor_kind))
    return event.actor_name


def name_of_subject(event: Event, names: Mapping[Thing, str]) -> str:
    unnamed = _("whoever has the link") if event.subject_kind == "invitation" else f"{event.subject_kind}/{event.subject_id}"
    return names.get((event.subject_kind, event.subject_id), unnamed)


def _sentence(event: Event, names: Mapping[Thing, str]) -> str:
    known = VERB_WORDS.get(Verb(event.verb)) if event.verb in set(Verb) else None
    if event.subject_kind == "user" and event.subject_id == event.actor_id:
        known = OWN_WORDS.get(Verb(event.verb), known)
    who = _link(name_of_actor(event), actor=event.actor_id) if event.actor_id else format_html("{}", name_of_actor(event))
    what = _link(name_of_subject(event, names), subject=f"{event.subject_kind}/{event.subject_id}")
    return format_html(str(known) if known else "{who}: {verb} {what}", who=who, what=what, verb=event.verb)


def _besides(event: Event, names: Mapping[Thing, str]) -> dict[str, Any]:
    """Its data without what the sentence says already."""
    said = {"name": name_of_subject(event, names), "email": name_of_subject(event, names), "user": event.actor_id}
    return {name: value for name, value in event.data.items() if said.get(name) != value}


def _link(words: str, **asked: str) -> str:
    return format_html('<a class="plain" href="?{}">{}</a>', urlencode(asked), words)
