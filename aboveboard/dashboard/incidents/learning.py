"""Notes that the team keeps about an incident, and what it learned."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.dashboard.incidents.forms import NoteForm, PostmortemForm
from aboveboard.dashboard.incidents.reaching import HERE, incident_of, language_of, title_in
from aboveboard.dashboard.shell import chosen_page, screen
from aboveboard.dashboard.standing import words_here
from aboveboard.dashboard.toasts import toast
from aboveboard.incidents.learning import add_note, remove_note, write_postmortem
from aboveboard.incidents.linting import findings
from aboveboard.incidents.models import IncidentNote, Postmortem


@requires(Permission.INCIDENTS_REPORT)
@require_POST
def note(request: HttpRequest, key: str) -> HttpResponse:
    one, form = incident_of(request, key), NoteForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("A note needs words."))
        add_note(one, text=form.cleaned_data["text"], by=grant_of(request).actor)
    except ValidationError as refusal:
        toast(request, " ".join(refusal.messages))
    else:
        toast(request, _("The note is kept. Readers never see it."), draft=f"note-{one.key}")
    return redirect("dashboard_incident", key=one.key)


@requires(Permission.INCIDENTS_MANAGE)
@require_POST
def remove(request: HttpRequest, key: str, note: str) -> HttpResponse:
    one = incident_of(request, key)
    remove_note(get_object_or_404(IncidentNote.objects.select_related("incident"), incident=one, key=note), by=grant_of(request).actor)
    toast(request, _("The note is gone."))
    return redirect("dashboard_incident", key=one.key)


@requires(Permission.INCIDENTS_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def postmortem(request: HttpRequest, key: str) -> HttpResponse:
    """The editor: begins with a template, keeps drafts, publishes."""
    one, language = incident_of(request, key), language_of(request)
    known = Postmortem.objects.filter(incident=one).first()
    form = PostmortemForm(request.POST or None, initial={**_stored(known, language), "revision": known.revision if known else 0})
    if request.method == "POST" and form.is_valid():
        act = request.POST.get("do", "keep")
        given = {**form.cleaned_data, "body": {**(known.body if known else {}), language: form.cleaned_data["body"]}}
        written = form.carry_out(
            lambda: write_postmortem(one, **given, is_published=act == "publish", by=grant_of(request).actor),
            stored=lambda: _stored(known, language),
        )
        if written:
            told = (
                _("The post-mortem is published. Readers see it.") if act == "publish" else _("The draft is kept. Readers do not see it.")
            )
            toast(request, told, draft=f"postmortem-{one.key}")
            return redirect("dashboard_incident", key=one.key)
    context = {
        "form": form, "incident": one, "title": title_in(one, language), "postmortem": known,
        "revision": known.revision if known else 0, "findings": findings(str(form["body"].value() or "").replace("\r\n", "\n")),
        "words": words_here(chosen_page(request, grant_of(request))),
    }  # fmt: skip
    return screen(request, "dashboard/incidents/postmortem.html", HERE, context, status=form.http_status)


def _stored(known: Postmortem | None, language: str) -> dict[str, str]:
    return {"body": known.body.get(language, "") if known else _template(), "author": known.author if known else ""}


def _template() -> str:
    """What an empty post-mortem begins with: the first paragraph is set large, lines of a list with a date at their end are measures."""
    return _(
        "For … minutes, … was …. Nothing was lost.\n\n"
        "## What happened\n\nAt 00:00 …\n\n"
        "## Why it took … to find\n\n…\n\n"
        "## What we change\n\n- … (done 1 Jan)\n- … (due 1 Feb)\n"
    )
