"""What a page may be like: the rules behind ``create_page`` and ``change_page``."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aboveboard.lib import css
from aboveboard.lib.checks import Faults, accent_is_valid, host_is_valid, language_is_known, zone_is_known
from aboveboard.pages.models import Page
from aboveboard.pages.readers import Readers

HISTORY_DAYS = range(1, 91)
DESCRIPTION_LENGTH = 1_000
MOST_LINKS = 20
CSS_LENGTH = 20_000
CSS_REFUSALS = {
    css.Refusal.BROKEN: _("Line %(line)s: this cannot be read as CSS (%(what)s)."),
    css.Refusal.AT_RULE: _("Line %(line)s: %(what)s is not allowed."),
    css.Refusal.ADDRESS: _("Line %(line)s: “%(what)s” is not a file of this page. Only its own files below assets/ may be named."),
    css.Refusal.FUNCTION: _("Line %(line)s: %(what)s is not allowed."),
    css.Refusal.MARKUP: _("Markup does not belong into CSS: no </, <!-- or -->."),
}


def checked(faults: Faults, changes: Mapping[str, Any], page: Page | None) -> dict[str, Any]:
    """``changes`` as they may be stored; what is wrong goes to ``faults``. ``page`` is the one to change, if it exists."""
    found: dict[str, Any] = {}
    languages = changes.get("languages", page.languages if page else ["en"])
    first = languages[0] if isinstance(languages, list | tuple) and languages else "en"
    for field, value in changes.items():
        if field == "description":
            found[field] = faults.texts(field, value or {}, first=first, limit=DESCRIPTION_LENGTH, required=False, several_lines=True)
        elif field in _RULES and not (page and field in _AT_FIRST):
            found[field] = _RULES[field](faults, field, value)
        else:
            faults.add(field, _("A page has no such field."), "unknown")
    _addresses_are_free(faults, found, page)
    if found.get("logo") and not (page and page.uploads.filter(path=found["logo"]).exists()):
        faults.add("logo", _("This file was not sent to this page."), "unknown")
    return found


def _addresses_are_free(faults: Faults, found: Mapping[str, Any], page: Page | None) -> None:
    others = Page.objects.exclude(pk=page.pk) if page else Page.objects.all()
    for field in ("slug", "host"):
        # A page's folder bears its host or its slug, so neither may be the other of another page.
        if found.get(field) and others.filter(Q(slug=found[field]) | Q(host=found[field])).exists():
            faults.add(field, _("Another page has this already."), "taken")


def _name(faults: Faults, field: str, value: Any) -> str:
    return faults.line(field, value)


def _slug(faults: Faults, field: str, value: Any) -> str:
    return faults.slug(field, value, limit=50)


def _host(faults: Faults, field: str, value: Any) -> str | None:
    if value in (None, ""):
        return None
    host = faults.line(field, value, limit=253).lower().rstrip(".")
    if host and not host_is_valid(host):
        faults.add(field, _("This must be a host name without port, as status.example.com."))
    return host


def _accent(faults: Faults, field: str, value: Any) -> str:
    accent = faults.line(field, value, limit=7, required=False).lower()
    if accent and not accent_is_valid(accent):
        faults.add(field, _("A colour is written as #0b5748."))
    return accent


def _logo(faults: Faults, field: str, value: Any) -> str:
    return faults.line(field, value, limit=200, required=False)


def _custom_css(faults: Faults, field: str, value: Any) -> str:
    source = faults.body(field, value, limit=CSS_LENGTH, required=False)
    if len(source) > CSS_LENGTH:
        return source
    read = css.tamed(source)
    for complaint in read.complaints[:5]:
        faults.add(field, CSS_REFUSALS[complaint.refusal], complaint.refusal, what=complaint.what, line=complaint.line)
    return read.text


def _languages(faults: Faults, field: str, value: Any) -> list[str]:
    if not isinstance(value, list | tuple) or not value:
        faults.add(field, _("At least one language is needed."), "required")
        return []
    for code in value:
        if not language_is_known(code):
            faults.add(field, _("“%(language)s” is not a known language code."), "unknown", language=str(code)[:20])
    if len(set(map(str, value))) < len(value):
        faults.add(field, _("Each language only once."), "twice")
    return [str(code) for code in value]


def _time_zone(faults: Faults, field: str, value: Any) -> str:
    if not zone_is_known(value):
        faults.add(field, _("“%(zone)s” is not a known time zone, as Europe/Berlin."), "unknown", zone=str(value)[:50])
    return str(value)


def _history_days(faults: Faults, field: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in HISTORY_DAYS:
        faults.add(field, _("A number of days from 1 to 90."))
        return 14
    return value


def _footer_links(faults: Faults, field: str, value: Any) -> list[dict[str, str]]:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MOST_LINKS:
        faults.add(field, _("A list of at most %(most)s links."), most=MOST_LINKS)
        return []
    links = []
    for link in value:
        if not isinstance(link, Mapping) or set(link) != {"label", "url"} or not link["url"]:
            faults.add(field, _("A link has a label and an address."))
            continue
        links.append({"label": faults.line(field, link["label"]), "url": faults.web_address(field, link["url"], mail=True)})
    return links


def _flag(faults: Faults, field: str, value: Any) -> bool:
    if not isinstance(value, bool):
        faults.add(field, _("Yes or no."))
    return bool(value)


def _readers(faults: Faults, field: str, value: Any) -> Readers:
    readers = faults.choice(field, value, Readers)
    if readers in (Readers.PASSWORD, Readers.ADDRESSES):
        faults.add(field, _("A password or addresses come after the page is there."))
    return readers


_RULES: dict[str, Callable[[Faults, str, Any], Any]] = {
    "name": _name,
    "slug": _slug,
    "host": _host,
    "accent": _accent,
    "custom_css": _custom_css,
    "logo": _logo,
    "languages": _languages,
    "time_zone": _time_zone,
    "history_days": _history_days,
    "footer_links": _footer_links,
    "shows_everything": _flag,
    "readers": _readers,
    "is_default": _flag,
}
_AT_FIRST = {"readers"}  # later changed by an action of its own
