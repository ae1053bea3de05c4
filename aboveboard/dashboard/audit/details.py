"""What an event says besides: before and after, and the rest, readable and without anything that looks like a secret."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from aboveboard.dashboard.audit.fields import FIELD_WORDS, VALUE_WORDS, Words
from aboveboard.dashboard.templatetags.times import moment

SHOWN = 12  # details of one event
LONGEST = 200
_PAIRS = frozenset({"baseline"})  # before and after, outside of "changes"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
# No event holds any; this is the second wall.
_SECRET = re.compile(r"secret|password|passphrase|digest|private|credential", re.IGNORECASE)
_ONCE_SECRET = "…"  # noqa: S105  (what stands instead)


class Detail(NamedTuple):
    """``before`` is null where there is nothing to compare with."""

    name: str
    before: str | None
    after: str


def details_of(data: Mapping[str, Any]) -> list[Detail]:
    """Field by field, what changed first."""
    changes = data.get("changes")
    found = [_changed(name, pair) for name, pair in changes.items()] if isinstance(changes, Mapping) else []
    if "before" in data and "after" in data:
        found.append(_changed("status", [data["before"], data["after"]]))
    rest = {name: value for name, value in data.items() if name not in ("changes", "before", "after") and value not in (None, "", [], {})}
    found += [_changed(name, value) if name in _PAIRS else Detail(_words(name), None, _said(name, value)) for name, value in rest.items()]
    return found[:SHOWN]


def _changed(name: str, pair: Any) -> Detail:
    if isinstance(pair, list) and len(pair) == 2:
        return Detail(_words(name), _said(name, pair[0]), _said(name, pair[1]))
    return Detail(_words(name), None, _said(name, pair))


def _words(name: str) -> str:
    return str(FIELD_WORDS.get(name) or name.replace("_", " "))


def _said(name: str, value: Any) -> str:
    if _SECRET.search(name) and not isinstance(value, bool):
        return _ONCE_SECRET
    text = _plain(value, VALUE_WORDS.get(name, {}))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _plain(value: Any, words: Words) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        kept = {key: member for key, member in value.items() if not _SECRET.search(str(key))}
        return "; ".join(f"{key}: {_plain(member, words)}" for key, member in sorted(kept.items())) or "–"
    if isinstance(value, list):
        return ", ".join("/".join(map(str, each)) if isinstance(each, list) else _plain(each, words) for each in value)
    text = str(value)
    if _TIME.fullmatch(text):
        return moment(datetime.fromisoformat(text))
    return str(words.get(text, text))
