"""One's own account: name, address, password, second factors, sessions."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core.ratelimit import consume_or_429
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from aboveboard.accounts.actions import change_user
from aboveboard.accounts.adapter import AccountAdapter, address_of
from aboveboard.accounts.addresses import confirm_address, proof_for, proved
from aboveboard.accounts.factors import has_factor
from aboveboard.accounts.gates import grant_of, policy_of, public, settling_in, signed_in
from aboveboard.accounts.models import User
from aboveboard.accounts.policy import factor_due_at
from aboveboard.accounts.sessions import end_sessions, sessions_of
from aboveboard.dashboard.account.devices import device_named
from aboveboard.dashboard.account.forms import EmailForm, ProfileForm
from aboveboard.dashboard.shell import screen, surroundings

HERE = "mfa_index"
SHOWN = 50  # sessions


def framed(view: Callable[..., Any]) -> Callable[..., Any]:
    """A screen of django-allauth's, in the dashboard's frame."""

    @wraps(view)
    def within_frame(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = view(request, *args, **kwargs)
        if isinstance(answer, TemplateResponse) and not answer.is_rendered:
            answer.context_data = surroundings(request, HERE) | (answer.context_data or {})
        return answer

    return within_frame


@settling_in
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Everything on one screen; what is posted to it is name, language and keys."""
    user: User = request.user  # type: ignore[assignment]
    now = {"name": user.name, "language": user.language, "has_single_keys": user.has_single_keys}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            change_user(user, by=grant_of(request).actor, **form.cleaned_data)
            messages.success(request, _("Your settings are saved."))
            return redirect(HERE)
        except ValidationError as faults:
            for field, reasons in faults.message_dict.items():
                form.add_error(field if field in form.fields else None, reasons)
    return screen(request, "dashboard/account/account.html", HERE, {"form": form, **_ways_in(request, user)})


def _ways_in(request: HttpRequest, user: User) -> dict[str, Any]:
    factors = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    by_type = {factor.type: factor for factor in factors}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    due = factor_due_at(policy_of(request), user)
    lacks = due is not None and not has_factor(user)
    sessions = sessions_of(user)[:SHOWN]
    return {
        "totp": by_type.get(Authenticator.Type.TOTP),
        "passkeys": [factor for factor in factors if factor.type == Authenticator.Type.WEBAUTHN],
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else None,
        "factor_due": due if lacks else None,
        "factor_overdue": lacks and due is not None and due <= timezone.now(),
        "sessions": [{"session": each, "device": device_named(each.user_agent), "is_here": each.is_current()} for each in sessions],
    }


@signed_in
@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """One session of one's own, or all others."""
    user: User = request.user  # type: ignore[assignment]
    chosen = None
    if request.POST.get("session", "") != "others":
        chosen = [get_object_or_404(UserSession, pk=_number(request.POST.get("session", "")), user=user)]
    ended = end_sessions(user, chosen, but=request.session.session_key, by=grant_of(request).actor)
    messages.success(request, ngettext("%(number)d session has ended.", "%(number)d sessions have ended.", ended) % {"number": ended})
    return redirect(f"{reverse(HERE)}#sessions")


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 16 else 0


@signed_in
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def change_email(request: HttpRequest) -> HttpResponse:
    """Sends the proof to the new address; nothing changes before it is followed."""
    user: User = request.user  # type: ignore[assignment]
    form = EmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        too_many: HttpResponse | None = consume_or_429(request, action="confirm_email", key=user.key)
        if too_many:
            return too_many
        try:
            token = proof_for(user, form.cleaned_data["email"])
            link = settings.SITE_URL + reverse("account_confirm_email", args=[token])
            AccountAdapter().send_mail("account/email/new_address", form.cleaned_data["email"], {"user": user, "link": link})
            messages.success(request, _("A mail is on its way to %(email)s.") % form.cleaned_data)
            return redirect(HERE)
        except ValidationError as faults:
            form.add_error("email", faults.message_dict["email"])
    return screen(request, "dashboard/account/email.html", HERE, {"form": form, "sends_mail": bool(settings.MAIL_URL)})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the mail; opening it alone changes nothing, since machines open links too."""
    known = proved(token)
    if known is None:
        return render(request, "dashboard/account/email_confirm.html", {"email": None}, status=404)
    user, email = known
    if request.method != "POST":
        return render(request, "dashboard/account/email_confirm.html", {"email": email})
    before = user.email
    try:
        confirm_address(token, network_address=address_of(request), session=request.session.session_key)
    except ValidationError:
        return render(request, "dashboard/account/email_confirm.html", {"email": None}, status=404)
    AccountAdapter().send_mail("account/email/email_changed", before, {"user": user, "from_email": before, "to_email": email})
    messages.success(request, _("Your address is %(email)s now.") % {"email": email})
    return redirect(HERE)
