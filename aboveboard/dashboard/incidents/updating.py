"""One incident: what was said, what is missing, and saying more. The buttons with the stages are the submit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.components.models import Component
from aboveboard.dashboard.incidents import choices, telling
from aboveboard.dashboard.incidents.forms import StepForm, UpdateForm
from aboveboard.dashboard.incidents.reaching import HERE, incident_of, language_of, reached, title_in
from aboveboard.dashboard.incidents.wording import filling, taken_out
from aboveboard.dashboard.shell import chosen_page, screen
from aboveboard.dashboard.standing import words_here
from aboveboard.dashboard.toasts import toast
from aboveboard.incidents.actions import post_update
from aboveboard.incidents.linting import findings
from aboveboard.incidents.models import Incident, TemplateKind
from aboveboard.incidents.starters import ready_words
from aboveboard.incidents.templating import fill
from aboveboard.lib.changes import is_moved


@requires(Permission.INCIDENTS_READ)
@require_safe
def incident(request: HttpRequest, key: str) -> HttpResponse:
    """What was said about one incident; for those who may, more can be said."""
    one = get_object_or_404(reached(request), key=key)
    if one.deleted_at:
        return _tombstone(request, one)
    return _screen(request, one, {}, UpdateForm(initial={"revision": one.revision}))


@requires(Permission.INCIDENTS_REPORT)
@require_POST
def step(request: HttpRequest, key: str) -> HttpResponse:
    """One tap from the first screen: the next stage, without words."""
    one, form = incident_of(request, key), StepForm(request.POST)
    if not form.is_valid():
        return redirect("dashboard_incident", key=one.key)
    try:
        post_update(
            one, status=form.cleaned_data["status"], body="", revision=form.cleaned_data["revision"],
            next_update_at=telling.kept_promise(one, timezone.now()), by=grant_of(request).actor,
        )  # fmt: skip
    except ValidationError as refusal:
        toast(request, " ".join(refusal.messages))
        return redirect("dashboard_incident", key=one.key)
    telling.toast_said(request, one)
    return redirect(_back(request))


@requires(Permission.INCIDENTS_REPORT)
@require_POST
def recover(request: HttpRequest, key: str) -> HttpResponse:
    """Lets one component go that the incident still holds: what the component board offers."""
    one = incident_of(request, key)
    component = get_object_or_404(choices.reachable(grant_of(request).limits), key=request.POST.get("component", ""))
    try:
        post_update(
            one, status=one.status, body="", statuses={component: "operational"}, by=grant_of(request).actor,
            next_update_at=telling.kept_promise(one, timezone.now()),
        )  # fmt: skip
    except ValidationError as refusal:
        toast(request, " ".join(refusal.messages))
    else:
        toast(request, _("%(name)s is back. Readers see it.") % {"name": component.name})
    return redirect(_back(request))


@requires(Permission.INCIDENTS_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, key: str) -> HttpResponse:
    """An update; its address can be read, too, since a sign-in in between leads back here."""
    one = incident_of(request, key)
    if request.method != "POST":
        return redirect("dashboard_incident", key=one.key)
    grant, data, page, now = grant_of(request), request.POST.copy(), _page(request), timezone.now()
    if data.get("also"):  # one more that it has reached, at the mildest impact until that is raised
        data.setdefault(f"{choices.PREFIX}{data['also']}", choices.RAISES[0].value)
    statuses = telling.changed_statuses(one, data, grant.limits)
    act, _colon, what = data.get("do", "").partition(":")
    if act in ("use", "out", "add"):
        _prepare(data, act, what, one, page, now)
        return _screen(request, one, data, UpdateForm(data), statuses=statuses)
    form = UpdateForm(data)
    if form.is_valid():
        try:
            _say(one, form, statuses, quiet=data.get("quiet") == "on", now=now, by=grant.actor)
        except ValidationError as refusal:
            if is_moved(refusal):
                return _screen(request, one, data, form, statuses=statuses, overtaken=form.cleaned_data["revision"], status=409)
            form.refuse(refusal)
        else:
            telling.toast_said(request, one, draft=f"update-{one.key}")
            return redirect("dashboard_incident", key=one.key)
    return _screen(request, one, data, form, statuses=statuses, status=400)


def _say(one: Incident, form: UpdateForm, statuses: Mapping[Component, str], *, quiet: bool, now: datetime, by: Any) -> None:
    given = form.cleaned_data
    is_over = given["status"] == "resolved"
    post_update(
        one, status=given["status"], body=given["body"], statuses={} if is_over else statuses, quiet=quiet, revision=given["revision"],
        next_update_at=None if is_over else form.next_update_at(now), at=now, by=by,
    )  # fmt: skip


def _prepare(data: Any, act: str, what: str, one: Incident, page: Any, now: datetime) -> None:
    if act == "out":
        data["body"] = taken_out(data.get("body", ""), what)
    if act != "use":
        return
    language = page.first_language if page else "en"
    ready = next((each for each in ready_words(TemplateKind.UPDATE, language) if each.key == what), None)
    if ready:
        data["body"] = fill(str(ready.body), filling(dict.fromkeys(telling.held_components(one), ""), page, now))
        data["suggested"] = ready.status


def _screen(
    request: HttpRequest,
    one: Incident,
    data: Mapping[str, Any],
    form: UpdateForm,
    *,
    statuses: Mapping[Component, str] | None = None,
    overtaken: int | None = None,
    status: int = 200,
) -> HttpResponse:
    grant, page, now, language = grant_of(request), _page(request), timezone.now(), language_of(request)
    one.refresh_from_db()
    body = str(data.get("body", ""))
    parts = telling.parts_of(one, {component.key: value for component, value in (statuses or {}).items()})
    context = telling.story_of(one, language, now) | {
        "incident": one,
        "title": title_in(one, language),
        "form": form,
        "body": body,
        "used": str(data.get("do", "")).partition("use:")[2],
        "findings": findings(body.replace("\r\n", "\n")),
        "suggested": data.get("suggested") or telling.next_stage(one.status),
        "stages": choices.ALL_STAGES,
        "ready": ready_words(TemplateKind.UPDATE, language),
        "parts": parts,
        "others": choices.others(grant.limits, [part["component"] for part in parts]),
        "impacts": telling.IMPACTS,
        "since": telling.done_since(one, overtaken) if overtaken else [],
        "overtaken": overtaken,
        "words": words_here(page),
        "now": now,
        "may_report": grant.may(Permission.INCIDENTS_REPORT),
        "may_manage": grant.may(Permission.INCIDENTS_MANAGE),
    }
    return screen(request, "dashboard/incidents/one.html", HERE, context, status=status)


def _tombstone(request: HttpRequest, one: Incident) -> HttpResponse:
    context = {"incident": one, "title": title_in(one, language_of(request)), "words": words_here(_page(request))}
    return screen(request, "dashboard/incidents/tombstone.html", HERE, context)


def _page(request: HttpRequest) -> Any:
    return chosen_page(request, grant_of(request))


def _back(request: HttpRequest) -> str:
    return "dashboard_home" if request.POST.get("from") == "home" else "dashboard_incidents"
