"""What needs somebody's attention, each with the link that mends it, and one line at the end that says what is fine."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from aboveboard.accounts.grants import Grant
from aboveboard.accounts.models import ApiToken
from aboveboard.accounts.outgoing import last_failure
from aboveboard.accounts.permissions import Permission
from aboveboard.dashboard.home.cards import Card
from aboveboard.maintenances.models import Maintenance
from aboveboard.pages.models import Page
from aboveboard.publishing import soundness
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.renderers.words import Words
from aboveboard.publishing.store import folder_for
from aboveboard.transfer.backup_age import backup_age

SILENT = timedelta(seconds=30)  # the worker confirms every head.json at least every 10 s
SOON = timedelta(minutes=30)


@dataclass(frozen=True)
class Finding:
    """``status`` is the glyph: degraded for what presses, unknown for what can wait, operational for what is fine."""

    status: str
    title: str
    detail: str = ""
    link: str = ""
    label: str = ""


def findings(
    grant: Grant, page: Page | None, cards: list[Card], coming: list[tuple[Maintenance, str]], words: Words, now: datetime
) -> list[Finding]:
    """The most pressing first."""
    found = [_worker(page, now)] if page else []
    found += [_update(card, words, now) for card in cards if _is_due(card, now)]
    found += [_late(row, title, words, now) for row, title in coming if row.status == "in_progress" and row.ends_at < now]
    found += _installation(grant)
    found += _mail(grant, words, now)
    found += _backup(grant, now)
    found += _tokens(grant, words, now)
    pressing = [finding for finding in found if finding.status != "operational"]
    return pressing + [finding for finding in found if finding.status == "operational"]


def _is_due(card: Card, now: datetime) -> bool:
    promised = card.incident.next_update_at
    return card.is_overdue or (promised is not None and promised - now <= SOON)


def _update(card: Card, words: Words, now: datetime) -> Finding:
    promised, link = card.incident.next_update_at, reverse("dashboard_incident", args=[card.incident.key])
    if promised is None:
        title = _("Nothing was said since %(time)s") % {"time": words.nearby(card.said_at, now)}
    elif promised <= now:
        title = _("An update was due at %(time)s") % {"time": words.nearby(promised, now)}
    else:
        title = _("Next update is due at %(time)s") % {"time": words.nearby(promised, now)}
    return Finding("degraded_performance", title, card.title, link, _("Write it now"))


def _late(row: Maintenance, title: str, words: Words, now: datetime) -> Finding:
    link = reverse("dashboard_maintenance", args=[row.key])
    return Finding(
        "degraded_performance", _("A maintenance runs over"), f"{title}, {words.nearby(row.ends_at, now)}", link, _("End or extend it")
    )


def _worker(page: Page, now: datetime) -> Finding:
    if page.is_private:
        return Finding("operational", _("The page is private"), _("It is not in the published folder."))
    folder: Folder = folder_for(page)
    confirmed = folder.confirmed_at()
    if confirmed is None and now - page.created_at < SILENT:
        return Finding("unknown", _("The page is being published"), _("That takes seconds."))
    if confirmed is None:
        detail = _("Start the worker, and readers have it within seconds.")
        return Finding("degraded_performance", _("The page was never published"), detail)
    age = max(0, int((now - confirmed).total_seconds()))
    if now - confirmed > SILENT:
        detail = _("Readers still have the page as it was %(time)s ago. Start the worker.")
        words = detail % {"time": _minutes(age)}
        return Finding("degraded_performance", _("The worker does not run"), words)
    return Finding("operational", _("Worker and page are fine"), _("Page confirmed %(seconds)s s ago.") % {"seconds": age})


def _minutes(seconds: int) -> str:
    return _("%(count)s min") % {"count": seconds // 60} if seconds >= 60 else _("%(count)s s") % {"count": seconds}


def _installation(grant: Grant) -> list[Finding]:
    """Disk and keys, for those who set the installation up."""
    wrong = list(soundness.on_disk()) if grant.may(Permission.SETTINGS_MANAGE) else []
    title = _("Something is wrong with the installation")
    return [Finding("degraded_performance", title, wrong[0].what, reverse("dashboard_about"), _("See what mends it"))] if wrong else []


def _mail(grant: Grant, words: Words, now: datetime) -> list[Finding]:
    """That the last mail did not leave, for those who can look after the mail server."""
    failure = last_failure() if grant.may(Permission.SETTINGS_MANAGE) else None
    if failure is None:
        return []
    detail = _("%(reason)s, %(time)s. Invitations and new passwords do not arrive.")
    told = detail % {"reason": failure.reason, "time": words.nearby(failure.at, now)}
    return [Finding("degraded_performance", _("Mail does not go out"), told, reverse("dashboard_settings"), _("See the settings"))]


def _backup(grant: Grant, now: datetime) -> list[Finding]:
    """That the newest backup is too old, for those who can make one."""
    title = backup_age(now).complaint if grant.may(Permission.SETTINGS_MANAGE) else ""
    if not title:
        return []
    detail = _("If this machine is lost, so is what was said since. “aboveboard backup FILE” makes one.")
    return [Finding("unknown", title, detail, reverse("dashboard_about"), _("See what mends it"))]


def _tokens(grant: Grant, words: Words, now: datetime) -> list[Finding]:
    """Tokens that end soon: one's own, and everybody's for those who look after them."""
    tokens = ApiToken.objects.known_to(grant).ending_soon(now)
    link = f"{reverse('dashboard_tokens')}?filter=soon"
    return [
        Finding("unknown", _("Token “%(name)s” ends soon") % {"name": token.name}, words.distance(token.expires_at, now), link, _("Renew"))
        for token in tokens.order_by("expires_at", "id")[:5]
        if token.expires_at
    ]
