"""Ready-made words for incidents, updates and maintenances."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.dashboard.forms import RevisionForm
from aboveboard.dashboard.incidents.choices import ALL_STAGES
from aboveboard.dashboard.incidents.reaching import language_of
from aboveboard.dashboard.listing import Filter, Order, listed
from aboveboard.dashboard.shell import screen
from aboveboard.dashboard.toasts import toast
from aboveboard.dashboard.wording import text_in
from aboveboard.incidents.models import IncidentTemplate, TemplateKind
from aboveboard.incidents.starters import STARTERS
from aboveboard.incidents.templates import change_template, create_template, delete_template
from aboveboard.lib.checks import BODY_LENGTH, TITLE_LENGTH

HERE = "dashboard_templates"
KIND_WORDS = {
    TemplateKind.INCIDENT: gettext_lazy("Reporting an incident"),
    TemplateKind.UPDATE: gettext_lazy("Updating one"),
    TemplateKind.MAINTENANCE: gettext_lazy("Maintenance"),
}
FILTERS = (
    Filter("", gettext_lazy("All"), Q()),
    *(Filter(kind.value, KIND_WORDS[kind], Q(kind=kind)) for kind in TemplateKind),
)


class TemplateForm(RevisionForm):
    kind = forms.ChoiceField(label=gettext_lazy("For"), choices=[(kind.value, KIND_WORDS[kind]) for kind in TemplateKind])
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, help_text=gettext_lazy("Stands on its chip: two or three words."))
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=TITLE_LENGTH)
    body = forms.CharField(
        label=gettext_lazy("Words"), required=False, max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"class": "words", "rows": 6}),
        help_text=gettext_lazy("Places that are filled: {{ components }}, {{ page }}, {{ time }}."),
    )  # fmt: skip
    status = forms.ChoiceField(label=gettext_lazy("Stage"), required=False, choices=[("", gettext_lazy("as it is")), *ALL_STAGES])


@requires(Permission.TEMPLATES_MANAGE)
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    order = (Order("", gettext_lazy("In their order"), ("kind", "position")), Order("name", gettext_lazy("By name"), ("name",)))
    listing = listed(
        request, IncidentTemplate.objects.all(), search_in=("name__icontains", "body__icontains"), filters=FILTERS, orders=order
    )
    language = language_of(request)
    rows = [(row, KIND_WORDS[TemplateKind(row.kind)], text_in(row.body, language)) for row in listing.rows]
    starters = [(KIND_WORDS[TemplateKind(kind)], each) for kind, some in STARTERS.items() for each in some]
    return screen(request, "dashboard/templates/list.html", HERE, {"listing": listing, "rows": rows, "starters": starters})


@requires(Permission.TEMPLATES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = TemplateForm(request.POST or None, initial={"revision": 1, "kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        made = form.carry_out(lambda: create_template(**_given(form, None, language_of(request)), by=grant_of(request).actor))
        if made:
            toast(request, _("“%(name)s” is ready to be used.") % {"name": made.name})
            return redirect(HERE)
    return screen(request, "dashboard/templates/form.html", HERE, {"form": form}, status=form.http_status)


@requires(Permission.TEMPLATES_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    one, language = get_object_or_404(IncidentTemplate, key=key), language_of(request)
    form = TemplateForm(request.POST or None, initial={**_stored(one, language), "revision": one.revision})
    if request.method == "POST" and form.is_valid():
        given = {**_given(form, one, language), "revision": form.cleaned_data["revision"]}
        changed = form.carry_out(lambda: change_template(one, **given, by=grant_of(request).actor), stored=lambda: _stored(one, language))
        if changed:
            toast(request, _("“%(name)s” is changed.") % {"name": one.name})
            return redirect(HERE)
    return screen(request, "dashboard/templates/form.html", HERE, {"form": form, "template": one}, status=form.http_status)


def _stored(one: IncidentTemplate, language: str) -> dict[str, str]:
    words = {"title": one.title.get(language, ""), "body": one.body.get(language, "")}
    return {"kind": one.kind, "name": one.name, "status": one.status, **words}


@requires(Permission.TEMPLATES_MANAGE)
@require_POST
def delete(request: HttpRequest, key: str) -> HttpResponse:
    """Done at once: the words can be written again, and what was said with them stays."""
    one = get_object_or_404(IncidentTemplate, key=key)
    delete_template(one, by=grant_of(request).actor)
    toast(request, _("“%(name)s” is deleted. What was said with it stays.") % {"name": one.name})
    return redirect(HERE)


def _given(form: TemplateForm, one: IncidentTemplate | None, language: str) -> dict[str, Any]:
    given = {name: form.cleaned_data[name] for name in ("kind", "name", "status")}
    for field in ("title", "body"):
        given[field] = {**(getattr(one, field) if one else {}), language: form.cleaned_data[field]}
    return given
