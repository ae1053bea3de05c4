"""One's own tokens, and everybody's for those who look after them: listed, made, taken back."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.grants import Grant
from aboveboard.accounts.issuing import create_token, revoke_token
from aboveboard.accounts.models import ApiToken, User
from aboveboard.accounts.permissions import Permission
from aboveboard.accounts.queries import ENDS_SOON, is_ending_soon, is_unended
from aboveboard.dashboard.listing import Filter, Order, listed
from aboveboard.dashboard.people.reach import names_of
from aboveboard.dashboard.shell import screen
from aboveboard.dashboard.tokens.forms import TokenForm
from aboveboard.dashboard.tokens.words import scope_words

HERE = "dashboard_tokens"


@requires(Permission.TOKENS_OWN)
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    grant, now = grant_of(request), timezone.now()
    listing = listed(
        request,
        ApiToken.objects.known_to(grant).select_related("user").prefetch_related("limit_rows"),
        search_in=("name__icontains", "user__name__icontains", "user__email__icontains"),
        filters=_filters(grant, now),
        orders=_orders(),
    )
    reaches = {token: token.limits for token in listing.rows}
    named = names_of(reaches.values())
    context = {
        "listing": listing,
        "rows": [_row(token, named[reaches[token]], grant, now) for token in listing.rows],
        "sees_all": grant.may(Permission.TOKENS_MANAGE),
    }
    return screen(request, "dashboard/tokens/list.html", HERE, context)


def _filters(grant: Grant, now: datetime) -> list[Filter]:
    mine = [Filter("mine", _("Mine"), Q(user__key=grant.actor.id))] if grant.may(Permission.TOKENS_MANAGE) else []
    return [
        Filter("", _("All"), Q()),
        *mine,
        Filter("soon", _("End soon"), is_ending_soon(now)),
        Filter("ended", _("Ended"), ~is_unended(now)),
    ]


def _orders() -> list[Order]:
    return [
        Order("", _("Newest first"), ("-created_at",)),
        Order("name", _("By name"), ("name",)),
        Order("used", _("Last used first"), ("-last_used_at",)),
        Order("ends", _("Soonest end first"), ("expires_at",)),
    ]


def _row(token: ApiToken, reach: list[str], grant: Grant, now: datetime) -> dict[str, Any]:
    return {
        "token": token,
        "may": scope_words(token.scopes),
        "reach": reach,
        "is_mine": token.user.key == grant.actor.id,
        "is_over": token.is_over(now),
        "ends_soon": token.expires_at is not None and token.expires_at <= now + ENDS_SOON,
    }


@requires(Permission.TOKENS_OWN)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def new(request: HttpRequest) -> HttpResponse:
    """A token acts for whoever makes it. With ``?like=…`` the form says what that one of theirs was."""
    grant, user = grant_of(request), User.objects.get(pk=request.user.pk)
    former = user.tokens.filter(key=request.POST.get("like") or request.GET.get("like")).first()
    initial = TokenForm.like_this(former) if former else None
    form = TokenForm(request.POST if request.method == "POST" else None, initial=initial, grant=grant)
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        made = form.carry_out(
            lambda: create_token(
                user=user,
                name=given["name"],
                scopes=given["scopes"],
                limits=form.limits,
                expires_at=now + timedelta(days=given["days"]),
                at=now,
                by=grant.actor,
            )
        )
        if made:
            return _shown_once(request, *made, former)
    return screen(request, "dashboard/tokens/new.html", HERE, {"form": form, "former": former}, status=form.http_status)


def _shown_once(request: HttpRequest, token: ApiToken, text: str, former: ApiToken | None) -> HttpResponse:
    """On this answer and nowhere else: what is stored does not give it back."""
    waiting = former if former and not former.is_over(timezone.now()) else None
    context = {"token": token, "text": text, "may": scope_words(token.scopes), "former": waiting}
    answer = screen(request, "dashboard/tokens/made.html", HERE, context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@requires(Permission.TOKENS_OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """Asks first, with what stops working. What belongs to somebody else is not there, but for those who look after everybody's."""
    grant = grant_of(request)
    token = get_object_or_404(ApiToken.objects.known_to(grant).select_related("user"), key=key)
    if request.method == "POST":
        revoke_token(token, by=grant.actor)
        messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token.name})
        return redirect(HERE)
    context = {
        "token": token,
        "may": scope_words(token.scopes),
        "is_mine": token.user == request.user,
        "is_over": token.is_over(timezone.now()),
    }
    return screen(request, "dashboard/tokens/revoke.html", HERE, context)
