"""Reporting an incident: one screen, nothing that has to be typed, the page as readers will see it beside it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.limits import Limits
from aboveboard.accounts.permissions import Permission
from aboveboard.components.models import Component
from aboveboard.dashboard.incidents import choices
from aboveboard.dashboard.incidents.forms import ReportForm
from aboveboard.dashboard.incidents.previews import preview_of
from aboveboard.dashboard.incidents.wording import filling, own_title, taken_out
from aboveboard.dashboard.shell import chosen_page, screen
from aboveboard.dashboard.standing import words_here
from aboveboard.dashboard.toasts import toast
from aboveboard.incidents.actions import open_incident
from aboveboard.incidents.linting import findings
from aboveboard.incidents.models import Incident, TemplateKind
from aboveboard.incidents.starters import ready_words
from aboveboard.incidents.templating import fill
from aboveboard.pages.audience import Visibility
from aboveboard.pages.models import Page

HERE = "dashboard_incidents"
DRAFT = "incident-new"
PUBLISHING = ("publish", "quietly")


@requires(Permission.INCIDENTS_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The composer. What a button other than Publish says (``do``) changes the draft and shows it again."""
    grant, page, now = grant_of(request), chosen_page(request, grant_of(request)), timezone.now()
    data = request.POST.copy() if request.method == "POST" else None
    statuses = choices.chosen(data, grant.limits) if data is not None else _from_address(request, grant.limits)
    if data is not None:
        statuses = _done(data, statuses, page, grant.limits, now)
    form = ReportForm(data)
    if data is not None and data.get("do") in PUBLISHING and form.is_valid():
        try:
            incident = _publish(request, form, statuses, page, now)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            return redirect("dashboard_incident", key=incident.key)
    refused = data is not None and data.get("do") in PUBLISHING
    return _composer(request, form, statuses, page, now, status=400 if refused else 200)


@requires(Permission.INCIDENTS_REPORT)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """A part of the composer: the page as readers will see it, and what the draft says that they do not need."""
    grant, now = grant_of(request), timezone.now()
    page = chosen_page(request, grant)
    form = ReportForm(request.POST)
    form.is_valid()
    return preview_of(request, form, choices.chosen(request.POST, grant.limits), page, now)


def _publish(request: HttpRequest, form: ReportForm, statuses: Mapping[Component, str], page: Page | None, now: datetime) -> Incident:
    grant, given = grant_of(request), form.cleaned_data
    title = form.written_title(own_title(statuses, page))
    if not title:
        raise ValidationError({"title": _("Tap what is affected, and the title writes itself. Or write one.")})
    incident = open_incident(
        title=title,
        body=given["body"],
        statuses=statuses,
        status=given["status"] or "investigating",
        visibility=given["visibility"] or Visibility.EVERYONE,
        pinned=given["pinned"],
        occurred_at=form.occurred_at(now),
        published_at=given["published_at"],
        next_update_at=form.next_update_at(now),
        pages=_pages(statuses, page, grant.limits),
        quiet=request.POST["do"] == "quietly",
        at=now,
        by=grant.actor,
    )
    seen = incident.visibility == Visibility.EVERYONE and incident.released
    sentence = _("“%(title)s” is published. Readers see it.") if seen else _("“%(title)s” is kept. Readers do not see it yet.")
    undo = reverse("dashboard_incident_undo", args=[incident.key])
    toast(request, sentence % {"title": title}, undo=undo, fields={"revision": incident.revision}, draft=DRAFT)
    return incident


def _pages(statuses: Mapping[Component, str], page: Page | None, limits: Limits) -> list[Page]:
    """An incident without components is on the page that is looked at, unless that shows everything anyway."""
    return [page] if page and not statuses and (limits or not page.shows_everything) else []


def _from_address(request: HttpRequest, limits: Limits) -> dict[Component, str]:
    """``?component=<key>&status=…``: from the component board."""
    status = request.GET.get("status", "degraded_performance")
    return choices.chosen({f"{choices.PREFIX}{key}": status for key in request.GET.getlist("component")[:50]}, limits)


def _done(data: Any, statuses: dict[Component, str], page: Page | None, limits: Limits, now: datetime) -> dict[Component, str]:
    """Does to the draft in ``data`` what the button says: a whole group, ready-made words, a piece taken out."""
    act, _colon, what = data.get("do", "").partition(":")
    if act == "whole":
        members = choices.reachable(limits).filter(group__key=what)
        return choices.raised(members, statuses)
    if act == "use":
        ready = next((each for each in ready_words(TemplateKind.INCIDENT, page.first_language if page else "en") if each.key == what), None)
        if ready:
            values = filling(statuses, page, now)
            data["body"] = fill(str(ready.body), values)
            if ready.title:
                data["title"] = fill(str(ready.title), values)
    if act == "out":
        data["body"] = taken_out(data.get("body", ""), what)
    return statuses


def _composer(
    request: HttpRequest, form: ReportForm, statuses: dict[Component, str], page: Page | None, now: datetime, *, status: int
) -> HttpResponse:
    limits = grant_of(request).limits
    search = form.data.get("find", "").strip()[:100]
    body = form.data.get("body", "")
    context = {
        "form": form,
        "words": words_here(page),
        "chips": choices.chips(limits, statuses, search=search, now=now),
        "impacts": choices.IMPACTS,
        "find": search,
        "total": choices.reachable(limits).count(),
        "groups": _groups_in_sight(limits, statuses),
        "ready": ready_words(TemplateKind.INCIDENT, page.first_language if page else "en"),
        "title": form.data.get("title", ""),
        "auto_title": form.data.get("auto_title", ""),
        "body": body,
        "findings": findings(body.replace("\r\n", "\n")),
        "now": now,
        "draft": DRAFT,
        "used": form.data.get("do", "").partition("use:")[2],
    }
    return screen(request, "dashboard/incidents/composer.html", HERE, context, status=status)


def _groups_in_sight(limits: Limits, statuses: Mapping[Component, str]) -> list[Any]:
    """Groups of what is chosen first; all of them only where they are few."""
    groups = choices.groups_of(limits)
    chosen = {component.group_id for component in statuses}
    groups.sort(key=lambda group: group.pk not in chosen)
    return groups[: choices.GROUPS_IN_SIGHT]
