"""The list of incidents."""

from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.components.status import STATUS_OF_IMPACT
from aboveboard.dashboard.incidents.reaching import HERE, language_of, reached, title_in
from aboveboard.dashboard.listing import Filter, Order, listed
from aboveboard.dashboard.shell import chosen_page, screen
from aboveboard.dashboard.standing import words_here
from aboveboard.incidents.models import IncidentUpdate
from aboveboard.pages.audience import Visibility

_THERE = Q(deleted_at__isnull=True)
FILTERS = (
    Filter("", _("All"), _THERE),
    Filter("open", _("Open"), _THERE & Q(resolved_at__isnull=True)),
    Filter("resolved", _("Resolved"), _THERE & Q(resolved_at__isnull=False)),
    Filter("hidden", _("Not for everyone"), _THERE & ~Q(visibility=Visibility.EVERYONE)),
    Filter("embargo", _("Under embargo"), _THERE & Q(released=False)),
    Filter("learning", _("Without post-mortem"), _THERE & Q(impact__in=("major", "critical"), resolved_at__isnull=False, postmortem=None)),
    Filter("deleted", _("Deleted"), Q(deleted_at__isnull=False)),
)
ORDERS = (
    Order("", _("Newest first"), ("-occurred_at",)),
    Order("oldest", _("Oldest first"), ("occurred_at",)),
    Order("changed", _("Most changed first"), ("-revision",)),
)


@requires(Permission.INCIDENTS_READ)
@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    grant = grant_of(request)
    listing = listed(request, reached(request), search_in=("title__icontains", "key__iexact"), filters=FILTERS, orders=ORDERS)
    rows = list(listing.rows)
    last = IncidentUpdate.objects.filter(incident__in=rows).values("incident").annotate(at=Max("at"), count=Count("id"))
    said = {each["incident"]: each for each in last}
    language = language_of(request)
    context = {
        "listing": listing,
        "rows": [
            {
                "incident": row,
                "title": title_in(row, language),
                "status": STATUS_OF_IMPACT[row.impact],
                "said_at": said[row.pk]["at"] if row.pk in said else row.created_at,
                "updates": said[row.pk]["count"] if row.pk in said else 0,
                "length": (row.resolved_at or timezone.now()) - row.occurred_at,
            }
            for row in rows
        ],
        "words": words_here(chosen_page(request, grant)),
        "may_manage": grant.may(Permission.INCIDENTS_MANAGE),
    }
    return screen(request, "dashboard/incidents/list.html", HERE, context)
