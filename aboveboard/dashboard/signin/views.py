"""The screen of how everybody signs in."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
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
from aboveboard.dashboard.signin.forms import OF_THE_POLICY, SignInForm, shown
from aboveboard.events.actors import Actor

HERE = "dashboard_sign_in"


@requires(Permission.SIGN_IN_MANAGE)
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    policy = SignInPolicy.objects.current()
    form = SignInForm(request.POST if request.method == "POST" else None, initial=shown(policy))
    status = 200
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["revision"] != policy.revision:
            form.add_error(None, _("Somebody changed this while you wrote. What is here is yours; reload to see theirs. Nothing is saved."))
            status = 409
        elif _saved(form, policy, grant_of(request).actor):
            messages.success(request, _("Saved. It counts from the next request on."))
            return redirect(HERE)
    return screen(request, "dashboard/signin.html", HERE, {"form": form, **_around(policy)}, status=status)


def _saved(form: SignInForm, policy: SignInPolicy, by: Actor) -> bool:
    """False if it was refused; the form says why."""
    given = form.cleaned_data
    try:
        if given["issuer"] and given["issuer"].rstrip("/") != policy.issuer:
            check_issuer(given["issuer"].rstrip("/"))
        with transaction.atomic():
            for owner in User.objects.owners():
                change_user(owner, is_break_glass=owner in given["break_glass"], by=by)
            changes = {name: given[name] for name in OF_THE_POLICY}
            change_sign_in(requires_factor=given["requires_factor"], client_secret=given["client_secret"] or None, by=by, **changes)
    except ValidationError as faults:
        for field, reasons in faults.message_dict.items():
            form.add_error(field if field in form.fields else None, reasons)
        return False
    return True


def _around(policy: SignInPolicy) -> dict[str, Any]:
    people = User.objects.active()
    with_factor = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values("user_id")
    return {
        "people": people.count(),
        "without_factor": people.exclude(pk__in=with_factor).count(),
        "callback": settings.SITE_URL + reverse("openid_connect_callback", args=[PROVIDER_ID]),
        "has_secret": bool(policy.sealed_client_secret),
    }
