"""The first screen, and what one tap on it does."""

from typing import cast

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.accounts.factors import has_factor
from aboveboard.accounts.gates import grant_of, requires, signed_in
from aboveboard.accounts.models import Invitation, User
from aboveboard.accounts.permissions import Permission
from aboveboard.components.actions import set_baseline
from aboveboard.components.models import Component, StatusSpan
from aboveboard.components.queries import pages_within
from aboveboard.components.status import BASELINE
from aboveboard.dashboard.components.forms import BY_HAND
from aboveboard.dashboard.home import attention, board, editions
from aboveboard.dashboard.home.beginning import Step, first_steps
from aboveboard.dashboard.home.cards import cards_of, coming_of
from aboveboard.dashboard.incidents.choices import ALL_STAGES
from aboveboard.dashboard.shell import chosen_page, screen
from aboveboard.dashboard.standing import standing, words_here
from aboveboard.dashboard.templatetags.board import WORDS
from aboveboard.dashboard.toasts import toast
from aboveboard.pages.models import Page
from aboveboard.publishing.renderers.verdict import verdict

HERE = "dashboard_home"


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    grant, now = grant_of(request), timezone.now()
    page = chosen_page(request, grant)
    words = words_here(page)
    cards, coming = cards_of(grant.limits, page, now), coming_of(grant.limits, page, now)
    view = standing(page, now) if page else None
    shown = board.board_of(grant.limits, page, request.GET, now)
    context = {
        "verdict": verdict(view, words) if view else _("There is no page yet."),
        "status": view.system_status if view and view.component else "unknown",
        "cards": cards,
        "stages": ALL_STAGES,
        "coming": coming,
        "board": shown,
        "steps": _steps(request, page, has_components=shown.total > 0),
        "statuses": BY_HAND,
        "attention": attention.findings(grant, page, cards, coming, words, now),
        "editions": editions.newest(page) if page and grant.may(Permission.RECORD_READ) else [],
        "words": words,
        "now": now,
        "may_set": grant.may(Permission.COMPONENTS_SET_STATUS),
    }
    return screen(request, "dashboard/home/home.html", HERE, context)


def _steps(request: HttpRequest, page: Page | None, *, has_components: bool) -> list[Step]:
    """None once readers see something, or for whoever may not begin."""
    grant = grant_of(request)
    if (page and has_components) or not grant.may(Permission.PAGES_MANAGE) or grant.limits:
        return []
    owner, others = cast("User", request.user), User.objects.exclude(pk=request.user.pk)
    is_alone = not others.exists() and not Invitation.objects.exists()
    return first_steps(has_page=page is not None, has_components=has_components, has_factor=has_factor(owner), is_alone=is_alone)


@requires(Permission.COMPONENTS_SET_STATUS)
@require_http_methods(["GET", "HEAD", "POST"])
def set_status(request: HttpRequest) -> HttpResponse:
    """One tap on the component board, ``set=<component>:<status>``: says what holds the component besides, and how to undo it."""
    if request.method != "POST":
        return redirect(HERE)
    grant, (key, _colon, status) = grant_of(request), request.POST.get("set", "").partition(":")
    one = get_object_or_404(Component.objects.existing().within(grant.limits).distinct(), key=key)
    baselines = StatusSpan.objects.open().filter(component=one, cause_kind=BASELINE)
    before = baselines.values_list("status", flat=True).first()
    try:
        answer = set_baseline(one, status=status, by=grant.actor)
    except ValidationError as refusal:
        toast(request, " ".join(refusal.messages))
        return redirect(HERE)
    told = {"name": one.name, "status": str(WORDS[answer.status_now]).lower()}
    undo = {"set": f"{one.key}:{before}"} if before and before != status and "undo" not in request.POST else {}
    if answer.is_outweighed:
        sentence = _("%(name)s stays %(status)s: something else holds it, see the board.")
    else:
        sentence = _("%(name)s is now %(status)s. Readers see it.")
    toast(request, sentence % told, undo=reverse("dashboard_home_set") if undo else "", fields={**undo, "undo": "1"} if undo else None)
    return redirect(HERE)


@signed_in
@require_POST
def choose_page(request: HttpRequest) -> HttpResponse:
    """Looks at another page from now on; one that is out of reach changes nothing."""
    page = pages_within(grant_of(request).limits).filter(key=request.POST.get("page", "")).first()
    if page:
        request.session["page"] = page.key
    return redirect(HERE)
