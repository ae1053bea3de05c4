"""Who is here, what each may, and changing it."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from aboveboard.accounts.actions import change_user, remove_user
from aboveboard.accounts.gates import grant_of, requires, signed_in
from aboveboard.accounts.grants import Grant
from aboveboard.accounts.models import Invitation, User
from aboveboard.accounts.permissions import Permission, Role
from aboveboard.dashboard.listing import Filter, Order, listed
from aboveboard.dashboard.people.forms import PersonForm
from aboveboard.dashboard.people.reach import names_of
from aboveboard.dashboard.people.words import ROLE_MEANINGS, ROLE_WORDS, matrix
from aboveboard.dashboard.shell import screen

HERE = "dashboard_people"
FILTERS = (
    Filter("", gettext_lazy("All"), Q()),
    *(Filter(role.value, ROLE_WORDS[role], Q(role=role)) for role in Role),
    Filter("limited", gettext_lazy("Limited"), Q(limit_rows__isnull=False)),
    Filter("off", gettext_lazy("Switched off"), Q(is_active=False)),
)
ORDERS = (
    Order("", gettext_lazy("By name"), ("name", "email")),
    Order("newest", gettext_lazy("Newest first"), ("-created_at",)),
    Order("seen", gettext_lazy("Last seen first"), ("-last_login",)),
)


@requires(Permission.PEOPLE_READ)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    grant, now = grant_of(request), timezone.now()
    everybody = User.objects.prefetch_related("limit_rows").distinct()
    listing = listed(request, everybody, search_in=("name__icontains", "email__icontains"), filters=FILTERS, orders=ORDERS)
    invitations = _invitations(grant)
    reaches = {user: user.limits for user in listing.rows} | {each: each.limits for each in invitations}
    named = names_of(reaches.values())
    secured = set(Authenticator.objects.filter(user__in=list(listing.rows)).values_list("user_id", flat=True))
    context = {
        "listing": listing,
        "rows": [
            {"user": user, "role": ROLE_WORDS[Role(user.role)], "reach": named[reaches[user]], "has_factor": user.pk in secured}
            for user in listing.rows
        ],
        "invitations": [
            {"invitation": each, "role": ROLE_WORDS[Role(each.role)], "reach": named[reaches[each]], "is_over": each.expires_at <= now}
            for each in invitations
        ],
        "may_manage": grant.may(Permission.PEOPLE_MANAGE),
    }
    return screen(request, "dashboard/people/list.html", HERE, context)


def _invitations(grant: Grant) -> list[Invitation]:
    """Those that wait, and those that ran out and were not taken back; for whoever may do something about them."""
    if not grant.may(Permission.PEOPLE_MANAGE):
        return []
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None).select_related("invited_by")
    return list(waiting.prefetch_related("limit_rows").order_by("-id")[:50])


@signed_in
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    grant = grant_of(request)
    context = {
        "matrix": matrix(),
        "roles": [{"name": ROLE_WORDS[role], "meaning": ROLE_MEANINGS[role], "is_mine": role == grant.role} for role in Role],
    }
    return screen(request, "dashboard/people/roles.html", HERE, context)


@requires(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def person(request: HttpRequest, key: str) -> HttpResponse:
    """Name, role and reach of somebody; of an owner only for owners."""
    grant, user = grant_of(request), get_object_or_404(User, key=key)
    may_change = grant.may_give(Role(user.role), user.limits)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    stored = PersonForm.stored(user)
    form = PersonForm(request.POST or None, initial={**stored, "revision": user.revision}, grant=grant)
    if request.method == "POST" and form.is_valid():
        if not grant.may_give(Role(form.cleaned_data["role"]), form.limits):
            raise PermissionDenied
        given = {name: form.cleaned_data[name] for name in ("name", "role", "revision")}
        changed = form.carry_out(
            lambda: change_user(user, **given, limits=form.limits, by=grant.actor), stored=lambda: {"name": user.name, "role": user.role}
        )
        if changed:
            messages.success(request, _("%(name)s is changed. It holds from their next click.") % {"name": user})
            return redirect(HERE)
    return _person_screen(request, user, form, may_change=may_change)


def _person_screen(request: HttpRequest, user: User, form: PersonForm, *, may_change: bool) -> HttpResponse:
    context = {
        "person": user,
        "role": ROLE_WORDS[Role(user.role)],
        "form": form,
        "may_change": may_change,
        "is_me": user == request.user,
        "tokens": user.tokens.unended(timezone.now()).count(),
    }
    return screen(request, "dashboard/people/one.html", HERE, context, status=form.http_status)


@requires(Permission.PEOPLE_MANAGE)
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def switch(request: HttpRequest, key: str) -> HttpResponse:
    """Off: sessions end and tokens open nothing until it is on again. Can be taken back, so it is not asked first."""
    grant, user = grant_of(request), _changeable(request, key)
    try:
        change_user(user, is_active=request.POST.get("on") == "yes", by=grant.actor)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        said = (
            _("%(name)s may sign in again.") if user.is_active else _("%(name)s is switched off: signed out, and no token of theirs works.")
        )
        messages.success(request, said % {"name": user})
    return redirect("dashboard_person", key=key)


@requires(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Asks first, with what goes along."""
    grant, user = grant_of(request), _changeable(request, key)
    if request.method == "POST":
        try:
            remove_user(user, by=grant.actor)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("dashboard_person", key=key)
        messages.success(request, _("%(name)s is removed. What they did stays in the audit log.") % {"name": user})
        return redirect(HERE)
    now = timezone.now()
    context = {
        "person": user,
        "tokens": user.tokens.unended(now).count(),
        "sessions": UserSession.objects.filter(user=user).count(),
        "invitations": Invitation.objects.open(now).filter(invited_by=user).count(),
    }
    return screen(request, "dashboard/people/remove.html", HERE, context)


def _changeable(request: HttpRequest, key: str) -> User:
    """Somebody whom whoever asks may change: not oneself, and nobody who may more."""
    user = get_object_or_404(User, key=key)
    if user == request.user or not grant_of(request).may_give(Role(user.role), user.limits):
        raise PermissionDenied
    return user
