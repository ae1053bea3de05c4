"""Two incidents that turned out to be one."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.dashboard.incidents.reaching import HERE, incident_of, language_of, reached, title_in
from aboveboard.dashboard.shell import chosen_page, screen
from aboveboard.dashboard.standing import words_here
from aboveboard.dashboard.toasts import toast
from aboveboard.incidents.merging import merge_incidents

OFFERED = 50


@requires(Permission.INCIDENTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, key: str) -> HttpResponse:
    """Chooses the incident that stays; this one goes into it."""
    one, language, refused = incident_of(request, key), language_of(request), ""
    others = reached(request).existing().unresolved().exclude(pk=one.pk).order_by("-occurred_at", "-id")
    if request.method == "POST":
        into = others.filter(key=request.POST.get("into", "")).first()
        try:
            if into is None:
                raise ValidationError(_("Choose the incident that stays."))
            revision = request.POST.get("revision", "")
            merge_incidents(duplicate=one, into=into, revision=int(revision) if revision.isdecimal() else 0, by=grant_of(request).actor)
        except ValidationError as refusal:
            refused = " ".join(refusal.messages)
        else:
            told = {"title": title_in(one, language), "other": title_in(into, language)}
            toast(request, _("“%(title)s” went into “%(other)s”.") % told)
            return redirect("dashboard_incident", key=into.key)
    context = {
        "incident": one,
        "title": title_in(one, language),
        "others": [(each, title_in(each, language)) for each in others[:OFFERED]],
        "updates": one.updates.count(),
        "refused": refused,
        "words": words_here(chosen_page(request, grant_of(request))),
    }
    return screen(request, "dashboard/incidents/merge.html", HERE, context, status=400 if refused else 200)
