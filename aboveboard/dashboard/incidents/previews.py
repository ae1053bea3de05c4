"""The page as readers will see it once a draft is published, made by the page's own functions."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override

from aboveboard.components.models import Component
from aboveboard.components.status import SEVERITY, Status, impact_of, worst
from aboveboard.dashboard.incidents.forms import ReportForm
from aboveboard.dashboard.incidents.wording import own_title
from aboveboard.dashboard.standing import standing
from aboveboard.incidents.linting import findings
from aboveboard.pages.models import Page
from aboveboard.publishing.items import Affected, AnyItem, IncidentItem, SpanItem
from aboveboard.publishing.renderers.verdict import verdict
from aboveboard.publishing.renderers.words import words_for

DRAFT = "draft"  # the id of what has none yet


def preview_of(request: HttpRequest, form: ReportForm, statuses: Mapping[Component, str], page: Page | None, now: datetime) -> HttpResponse:
    """The preview and the linter's findings; a header tells the script the title that wrote itself."""
    given = form.cleaned_data
    written = own_title(statuses, page)
    body = str(form.data.get("body", "")).replace("\r\n", "\n")
    context = {
        "page": page,
        "title": form.written_title(written),
        "stage": given.get("status") or "investigating",
        "body": body,
        "affected": sorted(
            ((component.name, status) for component, status in statuses.items()), key=lambda pair: -SEVERITY[Status(pair[1])]
        ),
        "findings": findings(body),
        "now": now,
        "occurred_at": form.occurred_at(now),
        "next_update_at": form.next_update_at(now),
    }
    if page:
        context |= _verdict(page, statuses, now)
    answer = render(request, "dashboard/incidents/preview.html", context)
    answer.headers["HX-Trigger"] = json.dumps({"titled": {"title": written}})
    return answer


def _verdict(page: Page, statuses: Mapping[Component, str], now: datetime) -> dict[str, object]:
    """In the page's first language, as its readers have it."""
    words = words_for(page.first_language, page.time_zone)
    view = standing(page, now, _drafted(statuses, now))
    with override(page.first_language):
        return {"verdict": verdict(view, words), "status": view.system_status, "words": words}


def _drafted(statuses: Mapping[Component, str], now: datetime) -> list[AnyItem]:
    items: list[AnyItem] = [
        SpanItem(
            id=f"{DRAFT}{number}",
            component=component.key,
            status=status,
            cause_kind="incident",
            cause_id=DRAFT,
            began_at=now,
            ended_at=None,
        )
        for number, (component, status) in enumerate(statuses.items())
    ]
    incident = IncidentItem(
        id=DRAFT, status="investigating", impact=impact_of([worst(statuses.values())]), pinned=False,
        components=[Affected(component=component.key, status=status) for component, status in statuses.items()],
        occurred_at=now, published_at=now, resolved_at=None, next_update_at=None,
    )  # fmt: skip
    return [*items, incident]
