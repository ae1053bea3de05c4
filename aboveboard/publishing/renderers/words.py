"""Facts in words of one language: statuses, stages, times with their zone, ranges, durations, numbers. Pure."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal, get_decimal_symbol

from aboveboard.components.status import Status
from aboveboard.components.uptime import percent
from aboveboard.incidents.lifecycle import IncidentStatus
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.publishing.renderers.i18n import locale_of, translations

NARROW_SPACE = "\u202f"  # between a number and its %


class Words:
    """Speaks one language and tells times in one zone. ``time_zone`` is an IANA name."""

    def __init__(self, language: str, time_zone: str) -> None:
        self.language, self.locale, self.zone = language, locale_of(language), ZoneInfo(time_zone)
        catalogue = translations(language)
        self._, self.ngettext = catalogue.gettext, catalogue.ngettext
        self._dates: dict[tuple[date, str], str] = {}
        self._decimal = get_decimal_symbol(self.locale)
        _ = self._
        self.status_words = {
            Status.OPERATIONAL: (_("Operational"), _("Operational")),
            Status.DEGRADED_PERFORMANCE: (_("Degraded performance"), _("Degraded")),
            Status.PARTIAL_OUTAGE: (_("Partial outage"), _("Partial outage")),
            Status.MAJOR_OUTAGE: (_("Major outage"), _("Major outage")),
            Status.UNDER_MAINTENANCE: (_("Under maintenance"), _("Maintenance")),
            Status.UNKNOWN: (_("No data"), _("No data")),
        }
        self.stages: dict[str, str] = {
            IncidentStatus.REPORTED: _("Reported"),
            IncidentStatus.INVESTIGATING: _("Investigating"),
            IncidentStatus.IDENTIFIED: _("Identified"),
            IncidentStatus.MONITORING: _("Monitoring"),
            IncidentStatus.RESOLVED: _("Resolved"),
            MaintenanceStatus.SCHEDULED: _("Planned"),
            MaintenanceStatus.IN_PROGRESS: _("Under way"),
            MaintenanceStatus.COMPLETED: _("Done"),
            MaintenanceStatus.CANCELLED: _("Cancelled"),
        }

    def status(self, status: str) -> str:
        """A status in full, as in the legend."""
        return self.status_words[Status(status)][0]

    def short(self, status: str) -> str:
        """A status as it stands in rows."""
        return self.status_words[Status(status)][1]

    def stage(self, status: str) -> str:
        """Where an incident or a maintenance is."""
        return self.stages[status]

    def number(self, number: int) -> str:
        """Grouped by thousands as the language does it."""
        return _number(number, self.locale)

    def percent(self, fraction: Fraction | None) -> str:
        """Two decimals and a narrow space before the sign; a dash without data."""
        figure = self.figure(fraction)
        return f"{figure}{NARROW_SPACE}%" if fraction is not None else figure

    def figure(self, fraction: Fraction | None) -> str:
        """The percentage without its sign."""
        if fraction is None:
            return "–"
        return percent(fraction).replace(".", self._decimal)

    def clock(self, at: datetime, *, seconds: bool = False) -> str:
        """ "09:41" or "09:41:07", without a zone: only where the zone stands beside it."""
        return at.astimezone(self.zone).strftime("%H:%M:%S" if seconds else "%H:%M")

    def zone_name(self, at: datetime) -> str:
        """The zone at that time: "UTC", "CET", "UTC+05:30" for zones that have only a number."""
        name = at.astimezone(self.zone).tzname() or "UTC"
        return name if name[0] not in "+-" else f"UTC{name[:3]}" + (f":{name[3:5]}" if len(name) > 3 else "")

    def time(self, at: datetime, *, seconds: bool = False) -> str:
        """ "09:41 UTC", "09:41:07 UTC"."""
        return f"{self.clock(at, seconds=seconds)} {self.zone_name(at)}"

    @property
    def zone_line(self) -> str:
        """The zone that all times of the page are in: "UTC", "Europe/Berlin"."""
        return self.zone.key.replace("_", " ")

    def nearby(self, at: datetime, now: datetime) -> str:
        """ "09:41 UTC", with the date if that is not today's, with the year if that is not this one."""
        day, today = at.astimezone(self.zone).date(), now.astimezone(self.zone).date()
        if day == today:
            return self.time(at)
        return f"{self.weekday(day) if day.year == today.year else self.date_with_year(day)}, {self.time(at)}"

    def long_date(self, day: date) -> str:
        """ "Tuesday 24 November 2026"."""
        # Translators: a date pattern, https://unicode.org/reports/tr35/tr35-dates.html
        return self._date(day, self._("EEEE d MMMM y"))

    def weekday(self, day: date) -> str:
        """ "Fri 20 Nov"."""
        # Translators: a date pattern
        return self._date(day, self._("EEE d MMM"))

    def date_with_year(self, day: date) -> str:
        """ "Fri 20 Nov 2026"."""
        # Translators: a date pattern
        return self._date(day, self._("EEE d MMM y"))

    def short_date(self, day: date) -> str:
        """ "20 Nov"."""
        # Translators: a date pattern
        return self._date(day, self._("d MMM"))

    def spoken_date(self, day: date) -> str:
        """ "6 November"."""
        # Translators: a date pattern
        return self._date(day, self._("d MMMM"))

    def month(self, day: date) -> str:
        """ "November 2026"."""
        # Translators: a date pattern
        return self._date(day, self._("MMMM y"))

    def days(self, first: date, last: date) -> str:
        """ "15 – 19 Nov", "29 Oct – 5 Nov", or one day."""
        if first == last:
            return self.short_date(first)
        if (first.year, first.month) == (last.year, last.month):
            # Translators: the first day of a range whose month follows: "15" of "15 – 19 Nov"
            return f"{self._date(first, self._('d'))} – {self.short_date(last)}"
        return f"{self.short_date(first)} – {self.short_date(last)}"

    def moment(self, at: datetime, *, seconds: bool = False) -> str:
        """ "Wed 11 Nov 2026, 13:52 UTC"."""
        return f"{self.full_date(at)}, {self.time(at, seconds=seconds)}"

    def full_date(self, at: datetime) -> str:
        """ "Wed 11 Nov 2026"."""
        return self.date_with_year(at.astimezone(self.zone).date())

    def span(self, began: datetime, ended: datetime) -> str:
        """ "Thu 26 Nov, 02:00 – 04:00 UTC", with both dates when they differ."""
        first, last = began.astimezone(self.zone).date(), ended.astimezone(self.zone).date()
        if first == last:
            return f"{self.weekday(first)}, {self.clock(began)} – {self.time(ended)}"
        return f"{self.weekday(first)}, {self.clock(began)} – {self.weekday(last)}, {self.time(ended)}"

    def dated_span(self, began: datetime, ended: datetime) -> str:
        """ "Thu 26 Nov 2026, 02:00 – 04:00 UTC", with both dates when they differ."""
        first, last = self.full_date(began), self.full_date(ended)
        return f"{first}, {self.clock(began)} – {'' if first == last else f'{last}, '}{self.time(ended)}"

    def duration(self, length: timedelta) -> str:
        """ "1 h 47 min", "2 d 3 h", "under a minute". Whole minutes, cut off."""
        minutes = max(0, int(length.total_seconds()) // 60)
        if not minutes:
            return self._("under a minute")
        days, rest = divmod(minutes, 24 * 60)
        hours, minutes = divmod(rest, 60)
        parts = []
        if days:
            parts.append(self._("%(count)s d") % {"count": self.number(days)})
        if hours:
            parts.append(self._("%(count)s h") % {"count": hours})
        if minutes and not days:
            parts.append(self._("%(count)s min") % {"count": minutes})
        return " ".join(parts)

    def minutes(self, seconds: Fraction | int) -> str:
        """A sum of time as figures use it: "24.5 min" below four hours, then "5 h 15 min"."""
        if seconds >= 4 * 3600:
            return self.duration(timedelta(seconds=int(seconds)))
        tenths = int(seconds * 10 // 60)
        figure = format_decimal(tenths / 10, format="#,##0.#", locale=self.locale)
        return self._("%(count)s min") % {"count": figure}

    def distance(self, at: datetime, now: datetime) -> str:
        """ "in 19 minutes", "10 minutes ago"."""
        delta = at - now
        return format_timedelta(delta, granularity="minute", threshold=2, add_direction=True, locale=self.locale)

    def listed(self, names: list[str]) -> str:
        """Names set one after the other: "Exports, Reports"."""
        return ", ".join(names)

    def _date(self, day: date, pattern: str) -> str:
        key = (day, pattern)
        if key not in self._dates:
            self._dates[key] = format_date(day, pattern, locale=self.locale)
        return self._dates[key]


@lru_cache(maxsize=4096)
def _number(number: int, locale: Locale) -> str:
    return str(format_decimal(number, locale=locale))


@lru_cache(maxsize=64)
def words_for(language: str, time_zone: str) -> Words:
    """The words of a language in a zone, kept."""
    return Words(language, time_zone)
