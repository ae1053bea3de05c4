"""Who may enter: every view says so by one of these gates, and a view that says nothing is refused (project/entry.py)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from aboveboard.accounts.adapter import address_of, proof_age_of, ways_of
from aboveboard.accounts.factors import has_factor
from aboveboard.accounts.grants import Grant
from aboveboard.accounts.issuing import grant_of_token
from aboveboard.accounts.models import SignInPolicy, User
from aboveboard.accounts.permissions import Permission, Role, permissions_of
from aboveboard.accounts.policy import PROOF_LASTS, PROOF_RENEWED, PROVIDER_ID, factor_due_at, is_factor_overdue, may_come_by
from aboveboard.events.actors import Actor, ActorKind

View = Callable[..., Any]

ANYONE = "anyone"
SIGNED_IN = "signed in"


def public(view: View) -> View:
    """Anyone may."""
    view.who_may_enter = ANYONE  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Whoever has signed in may: what belongs to one's own account."""
    return _guarded(view, SIGNED_IN, lambda grant: True)


def settling_in(view: View) -> View:
    """Whoever has signed in may, even without the second factor that is overdue: what leads to one, and the way out."""
    return _guarded(view, SIGNED_IN, lambda grant: True, before_factor=True)


def requires(permission: Permission, *, everywhere: bool = False) -> Callable[[View], View]:
    """Whoever has this permission may; how far it reaches, the view asks of ``grant_of(request).limits``.

    ``everywhere``: what is done concerns more than any limit names, so whoever is limited at all may not.
    """

    def gate(view: View) -> View:
        guarded = _guarded(view, permission, lambda grant: grant.may(permission) and not (everywhere and grant.limits))
        guarded.only_everywhere = everywhere  # type: ignore[attr-defined]
        return guarded

    return gate


def grant_of(request: HttpRequest) -> Grant:
    """What the signed-in person may. Raises ``PermissionDenied`` if nobody is signed in."""
    known = getattr(request, "grant", None)
    if known is None:
        if not request.user.is_authenticated:
            raise PermissionDenied
        known = grant_for(request.user, address=address_of(request))
        request.grant = known  # type: ignore[attr-defined]
    return cast(Grant, known)


def grant_of_bearer(request: HttpRequest) -> Grant | None:
    """What the token in ``Authorization: Bearer ab_…`` may, for doors of programs; null, whatever else the header says: answer 401.

    The one place where tokens are taken. Screens never ask it, and tokens are never looked for in cookies or addresses.
    """
    scheme, _, text = str(request.META.get("HTTP_AUTHORIZATION", "")).partition(" ")
    known = grant_of_token(text.strip(), address=str(request.META.get("REMOTE_ADDR", ""))) if scheme.lower() == "bearer" else None
    if known:
        request.grant = known  # type: ignore[attr-defined]
    return known


def grant_for(user: User, *, address: str = "") -> Grant:
    """What a person may, by role and limits."""
    limits = user.limits
    return Grant(
        actor=Actor(ActorKind.PERSON, str(user), user.key, address),
        role=Role(user.role),
        permissions=permissions_of(Role(user.role), limited=bool(limits)),
        limits=limits,
    )


def policy_of(request: HttpRequest) -> SignInPolicy:
    """How people sign in here; read once for each request."""
    known = getattr(request, "sign_in_policy", None)
    if known is None:
        known = SignInPolicy.objects.current()
        request.sign_in_policy = known  # type: ignore[attr-defined]
    return cast(SignInPolicy, known)


def _guarded(view: View, who: str, allows: Callable[[Grant], bool], *, before_factor: bool = False) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not may_come_by(policy_of(request), request.user, ways_of(request, request.user)):
            logout(request)
        if request.user.is_authenticated and (elsewhere := _to_provider_again(request, request.user)):
            return elsewhere
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if not before_factor and _lacks_factor(request, request.user):
            return _to_factors(request)
        if not allows(grant_of(request)):
            raise PermissionDenied
        return cast(HttpResponse, view(request, *args, **kwargs))

    guarded.who_may_enter = who  # type: ignore[attr-defined]
    return guarded


def _lacks_factor(request: HttpRequest, user: User) -> bool:
    policy, now = policy_of(request), timezone.now()
    due = factor_due_at(policy, user)
    if due is None or due > now:
        return False  # without asking for the factors
    return is_factor_overdue(policy, user, has_factor=has_factor(user), ways=ways_of(request, user), now=now)


def _to_provider_again(request: HttpRequest, user: User) -> HttpResponse | None:
    """Whoever came by single sign-on is asked for there again from time to time, without a click while they are signed in there.

    Once the proof is too old the session ends; what was being sent goes to the sign-in, and its draft is kept.
    """
    age = proof_age_of(request, user)
    if age >= PROOF_LASTS:
        logout(request)
    if age < PROOF_RENEWED or request.method != "GET" or request.headers.get("HX-Request") == "true":
        return None
    words = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('openid_connect_login', args=[PROVIDER_ID])}?{words}")


def _to_factors(request: HttpRequest) -> HttpResponse:
    address = reverse("mfa_index")
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=403, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in and back; a part of a page that htmx asked for sends the whole window there."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else _where_it_came_from(request)
    address = f"{reverse('account_login')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _where_it_came_from(request: HttpRequest) -> str:
    """The screen that a form was sent from, whose draft the browser kept; the first screen if that is not known."""
    came = urlsplit(request.headers.get("Referer", ""))
    ours = came.netloc == request.get_host() and came.path.startswith(reverse("dashboard_home"))
    return came.path if ours else reverse("dashboard_home")
