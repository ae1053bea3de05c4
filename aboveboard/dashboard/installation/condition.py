"""How the installation is: versions, sizes, what the worker does, what waits, and each page's newest edition."""

import platform
from datetime import datetime
from typing import Any, NamedTuple

import django
from django.conf import settings
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aboveboard.lib.sizes import Size, database_size, folder_size
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import soundness
from aboveboard.publishing.heartbeat import last_sign, worker_is_alive
from aboveboard.publishing.models import EditionRow
from aboveboard.publishing.store import folder_for
from aboveboard.transfer.backup_age import Age

PATIENCE = 0.03  # seconds for each folder; a larger one is shown as "at least"
PAGES = 50


# The names of checks, which are the same words in every language on the command line.
CHECK_WORDS: dict[str, Promise] = {
    "folder": gettext_lazy("folder"),
    "space": gettext_lazy("disk space"),
    "keys": gettext_lazy("keys"),
    "page": gettext_lazy("page"),
    "worker": gettext_lazy("worker"),
    "waiting": gettext_lazy("waiting"),
    "backup": gettext_lazy("backup"),
}


class Work(NamedTuple):
    """``waiting``: what is due, and since when."""

    is_alive: bool
    seen_at: datetime | None
    waiting: list[tuple[str, datetime]]


class PageState(NamedTuple):
    page: Page
    number: int | None  # of the newest edition
    at: datetime | None
    confirmed_at: datetime | None


def findings(backup: Age) -> list[soundness.Finding]:
    """What is wrong, as far as it is seen at once, in the language of whoever asks."""
    found = [*soundness.at_once(), *backup.findings()]
    return [one._replace(check=str(CHECK_WORDS.get(one.check, one.check))) for one in found]


def parts() -> list[tuple[str, str]]:
    """What it is made of, as (name, version)."""
    return [
        ("Aboveboard", settings.RELEASE),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        (connection.display_name, ".".join(map(str, connection.get_database_version()))),
        (_("System"), f"{platform.system()} {platform.machine()}"),
    ]


def sizes() -> list[tuple[str, Size]]:
    """What takes room, in well under a second each."""
    return [
        (_("Database"), database_size(connection)),
        (_("Published pages"), folder_size(settings.EDITIONS_DIR, seconds=PATIENCE)),
        (_("Data folder with all in it"), folder_size(settings.DATA_DIR, seconds=PATIENCE)),
    ]


def work() -> Work:
    waits = zip((_("an event for its reactions"), _("a page to be published")), soundness.waiting_since(), strict=True)
    return Work(worker_is_alive(), last_sign(), [(what, since) for what, since in waits if since])


def pages() -> list[PageState]:
    """One query."""
    newest = EditionRow.objects.filter(page=OuterRef("pk"), audience=Audience.PUBLIC).order_by("-number")
    known = Page.objects.annotate(number=Subquery(newest.values("number")[:1]), published=Subquery(newest.values("at")[:1]))
    shown: Any = known.order_by("name", "id")[:PAGES]
    return [PageState(page, page.number, page.published, None if page.is_private else folder_for(page).confirmed_at()) for page in shown]
