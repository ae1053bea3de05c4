"""The screen of how everybody signs in."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aboveboard.accounts.actions import change_user
from aboveboard.accounts.gates import grant_of, requires
from aboveboard.accounts.models import SignInPolicy, User
from aboveboard.accounts.permissions import Permission
from aboveboard.accounts.policy import PROVIDER_ID
from aboveboard.accounts.requirements import change_sign_in
from aboveboard.accounts.single_sign_on import check_issuer
from aboveboard.dashboard.shell import screen
from aboveboard.dashboard.signin.forms import OF_THE_POLICY, SignInForm, in_words, shown, stored
from aboveboard.events.actors import Actor

HERE = "dashboard_sign_in"


@requires(Permission.SIGN_IN_MANAGE)
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST if request.method == "POST" else None, initial=shown(SignInPolicy.objects.current()))
    if request.method == "POST" and form.is_valid():
        by = grant_of(request).actor
        if form.carry_out(lambda: _save(form.cleaned_data, by), stored=lambda: stored(SignInPolicy.objects.current())):
            messages.success(request, _("Saved. It counts from the next request on."))
            return redirect(HERE)
        for each in form.overtaken or ():
            each |= {"sent": in_words(each["sent"]), "stored": in_words(each["stored"])}
    policy = SignInPolicy.objects.current()
    return screen(
        request, "dashboard/signin.html", HERE, {"form": form, "newest": policy.revision, **_around(policy)}, status=form.http_status
    )


def _save(given: dict[str, Any], by: Actor) -> SignInPolicy:
    """Asks a new provider before it is kept. Raises ``ValidationError``."""
    issuer = given["issuer"].rstrip("/")
    if issuer and issuer != SignInPolicy.objects.current().issuer:
        check_issuer(issuer)
    with transaction.atomic():
        for owner in User.objects.owners():
            change_user(owner, is_break_glass=owner in given["break_glass"], by=by)
        changes = {name: given[name] for name in (*OF_THE_POLICY, "requires_factor", "revision")}
        return change_sign_in(client_secret=given["client_secret"] or None, by=by, **changes)


def _around(policy: SignInPolicy) -> dict[str, Any]:
    people = User.objects.active()
    with_factor = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values("user_id")
    return {
        "people": people.count(),
        "without_factor": people.exclude(pk__in=with_factor).count(),
        "callback": settings.SITE_URL + reverse("openid_connect_callback", args=[PROVIDER_ID]),
        "has_secret": bool(policy.sealed_client_secret),
    }
