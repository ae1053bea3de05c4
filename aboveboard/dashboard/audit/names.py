"""What the things are called that events are about, and finding them by their names: a handful of queries for any number."""

from collections.abc import Iterable
from functools import reduce
from typing import Any, NamedTuple

from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from aboveboard.accounts.models import ApiToken, Invitation, User
from aboveboard.components.models import Component, ComponentGroup
from aboveboard.dashboard.audit.words import FIXED_NAMES
from aboveboard.dashboard.wording import text_in
from aboveboard.events.models import Event
from aboveboard.events.verbs import Verb
from aboveboard.incidents.models import Incident, IncidentTemplate
from aboveboard.maintenances.models import Maintenance, MaintenanceSeries
from aboveboard.pages.models import Page

FOUND = 20  # of each kind with words in several languages, and of all others together
REMEMBERED = 500  # the last people that were removed, by whose addresses one can still search
Thing = tuple[str, str]  # kind and key

_NAME = F("name")
_PERSON = Coalesce(NullIf(F("name"), Value("")), F("email"), output_field=CharField())
_PLAIN: dict[str, tuple[type[Model], Any, tuple[str, ...]]] = {
    "component": (Component, _NAME, ("name",)),
    "group": (ComponentGroup, _NAME, ("name",)),
    "invitation": (Invitation, F("email"), ("email",)),
    "page": (Page, _NAME, ("name",)),
    "template": (IncidentTemplate, _NAME, ("name",)),
    "token": (ApiToken, _NAME, ("name",)),
    "user": (User, _PERSON, ("name", "email")),
}
_SAID: dict[str, type[Model]] = {"incident": Incident, "maintenance": Maintenance, "maintenance_series": MaintenanceSeries}


class Found(NamedTuple):
    """Things whose names hold some words, by kind."""

    things: dict[str, set[str]]

    @property
    def keys(self) -> set[str]:
        return {key for keys in self.things.values() for key in keys}


def names_of(events: Iterable[Event]) -> dict[Thing, str]:
    """What the subjects of these events are called; a thing that is gone bears the last name that its events give."""
    told = list(events)
    wanted: dict[str, set[str]] = {}
    for event in told:
        wanted.setdefault(event.subject_kind, set()).add(event.subject_id)
    names: dict[Thing, str] = {thing: str(words) for thing, words in FIXED_NAMES.items()}
    for event in told:
        given = event.data.get("name") or event.data.get("email")
        if given and isinstance(given, str):
            names.setdefault((event.subject_kind, event.subject_id), given)
    plain = [_named(kind, Q(key__in=wanted[kind])) for kind in _PLAIN if kind in wanted]
    if plain:
        names |= {(kind, key): name for kind, key, name in _together(plain) if name}
    for kind, model in _SAID.items():
        if kind in wanted:
            rows = model._default_manager.filter(key__in=wanted[kind]).values_list("key", "title")
            names |= {(kind, key): text_in(title, get_language() or "") or key for key, title in rows}
    return names


def things_called(words: str) -> Found:
    """Things whose name holds these words, or whose key they are. Four queries."""
    things: dict[str, set[str]] = {kind: {words} for kind in (*_PLAIN, *_SAID)}
    plain = [
        _named(kind, reduce(lambda one, other: one | other, (Q(**{f"{field}__icontains": words}) for field in fields)))
        for kind, (_model, _name, fields) in _PLAIN.items()
    ]
    for kind, key, _name in _together(plain)[:FOUND]:
        things[kind].add(key)
    for kind in ("incident", "maintenance"):
        things[kind] |= set(
            _SAID[kind]._default_manager.filter(title__icontains=words).order_by("-id").values_list("key", flat=True)[:FOUND]
        )
    removed = Event.objects.filter(verb=Verb.USER_REMOVED).order_by("-id").values_list("subject_id", "data")[:REMEMBERED]
    things["user"] |= {key for key, data in removed if words.lower() in str(data.get("email", "")).lower()}
    return Found(things)


def _named(kind: str, which: Q) -> QuerySet[Any, Any]:
    model, name, _fields = _PLAIN[kind]
    return model._default_manager.filter(which).values_list(Value(kind), "key", name)


def _together(parts: list[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
