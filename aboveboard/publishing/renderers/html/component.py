"""The page of one component: five figures, 90 days, the formula with its numbers, every day with trouble."""

from datetime import date, timedelta
from typing import NamedTuple

from markupsafe import Markup

from aboveboard.components.status import Status
from aboveboard.components.uptime import FORMULA, FORMULAS, Day, days_of, totals, uptime_of
from aboveboard.publishing.items import ComponentItem, SpanItem
from aboveboard.publishing.renderers.chronicle import Happening
from aboveboard.publishing.renderers.html.corrections import corrections_of
from aboveboard.publishing.renderers.html.days import DayRow, day_rows
from aboveboard.publishing.renderers.html.entries import href_of
from aboveboard.publishing.renderers.html.marks import bar, when
from aboveboard.publishing.renderers.html.sentences import bar_sentence, weighted, weights_in_words
from aboveboard.publishing.renderers.html.shell import Said, document, links_for, own_text, teller, words_of
from aboveboard.publishing.renderers.view import View, view_of
from aboveboard.publishing.renderers.words import Words
from aboveboard.publishing.state import Rendering

YEAR = 365


class Figure(NamedTuple):
    """Uptime over some days and the weighted time that was lost in them."""

    label: str
    uptime: str
    lost: str


class Formula(NamedTuple):
    """The formula in words and with its numbers, each as numerator and denominator."""

    counted: str
    counted_numbers: str
    over_numbers: str
    result: str
    version: int


def render_component(r: Rendering, slug: str) -> bytes:
    """``components/<slug>/index.html``. ``KeyError`` if the page shows no such component."""
    view, words = view_of(r), words_of(r)
    component = next((component for component in r.state.components if component.slug == slug), None)
    if component is None:
        raise KeyError(slug)
    days = days_of(
        view.stretches(component.id), zone=view.zone, first=view.calendar.last - timedelta(YEAR - 1), last=view.calendar.last, now=r.now
    )
    window = view.window(component.id)
    rows: list[DayRow] = day_rows(r, component, days[-view.calendar.count :])
    group = view.group.get(component.group)
    return document(
        "component.html", r, f"components/{component.slug}/",
        title=component.name,
        component=component,
        description=own_text(component.description, r),
        group=group,
        status=view.status[component.id],
        facts=_facts(r, view, words, component),
        figures=_figures(words, days),
        drawing=bar(window.marks, view.calendar.count, bar_sentence(component.name, window.marks, view.calendar, words)),
        axis=_axis(view),
        formula=_formula(words, days[-view.calendar.count :]),
        rows=rows,
        corrections=corrections_of(r, component.id),
    )  # fmt: skip


def _facts(r: Rendering, view: View, words: Words, component: ComponentItem) -> list[tuple[str, str | Markup]]:
    status, stretches = view.status[component.id], view.stretches(component.id)
    if not stretches or status is Status.UNKNOWN:
        return [(words.status(status), "")]
    began = stretches[-1].began_at
    known = began > r.now - timedelta(YEAR)
    since = when(began, words._("since %(time)s") % {"time": words.nearby(began, r.now)}) if known else ""
    return [(words.status(status), since), *_causes(r, view, component)]


def _causes(r: Rendering, view: View, component: ComponentItem) -> list[tuple[str, Markup]]:
    """Links to what holds the component now."""
    held = {span.cause_id for span in view.spans(component.id) if span.cause_id and _covers_now(span, view)}
    said, links = teller(r.state, r.language), links_for(r)
    told = []
    pending: list[Happening] = [*view.open_incidents, *view.running]
    for happening in pending:
        if happening.id in held:
            title: Said = said(happening.subject, "title")
            told.append(("", Markup('<a href="{}"{}>{}</a>').format(href_of(links, happening), title.lang, title.text)))
    return told


def _covers_now(span: SpanItem, view: View) -> bool:
    return span.began_at <= view.now and (span.ended_at is None or span.ended_at > view.now)


def _figures(words: Words, days: list[Day]) -> list[Figure]:
    _ = words._
    spans = [(_("Today"), 1), (_("7 days"), 7), (_("30 days"), 30), (_("90 days"), 90), (_("12 months"), YEAR)]
    return [_figure(words, label, days[-count:]) for label, count in spans]


def _figure(words: Words, label: str, days: list[Day]) -> Figure:
    sums = totals(days)
    lost = sum((weight * sums.get(status, 0) for status, weight in FORMULAS[FORMULA].items()), 0)
    down = words._("%(duration)s down") % {"duration": words.minutes(lost)} if lost else words._("no time down")
    uptime = uptime_of(days)
    return Figure(label, words.figure(uptime), down if uptime is not None else words._("no data"))


def _formula(words: Words, days: list[Day]) -> Formula | None:
    sums, uptime = totals(days), uptime_of(days)
    if uptime is None:
        return None
    weights = FORMULAS[FORMULA]
    minutes = {status: words.number(sums.get(status, 0) // 60) for status in weights}
    over = sum(sums.get(status, 0) for status in weights) // 60
    numbers = weighted({status: f"× {count}" for status, count in minutes.items()}).replace("× ", "", 1)
    return Formula(weights_in_words(words), numbers, words.number(over), words.percent(uptime), FORMULA)


def _axis(view: View) -> list[date]:
    """First day, the first days of two months in between, last day."""
    calendar = view.calendar
    return [calendar.first, *(calendar.day(n) for n in (30, 60)), calendar.last]
