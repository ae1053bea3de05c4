"""Making, changing and removing pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.lib.changes import changed_by, refuse_moved
from aboveboard.lib.checks import Faults, slug_from
from aboveboard.lib.uniqueness import told_by_field
from aboveboard.pages.checks import checked
from aboveboard.pages.models import Page
from aboveboard.pages.readers import Readers


@transaction.atomic
def create_page(
    *,
    name: str,
    slug: str | None = None,
    languages: Sequence[str] = ("en",),
    time_zone: str = "UTC",
    description: str | Mapping[str, str] | None = None,
    accent: str = "",
    host: str | None = None,
    is_default: bool | None = None,
    history_days: int = 14,
    footer_links: Sequence[Mapping[str, str]] = (),
    shows_everything: bool = True,
    readers: str = Readers.EVERYONE,
    at: datetime | None = None,
    by: Actor,
) -> Page:
    """A new page. The first one becomes the default page, at the root of the installation's host, unless told otherwise.

    ``description`` as text is in the page's first language. ``readers`` that need more than their name come with ``set_readers``.
    Raises ``ValidationError``.
    """
    at = at or timezone.now()
    faults = Faults()
    slug = slug or slug_from(str(name), taken=Page.objects.values_list("slug", flat=True), limit=50, otherwise="page")
    given = {
        "name": name, "slug": slug, "languages": list(languages), "time_zone": time_zone, "description": description, "accent": accent,
        "host": host, "history_days": history_days, "footer_links": list(footer_links), "shows_everything": shows_everything,
        "readers": readers,
    }  # fmt: skip
    values = checked(faults, given, None)
    faults.refuse()
    default = not Page.objects.default() if is_default is None else is_default
    if default:
        Page.objects.filter(is_default=True).update(is_default=None)
    with told_by_field(lambda late: _check_again(late, given, default)):
        page = Page.objects.create(**values, is_default=True if default else None, created_at=at)
    record(Verb.PAGE_CREATED, f"page/{page.key}", by=by, at=at, name=page.name, slug=page.slug)
    return page


def _check_again(faults: Faults, given: Mapping[str, Any], is_default: bool) -> None:
    checked(faults, given, None)
    if is_default and Page.objects.default():
        faults.add("is_default", _("Another page became the default page at the same moment."), "taken")


@transaction.atomic
def change_page(page: Page, *, revision: int | None = None, at: datetime | None = None, by: Actor, **changes: Any) -> Page:
    """Changes fields of a page, as ``create_page`` takes them, ``custom_css``, and ``logo``, the path of an upload.

    ``is_default=True`` takes that place from another page. Raises ``ValidationError``, with code "moved" if somebody was faster;
    nothing happens if nothing differs.
    """
    page.refresh_from_db(from_queryset=Page.objects.select_for_update())
    refuse_moved(page.revision, revision)
    faults = Faults()
    values = checked(faults, changes, page)
    if values.get("is_default") is False and page.is_default:
        faults.add("is_default", _("Make another page the default page instead."))
    faults.refuse()
    values["is_default"] = values.get("is_default") or page.is_default
    if values["is_default"] and not page.is_default:
        _take_default_place(by, at)
    differing = changed_by(page, values)
    if differing:
        page.revision += 1
        with told_by_field(lambda late: checked(late, changes, page)):
            page.save(update_fields=[*differing, "revision"])
        record(Verb.PAGE_CHANGED, f"page/{page.key}", by=by, at=at, changes=differing)
    return page


def _take_default_place(by: Actor, at: datetime | None) -> None:
    former = Page.objects.select_for_update().default()
    if former:
        former.is_default = None
        former.revision += 1  # its address changes
        former.save(update_fields=["is_default", "revision"])
        record(Verb.PAGE_CHANGED, f"page/{former.key}", by=by, at=at, changes={"is_default": [True, None]})


@transaction.atomic
def delete_page(page: Page, *, at: datetime | None = None, by: Actor) -> None:
    """Removes a page, and its editions with it; what it told of incidents stays on other pages.

    Raises ``ValidationError`` for the default page while there are others.
    """
    page.refresh_from_db(from_queryset=Page.objects.select_for_update())
    if page.is_default and Page.objects.exclude(pk=page.pk).exists():
        raise ValidationError({"is_default": _("Make another page the default page first.")})
    subject, known_as = f"page/{page.key}", {"name": page.name, "slug": page.slug, "host": page.host}
    page.delete()
    record(Verb.PAGE_DELETED, subject, by=by, at=at, **known_as)
