"""How the installation is set up, and how it is. Nothing is changed here: each thing has its own screen, or the environment."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.grants import Grant
from aboveboard.accounts.permissions import Permission
from aboveboard.dashboard.installation import condition
from aboveboard.dashboard.shell import chosen_page, screen
from aboveboard.dashboard.standing import words_here
from aboveboard.lib.env import PREFIX, Told
from aboveboard.transfer.backup_age import backup_age

HERE = "dashboard_settings"
# What can be changed elsewhere, as (route, name, what it is for, who may).
ELSEWHERE = (
    ("dashboard_pages", _("Pages"), _("Name, address, look, languages, readers of each."), Permission.PAGES_READ),
    ("dashboard_people", _("People"), _("Who is here, and what each may."), Permission.PEOPLE_READ),
    ("dashboard_sign_in", _("Sign-in"), _("Second factors, single sign-on, passwords."), Permission.SIGN_IN_MANAGE),
    ("dashboard_tokens", _("Tokens"), _("Programs that act for people."), Permission.TOKENS_OWN),
    ("dashboard_audit", _("Audit log"), _("Who changed what."), Permission.AUDIT_READ),
)


@requires(Permission.SETTINGS_MANAGE)
@require_safe
def settings_here(request: HttpRequest) -> HttpResponse:
    """Where each thing is changed, and what the deployment has set, secrets only as set or not set."""
    context = {
        "tabs": _tabs(is_about=False),
        "elsewhere": _elsewhere(grant_of(request)),
        "told": [_shown(told) for told in settings.DEPLOYMENT],
        "site": settings.SITE_URL,
    }
    return screen(request, "dashboard/installation/settings.html", HERE, context)


def _elsewhere(grant: Grant) -> list[dict[str, Any]]:
    return [{"address": reverse(route), "name": name, "about": about} for route, name, about, who in ELSEWHERE if grant.may(who)]


def _shown(told: Told) -> dict[str, Any]:
    setting = told.setting
    return {
        "name": PREFIX + setting.name,
        "about": _with_code(setting.help),
        "is_set": told.is_set,
        "is_secret": setting.secret,
        "value": told.value,
        "default": _with_code(setting.default),
    }


def _with_code(text: str) -> list[tuple[str, bool]]:
    """Its pieces in the language of the dashboard, and whether each stands between backticks."""
    return [(piece, place % 2 == 1) for place, piece in enumerate(gettext(text).split("`")) if piece]


@requires(Permission.SETTINGS_MANAGE)
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    backup = backup_age(now)
    context = {
        "tabs": _tabs(is_about=True),
        "parts": condition.parts(),
        "sizes": condition.sizes(),
        "work": condition.work(),
        "states": condition.pages(),
        "findings": condition.findings(backup),
        "words": words_here(chosen_page(request, grant_of(request))),
        "backup": backup.newest,
        "now": now,
    }
    return screen(request, "dashboard/installation/about.html", HERE, context)


def _tabs(*, is_about: bool) -> list[dict[str, Any]]:
    return [
        {"address": reverse("dashboard_settings"), "label": _("Settings"), "is_here": not is_about},
        {"address": reverse("dashboard_about"), "label": _("About"), "is_here": is_about},
    ]
