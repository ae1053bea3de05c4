"""Times, stages and numbers in words: the one home of how the dashboard writes them.

The filters speak the dashboard's language on the clock of the page that is being looked at, or as ``words`` that they are given.
"""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from aboveboard.publishing.renderers.html.marks import meter as drawn
from aboveboard.publishing.renderers.html.shell import Said
from aboveboard.publishing.renderers.words import Words, words_for

register = template.Library()


def _here(words: Words | None) -> Words:
    return words or words_for(get_language() or "en", timezone.get_current_timezone_name())


@register.filter
def nearby(at: datetime, words: Words | None = None) -> str:
    """ "09:41 UTC", with the date if that is not today's, with the year if that is not this one."""
    return _here(words).nearby(at, timezone.now())


@register.filter
def distance(at: datetime, words: Words | None = None) -> str:
    """ "10 minutes ago"."""
    return _here(words).distance(at, timezone.now())


@register.filter
def moment(at: datetime, words: Words | None = None) -> str:
    """ "Wed 11 Nov 2026, 13:52 UTC"."""
    return _here(words).moment(at)


@register.filter
def exact(at: datetime, words: Words | None = None) -> str:
    """ "Wed 11 Nov 2026, 13:52:07 UTC", for what is counted in seconds."""
    return _here(words).moment(at, seconds=True)


@register.filter
def full_date(at: datetime, words: Words | None = None) -> str:
    """ "Wed 11 Nov 2026"."""
    return _here(words).full_date(at)


@register.filter
def long_date(at: datetime, words: Words | None = None) -> str:
    """ "Wednesday 11 November 2026", as a heading of what happened on that day."""
    spoken = _here(words)
    return spoken.long_date(at.astimezone(spoken.zone).date())


@register.filter
def clock(at: datetime, words: Words | None = None) -> str:
    """ "13:52": only where date and zone stand beside it."""
    return _here(words).clock(at)


@register.filter
def exact_clock(at: datetime, words: Words | None = None) -> str:
    """ "13:52:07": only where date and zone stand beside it."""
    return _here(words).clock(at, seconds=True)


@register.filter
def zone_name(at: datetime, words: Words | None = None) -> str:
    """The zone at that time: "CET"."""
    return _here(words).zone_name(at)


@register.filter
def window(maintenance: Any, words: Words | None = None) -> str:
    """ "Thu 26 Nov, 02:00 – 04:00 UTC", of a maintenance that is near."""
    return _here(words).span(maintenance.begins_at, maintenance.ends_at)


@register.filter
def dated(maintenance: Any, words: Words | None = None) -> str:
    """ "Thu 26 Nov 2026, 02:00 – 04:00 UTC", of any maintenance."""
    return _here(words).dated_span(maintenance.begins_at, maintenance.ends_at)


@register.filter
def held(span: Any, words: Words | None = None) -> str:
    """The same, of a span or a correction."""
    return _here(words).dated_span(span.began_at, span.ended_at)


@register.filter
def lasting(length: timedelta, words: Words | None = None) -> str:
    """ "1 h 47 min"."""
    return _here(words).duration(length)


@register.filter
def stage_word(status: str, words: Words | None = None) -> str:
    return _here(words).stage(status)


@register.filter
def number(value: int, words: Words | None = None) -> str:
    """Grouped by thousands as the language does it."""
    return _here(words).number(value)


@register.filter
def percent(uptime: Fraction | None, words: Words | None = None) -> str:
    """Two decimals and the sign; a dash without data."""
    return _here(words).percent(uptime)


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
