"""Finding what words are to be taken out of: an incident, a maintenance, one of their updates, or the reason of a correction."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from aboveboard.accounts.gates import requires
from aboveboard.accounts.permissions import Permission
from aboveboard.components.models import Correction
from aboveboard.components.status import CORRECTION
from aboveboard.dashboard.listing import SEARCH_LENGTH
from aboveboard.dashboard.shell import screen
from aboveboard.dashboard.templatetags.board import worded
from aboveboard.incidents.models import Incident
from aboveboard.maintenances.models import Maintenance

HERE = "dashboard_record"
MOST = 20  # of each kind
UPDATES = 100  # of each thing


class Choice(NamedTuple):
    """Something with words. ``subject`` as ``redaction.target_of`` reads it; ``parts``: what of it can be taken out alone."""

    subject: str
    words: str
    at: Any
    parts: tuple["Choice", ...] = ()


@requires(Permission.RECORD_REDACT)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Deleted ones, too: the record still holds their words."""
    sought = request.GET.get("search", "").strip()[:SEARCH_LENGTH]
    kinds = [(label, found) for label, choices in _kinds(sought) if (found := list(choices))]
    return screen(request, "dashboard/record/choose.html", HERE, {"sought": sought, "kinds": kinds, "most": MOST})


def _kinds(sought: str) -> Iterator[tuple[str | Promise, Iterator[Choice]]]:
    said = Q(title__icontains=sought) | Q(key=sought)
    yield _("Incidents"), _things("incident", Incident.objects.filter(said).order_by("-occurred_at"), "occurred_at")
    yield _("Maintenance"), _things("maintenance", Maintenance.objects.filter(said).order_by("-begins_at"), "begins_at")
    yield _("Corrections"), _corrections(sought)


def _things(kind: str, rows: Any, began: str) -> Iterator[Choice]:
    for row in rows.prefetch_related("updates")[:MOST]:
        subject = f"{kind}/{row.key}"
        updates = sorted(row.updates.all(), key=lambda update: update.at)[-UPDATES:]
        parts = tuple(Choice(f"{subject}/update/{update.key}", worded(update.body), update.at) for update in updates if update.body)
        yield Choice(subject, worded(row.title), getattr(row, began), parts)


def _corrections(sought: str) -> Iterator[Choice]:
    said = Q(reason__icontains=sought) | Q(component__name__icontains=sought) | Q(key=sought)
    for row in Correction.objects.filter(said).select_related("component").order_by("-began_at")[:MOST]:
        yield Choice(f"{CORRECTION}/{row.key}", f"{row.component.name}: {worded(row.reason)}", row.began_at)
