"""The audit log on the screen, page by page, and as a file."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import number_format
from django.views.decorators.http import require_POST, require_safe

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.permissions import Permission
from aboveboard.dashboard.audit.asked import AskedForm
from aboveboard.dashboard.audit.exporting import FORMATS, MOST
from aboveboard.dashboard.audit.lines import lines_of, name_of_actor, name_of_subject
from aboveboard.dashboard.audit.names import names_of
from aboveboard.dashboard.shell import screen
from aboveboard.events.actions import record
from aboveboard.events.models import Event
from aboveboard.events.verbs import Verb

HERE = "dashboard_audit"
PER_PAGE = 50


@requires(Permission.AUDIT_READ)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """By keys and not by numbers of pages: the thousandth page is as quick as the first, and nothing is counted."""
    form = AskedForm(request.GET)
    events, earlier, later = _part(request, form) if form.is_valid() else ([], None, None)
    names, asked = names_of(events), form.narrowing
    form.offer_people(name_of_actor(events[0]) if events else asked.get("actor", ""))
    context = {
        "form": form,
        "lines": lines_of(events, names),
        "earlier": _address(form, earlier),
        "later": _address(form, later),
        "is_narrowed": bool(asked),
        "subject": name_of_subject(events[0], names) if events and asked.get("subject") else asked.get("subject"),
        "asked": asked,
        "may_export": grant_of(request).may(Permission.AUDIT_EXPORT),
        "most": number_format(MOST, force_grouping=True),
        "days_kept": settings.AUDIT_RETENTION_DAYS,
    }
    return screen(request, "dashboard/audit/list.html", HERE, context, status=400 if form.errors else 200)


def _part(request: HttpRequest, form: AskedForm) -> tuple[list[Event], dict[str, int] | None, dict[str, int] | None]:
    """The events of one page, newest first, and the keys of the pages around it (older, newer); null where there is none."""
    before, after = (_number(request.GET.get(name)) for name in ("before", "after"))
    events = form.events()
    if after is not None:
        found = list(events.filter(pk__gt=after).order_by("pk")[: PER_PAGE + 1])
        shown = found[:PER_PAGE][::-1]
        is_more_older, is_more_newer = True, len(found) > PER_PAGE
    else:
        found = list(events.newest_first(before=before)[: PER_PAGE + 1])
        shown = found[:PER_PAGE]
        is_more_older, is_more_newer = len(found) > PER_PAGE, before is not None
    if not shown:
        return [], None, None
    return shown, {"before": shown[-1].pk} if is_more_older else None, {"after": shown[0].pk} if is_more_newer else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _address(form: AskedForm, key: dict[str, int] | None) -> str | None:
    return "?" + urlencode({**form.narrowing, **key}) if key else None


@requires(Permission.AUDIT_EXPORT)
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The newest events that match, as a file. That it was made is an event, too, which stands before the file begins."""
    form, chosen = AskedForm(request.POST), request.POST.get("format", "")
    if chosen not in FORMATS or not form.is_valid():
        return HttpResponseBadRequest(_what_is_wrong(form, chosen), content_type="text/plain; charset=utf-8")
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with transaction.atomic():
        record(Verb.EVENTS_EXPORTED, "events/audit", by=grant_of(request).actor, format=chosen, filters=form.narrowing, most=MOST)
    content_type, written = FORMATS[chosen]
    answer = StreamingHttpResponse(written(form.events().filter(pk__lte=newest)), content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y-%m-%d}.{chosen}"'
    return answer


def _what_is_wrong(form: AskedForm, chosen: str) -> str:
    faults: list[Sequence[Any]] = [] if chosen in FORMATS else [("format", ", ".join(FORMATS))]
    faults += [(field, " ".join(map(str, errors))) for field, errors in form.errors.items()]
    return "".join(f"{field}: {words}\n" for field, words in faults)
