"""Times, stages and numbers in words: filters that take the screen's ``words`` (its language and the page's zone)."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from markupsafe import Markup

from aboveboard.publishing.renderers.html.marks import meter as drawn
from aboveboard.publishing.renderers.html.shell import Said
from aboveboard.publishing.renderers.words import Words

register = template.Library()


@register.filter
def nearby(at: datetime, words: Words) -> str:
    """ "09:41 UTC", with the date if that is not today's."""
    return words.nearby(at, timezone.now())


@register.filter
def distance(at: datetime, words: Words) -> str:
    """ "10 minutes ago"."""
    return words.distance(at, timezone.now())


@register.filter
def moment(at: datetime, words: Words) -> str:
    return words.moment(at)


@register.filter
def lasting(length: timedelta, words: Words) -> str:
    return words.duration(length)


@register.filter
def stage_word(status: str, words: Words) -> str:
    return words.stage(status)


@register.filter
def number(value: int, words: Words) -> str:
    return words.number(value)


@register.filter
def meter(status: str) -> Markup:
    """How far an incident is, in four cells; the word stands beside it."""
    return drawn(status)


@register.filter
def item(mapping: dict[str, Any], key: str) -> Any:
    return mapping.get(key)


@register.filter
def timesince_of(until: datetime, since: datetime) -> timedelta:
    return until - since


@register.filter
def as_read(text: str) -> Markup:
    """Somebody's Markdown as readers get it."""
    return Said(text, Markup("")).html


@register.filter
def verb_word(verb: str) -> str:
    """What happened to an incident, in a word or two."""
    words = {
        "incident.opened": _("opened"),
        "incident.updated": _("update posted"),
        "incident.resolved": _("resolved"),
        "incident.changed": _("title or readers changed"),
        "incident.update_edited": _("words edited"),
        "incident.deleted": _("deleted"),
        "incident.merged": _("merged"),
        "incident.released": _("embargo ended"),
        "incident.redacted": _("words taken out"),
        "incident.postmortem_published": _("post-mortem published"),
        "incident.postmortem_withdrawn": _("post-mortem withdrawn"),
    }
    return words.get(verb, verb)


@register.filter
def held(span: Any, words: Words) -> str:
    """The same of a span or a correction."""
    return words.span(span.began_at, span.ended_at)


@register.filter
def window(maintenance: Any, words: Words) -> str:
    """ "Thu 26 Nov, 02:00 – 04:00 UTC"."""
    return words.span(maintenance.begins_at, maintenance.ends_at)
