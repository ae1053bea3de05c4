"""Changing what was said about an incident, taking it back, and telling what is over already."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.dashboard.incidents import choices
from aboveboard.dashboard.incidents.forms import BackfillForm, ChangeForm, WordsForm
from aboveboard.dashboard.incidents.reaching import HERE, incident_of, language_of, reached, title_in
from aboveboard.dashboard.incidents.wording import own_title
from aboveboard.dashboard.shell import chosen_page, screen
from aboveboard.dashboard.standing import words_here
from aboveboard.dashboard.toasts import toast
from aboveboard.dashboard.wording import text_in
from aboveboard.incidents.actions import change_incident, delete_incident, edit_update
from aboveboard.incidents.backfilling import backfill_incident
from aboveboard.incidents.linting import findings
from aboveboard.incidents.models import Incident, IncidentUpdate
from aboveboard.incidents.undoing import undo_opening


@requires(Permission.INCIDENTS_REPORT)
@require_POST
def undo(request: HttpRequest, key: str) -> HttpResponse:
    """Takes back what was reported a moment ago; whoever may is offered to take its words out of the record, too."""
    one, grant = get_object_or_404(reached(request), key=key), grant_of(request)
    revision = request.POST.get("revision", "")
    try:
        undo_opening(one, revision=int(revision) if revision.isdecimal() else 0, by=grant.actor)
    except ValidationError as refusal:
        toast(request, " ".join(refusal.messages))
        return redirect("dashboard_incident", key=one.key)
    more = _redaction_of(one) if grant.may(Permission.RECORD_REDACT) else ""
    sentence = _("“%(title)s” is taken back. The record keeps what was said.") % {"title": title_in(one, language_of(request))}
    toast(request, sentence, more=more, more_label=_("Take its words out of the record, too"))
    return redirect("dashboard_home")


def _redaction_of(one: Incident) -> str:
    """The address of the screen that redacts."""
    return f"{reverse('dashboard_record_redact')}?subject=incident/{one.key}"


@requires(Permission.INCIDENTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, key: str) -> HttpResponse:
    one, language = incident_of(request, key), language_of(request)
    start = {**_stored(one, language), "revision": one.revision}
    form = ChangeForm(request.POST or None, initial=start, is_resolved=one.resolved_at is not None)
    if request.method == "POST" and form.is_valid():
        given = {**_changed(form, one, language), "revision": form.cleaned_data["revision"]}
        changed = form.carry_out(lambda: change_incident(one, **given, by=grant_of(request).actor), stored=lambda: _stored(one, language))
        if changed:
            toast(request, _("“%(title)s” is changed.") % {"title": title_in(one, language)})
            return redirect("dashboard_incident", key=one.key)
    context = {"form": form, "incident": one, "title": title_in(one, language)}
    return screen(request, "dashboard/incidents/change.html", HERE, context, status=form.http_status)


def _stored(one: Incident, language: str) -> dict[str, Any]:
    fields = ("impact", "visibility", "pinned", "occurred_at", "published_at", "next_update_at")
    return {"title": title_in(one, language), **{name: getattr(one, name) for name in fields}}


def _changed(form: ChangeForm, one: Incident, language: str) -> dict[str, Any]:
    """Only what was touched; an open "next update" that is past stays as it is."""
    given = {name: value for name, value in form.cleaned_data.items() if name != "revision" and name in form.changed_data}
    if "title" in given:
        given["title"] = {**one.title, language: given["title"]}
    if "impact" in given:
        given["impact"] = given["impact"] or None
    return given


@requires(Permission.INCIDENTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_words(request: HttpRequest, key: str, update: str) -> HttpResponse:
    """The words of one update anew; readers see that and when they were edited."""
    one, language = incident_of(request, key), language_of(request)
    said = get_object_or_404(IncidentUpdate, incident=one, key=update)
    form = WordsForm(request.POST or None, initial={"body": text_in(said.body, language), "revision": one.revision})
    if request.method == "POST" and form.is_valid():
        given = {"body": {**said.body, language: form.cleaned_data["body"]}, "revision": form.cleaned_data["revision"]}
        changed = form.carry_out(
            lambda: edit_update(said, **given, by=grant_of(request).actor), stored=lambda: {"body": text_in(said.body, language)}
        )
        if changed:
            toast(request, _("The words are changed. Readers see that they were edited."), draft=f"words-{said.key}")
            return redirect("dashboard_incident", key=one.key)
    context = {
        "form": form, "incident": one, "update": said, "title": title_in(one, language),
        "findings": findings(str(form["body"].value() or "")), "words": words_here(chosen_page(request, grant_of(request))),
    }  # fmt: skip
    return screen(request, "dashboard/incidents/words.html", HERE, context, status=form.http_status)


@requires(Permission.INCIDENTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Asks first, with what it means in numbers."""
    one = incident_of(request, key)
    title = title_in(one, language_of(request))
    if request.method == "POST":
        delete_incident(one, by=grant_of(request).actor)
        more = _redaction_of(one) if grant_of(request).may(Permission.RECORD_REDACT) else ""
        toast(request, _("“%(title)s” is deleted.") % {"title": title}, more=more, more_label=_("Take its words out of the record, too"))
        return redirect(HERE)
    context = {
        "incident": one, "title": title, "updates": one.updates.count(), "components": one.affected.count(),
        "words": words_here(chosen_page(request, grant_of(request))), "length": (one.resolved_at or timezone.now()) - one.occurred_at,
    }  # fmt: skip
    return screen(request, "dashboard/incidents/delete.html", HERE, context)


@requires(Permission.INCIDENTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def backfill(request: HttpRequest) -> HttpResponse:
    """An incident that is over already when it is told."""
    grant, page, now = grant_of(request), chosen_page(request, grant_of(request)), timezone.now()
    data = request.POST if request.method == "POST" else None
    statuses = choices.chosen(data or {}, grant.limits)
    form = BackfillForm(data)
    if data is not None and data.get("do") != "find" and form.is_valid():
        given = {**form.cleaned_data, "title": form.cleaned_data["title"] or own_title(statuses, page)}
        one = form.carry_out(lambda: backfill_incident(**given, statuses=statuses, at=now, by=grant.actor))
        if one:
            toast(request, _("“%(title)s” is in the history now. Nobody was notified.") % {"title": given["title"]}, draft="incident-past")
            return redirect("dashboard_incident", key=one.key)
    context = {
        "form": form, "chips": choices.chips(grant.limits, statuses, search="", now=now), "impacts": choices.IMPACTS,
        "total": 0, "groups": (), "words": words_here(page),
    }  # fmt: skip
    return screen(request, "dashboard/incidents/backfill.html", HERE, context, status=form.http_status)
