"""When a maintenance comes again: an RRULE (RFC 5545) on the clock of a time zone. Pure."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.parser import isoparse
from dateutil.rrule import rrule, rrulestr
from django.utils.translation import gettext_lazy as _

from aboveboard.lib.checks import Faults

RULE_LENGTH = 200
HORIZON = timedelta(days=5 * 366)  # a rule is never followed further than this
_KNOWN_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
_OF_FEW_DAYS = {"BYDAY", "BYMONTH"}
_OF_MANY_DAYS = {*_OF_FEW_DAYS, "BYMONTHDAY", "BYSETPOS"}
_CHOOSING = {"DAILY": _OF_FEW_DAYS, "WEEKLY": _OF_FEW_DAYS, "MONTHLY": _OF_MANY_DAYS, "YEARLY": _OF_MANY_DAYS}  # what chooses days


def checked_rule(faults: Faults, rule: object, *, begins_at: datetime, zone: ZoneInfo) -> str:
    """The rule as it may be stored, "FREQ=WEEKLY;BYDAY=TU"; what is wrong goes to ``faults`` (rule).

    Days are looked for until the year 9999 if there are none (see ``_read``). So what chooses among them must fit the frequency: there
    are few months to look through, but three million days, such as each seventh from a Tuesday on, which are never a Wednesday.
    """
    text = faults.line("rule", rule, limit=RULE_LENGTH).upper().removeprefix("RRULE:")
    parts = dict(part.partition("=")[::2] for part in text.split(";") if part)
    if not text or set(parts) - _KNOWN_PARTS or "FREQ" not in parts:
        faults.add("rule", _("This must be a recurrence rule, as FREQ=WEEKLY;BYDAY=TU."))
        return ""
    if parts["FREQ"] not in _CHOOSING:
        faults.add("rule", _("A maintenance comes again daily, weekly, monthly or yearly."))
        return ""
    choosing = set(parts) & _OF_MANY_DAYS
    if choosing - _CHOOSING[parts["FREQ"]]:
        faults.add("rule", _("A daily or weekly rule chooses by BYDAY and BYMONTH only; others are monthly or yearly."))
        return ""
    if choosing and parts["FREQ"] == "DAILY" and parts.get("INTERVAL", "1") != "1":
        faults.add("rule", _("A rule with INTERVAL counts days or chooses among them, not both; FREQ=WEEKLY does both."))
        return ""
    try:
        comes_true = next(times(text, begins_at=begins_at, zone=zone), None)
    except (ValueError, TypeError, KeyError):
        faults.add("rule", _("This must be a recurrence rule, as FREQ=WEEKLY;BYDAY=TU."))
        return ""
    if comes_true is None:
        faults.add("rule", _("This rule never comes true in the next five years."))
    return text


def times(rule: str, *, begins_at: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """When it begins, each time, in UTC and ascending, from ``begins_at`` on: the clock of ``zone`` shows the same hour each time.

    A time that the clock leaves out in spring comes an hour later; of one that comes twice in autumn the first counts.
    """
    read, most = _read(rule, begins_at, zone)
    for local in islice(read, most):
        yield local.replace(tzinfo=zone).astimezone(UTC)


def times_after(rule: str, after: datetime, *, begins_at: datetime, zone: ZoneInfo, most: int) -> list[datetime]:
    """The next times, at most ``most``, later than ``after``."""
    return list(islice((at for at in times(rule, begins_at=begins_at, zone=zone) if at > after), most))


def _read(rule: str, begins_at: datetime, zone: ZoneInfo) -> tuple[rrule, int | None]:
    """The rule on the naive clock of the zone, and how often it comes true at most (null: as often as it does).

    It ends at the horizon if it ever comes true: dateutil looks at an end only when it has found a time, so for a 30 February until the
    year 9999.
    """
    start = begins_at.astimezone(zone).replace(tzinfo=None)
    parts = dict(part.partition("=")[::2] for part in rule.split(";") if part)
    most = int(parts.pop("COUNT")) if "COUNT" in parts else None
    if int(parts.get("INTERVAL", "1")) < 1 or (most is not None and most < 1):
        raise ValueError(rule)
    end = start + HORIZON
    if "UNTIL" in parts:
        end = min(end, isoparse(parts["UNTIL"].removesuffix("Z")))
    parts["UNTIL"] = f"{end:%Y%m%dT%H%M%S}"
    read = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=start)
    if not isinstance(read, rrule):
        raise TypeError(rule)
    return read, most
