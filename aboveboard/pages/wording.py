"""Titles and bodies of what is said on pages, and the pages that it is said on."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from aboveboard.lib.checks import BODY_LENGTH, TITLE_LENGTH, Faults
from aboveboard.pages.models import Page

Words = str | Mapping[str, str]  # text in the default page's first language, or language -> text

IMPORT_KEY_LENGTH = 100


def checked_title(faults: Faults, value: Any) -> dict[str, str]:
    return faults.texts("title", value, first=Page.objects.first_language(), limit=TITLE_LENGTH)


def checked_body(faults: Faults, value: Any, *, required: bool = True) -> dict[str, str]:
    first = Page.objects.first_language()
    return faults.texts("body", value, first=first, limit=BODY_LENGTH, required=required, several_lines=True)


def checked_pages(faults: Faults, value: Iterable[Page]) -> list[Page]:
    """Pages that something without components is shown on."""
    chosen = list(dict.fromkeys(value))
    if Page.objects.filter(pk__in=[page.pk for page in chosen]).count() != len(chosen):
        faults.add("pages", _("There is no such page."), "unknown")
    return chosen


def checked_import_key(faults: Faults, value: str | None, taken: Any) -> str | None:
    """The key of something brought along from elsewhere, once; ``taken``: the queryset to look in."""
    if value is None:
        return None
    key = faults.line("import_key", value, limit=IMPORT_KEY_LENGTH)
    if taken.filter(import_key=key).exists():
        faults.add("import_key", _("This was imported already."), "taken")
    return key
