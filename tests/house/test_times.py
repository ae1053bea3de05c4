"""The dashboard writes dates, times and numbers in one place, ``templatetags/times.py``, so that each language has its own way."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import shown, tracked

# Django's own filters and tags with a pattern of their own; "c" is for machines, in the attribute of <time>.
FIXED = re.compile(r"""\|\s*(date|time)\b(?!\s*:\s*(["'])c\2)|\{%\s*now\b|\{\{[^}]*\bisoformat\b""")
PATTERNED = re.compile(r"\b(strftime|date_format|time_format|format_date|format_datetime|format_time)\b")


def dashboard(suffixes: set[str]) -> Iterator[Path]:
    yield from (path for path in tracked() if shown(path).startswith("aboveboard/dashboard/") and path.suffix in suffixes)


def places(pattern: re.Pattern[str], suffixes: set[str]) -> list[str]:
    return [
        f"{shown(path)}:{number}: {line.strip()}"
        for path in dashboard(suffixes)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_template_of_the_dashboard_has_a_date_format_of_its_own() -> None:
    assert places(FIXED, {".html", ".txt"}) == []


def test_no_module_of_the_dashboard_has_a_date_format_of_its_own() -> None:
    assert places(PATTERNED, {".py"}) == []


def test_a_fixed_format_is_seen() -> None:
    assert [bool(FIXED.search(text)) for text in ('{{ at|date:"j M Y" }}', "{{ at|time }}", "{% now 'Y' %}", "{{ at|date:'c' }}")] == [
        True,
        True,
        True,
        False,
    ]
