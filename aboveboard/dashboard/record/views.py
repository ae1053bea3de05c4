"""The editions of the page that is being looked at, and redaction."""

import json
import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.components.models import Correction
from aboveboard.components.status import CORRECTION
from aboveboard.dashboard.forms import RefusalForm
from aboveboard.dashboard.listing import Order, listed
from aboveboard.dashboard.shell import address_of, chosen_page, screen
from aboveboard.incidents.models import Incident
from aboveboard.lib.periods import ONE_DAY, day_start
from aboveboard.maintenances.models import Maintenance
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing.keys import UnusableKeyError
from aboveboard.publishing.models import EditionRow, KeyRow, Redaction
from aboveboard.publishing.redaction import REASON_LENGTH, UnknownSubjectError, redact, target_of
from aboveboard.publishing.renderers.causes import causes_in_words
from aboveboard.publishing.renderers.words import words_for

HERE = "dashboard_record"
ORDERS = (Order("", gettext_lazy("Newest first"), ("-number",)), Order("first", gettext_lazy("Oldest first"), ("number",)))


class RedactForm(RefusalForm):
    subject = forms.CharField(widget=forms.HiddenInput, max_length=80)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=REASON_LENGTH, help_text=gettext_lazy("One line. Readers see it in place of the words.")
    )


@requires(Permission.RECORD_READ)
@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    grant = grant_of(request)
    page = chosen_page(request, grant)
    rows = EditionRow.objects.filter(page=page, audience=Audience.PUBLIC).defer("documents", "buckets")
    zone = ZoneInfo(page.time_zone if page else "UTC")
    listing = listed(request, rows, search_by=lambda words: _named(words, zone), orders=ORDERS)
    words = words_for(get_language() or "en", zone.key)
    context = {
        "listing": listing,
        "editions": [_told(row, words) for row in listing.rows],
        "key": KeyRow.objects.filter(page=page).order_by("-number").first(),
        "redactions": list(Redaction.objects.order_by("-at")[:20]) if grant.may(Permission.RECORD_REDACT) else [],
        "may_redact": grant.may(Permission.RECORD_REDACT),
        "base": address_of(page) if page else "",
    }
    return screen(request, "dashboard/record/editions.html", HERE, context)


def _named(words: str, zone: ZoneInfo) -> Q:
    """The edition of that number ("1,207", too), or those of a day ("2026-11-24"); none for anything else."""
    number = re.sub(r"[\s,.]", "", words)
    if number.isdecimal() and len(number) < 10:
        return Q(number=int(number))
    try:
        day = date.fromisoformat(words)
        return Q(at__gte=day_start(day, zone), at__lt=day_start(day + ONE_DAY, zone))
    except (ValueError, OverflowError):
        return Q(pk__in=())


def _told(row: EditionRow, words: Any) -> dict[str, Any]:
    line = json.loads(bytes(row.line))
    return {
        "number": row.number,
        "at": row.at,
        "causes": causes_in_words(line["causes"], words),
        "changes": len(line["changes"]),
        "hash": row.line_hash,
    }


@requires(Permission.RECORD_REDACT)
@require_http_methods(["GET", "HEAD", "POST"])
def redaction(request: HttpRequest) -> HttpResponse:
    """Shows what would go, asks for the reason, and takes it out: there is no way back."""
    subject = request.POST.get("subject") or request.GET.get("subject", "")
    texts = _texts_of(subject.strip())
    if texts is None:
        messages.error(request, _("There is nothing of that name any more. Choose it here."))
        return redirect("dashboard_record_choose")
    form = RedactForm(request.POST or None, initial={"subject": subject.strip()})
    if request.method == "POST" and form.is_valid():
        try:
            row = redact(subject.strip(), reason=form.cleaned_data["reason"], by=grant_of(request).actor)
        except (UnknownSubjectError, UnusableKeyError) as problem:
            form.add_error(None, str(problem))
        except ValueError as problem:
            form.add_error("reason", str(problem).partition(": ")[2])
        else:
            gone = _("The words are gone, from %(count)s versions. Readers see why with the next edition.") % {"count": len(row.hashes)}
            messages.success(request, gone)
            return redirect(HERE)
    context = {"form": form, "texts": texts, "subject": subject, "page_count": Page.objects.public().count()}
    return screen(request, "dashboard/record/redact.html", HERE, context, status=400 if form.errors else 200)


def _texts_of(subject: str) -> list[str] | None:
    """The words that would be taken out, as they are now; null if there is nothing of that name."""
    try:
        target = target_of(subject)
    except UnknownSubjectError:
        return None
    if target.kind == CORRECTION:
        correction = Correction.objects.filter(key=target.key).first()
        return list(correction.reason.values()) if correction else None
    nouns: Any = Incident.objects if target.kind == "incident" else Maintenance.objects
    thing = nouns.filter(key=target.key).prefetch_related("updates").first()
    if thing is None:
        return None
    if not target.update:
        return [*thing.title.values(), *(text for update in thing.updates.all() for text in update.body.values())]
    update = thing.updates.filter(key=target.update).first()
    return list(update.body.values()) if update else None
