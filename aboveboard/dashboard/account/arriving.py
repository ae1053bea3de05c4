"""Coming in: the first owner's link, and leaving for the provider of single sign-on."""

import secrets

from allauth.socialaccount.providers.openid_connect import views as openid
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from aboveboard.accounts.adapter import address_of, sign_in
from aboveboard.accounts.first_owner import is_first_owner, make_first_owner
from aboveboard.accounts.gates import public
from aboveboard.accounts.models import SignInPolicy
from aboveboard.accounts.policy import PROVIDER_ID
from aboveboard.accounts.single_sign_on import NONCE
from aboveboard.dashboard.account.forms import ArrivalForm


@public
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password1")
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever started the program; not there for anybody else, and never once there is somebody."""
    if not is_first_owner(token):
        raise Http404
    form = ArrivalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            owner = make_first_owner(
                token, email=given["email"], name=given["name"], password=given["password1"], address=address_of(request)
            )
            return sign_in(request, owner, "first owner's link")
        except ValidationError as faults:
            for field, reasons in faults.message_dict.items():
                form.add_error({"password": "password1"}.get(field, field if field in form.fields else None), reasons)
    return render(request, "dashboard/account/welcome.html", {"form": form})


@public
@require_safe
def leave_for_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider, from a screen of ours only: nobody is signed in by somebody else's page."""
    if provider_id != PROVIDER_ID or not SignInPolicy.objects.current().issuer:
        raise Http404  # before anybody's session ends
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return redirect("account_login")
    if request.user.is_authenticated:
        logout(request)  # to be proved anew; the library would do it on the way back, and lose what belongs to this way there
    request.session[NONCE] = secrets.token_urlsafe(32)
    answer: HttpResponse = openid.login(request, provider_id)
    return answer


@public
@require_safe
def back_from_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """What the provider says; the adapter decides what becomes of it (accounts/single_sign_on.py)."""
    answer: HttpResponse = openid.callback(request, provider_id)
    return answer
