"""Inviting somebody, and coming in by an invitation."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from aboveboard.accounts.gates import grant_of, public, requires
from aboveboard.accounts.inviting import accept_invitation, invitation_with, invite, renew_invitation
from aboveboard.accounts.models import Invitation, User
from aboveboard.accounts.permissions import Permission, Role
from aboveboard.accounts.withdrawing import revoke_invitation
from aboveboard.dashboard.people.forms import AcceptForm, InviteForm
from aboveboard.dashboard.people.mail import can_mail, mail_invitation
from aboveboard.dashboard.people.words import ROLE_MEANINGS, ROLE_WORDS
from aboveboard.dashboard.shell import screen

HERE = "dashboard_people"


@requires(Permission.PEOPLE_MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def invite_somebody(request: HttpRequest) -> HttpResponse:
    grant = grant_of(request)
    form = InviteForm(request.POST or None, grant=grant, can_mail=can_mail())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not grant.may_give(Role(given["role"]), form.limits):
            raise PermissionDenied
        inviter = User.objects.get(pk=request.user.pk)
        try:
            made, secret = invite(role=given["role"], email=given["email"], limits=form.limits, inviter=inviter, by=grant.actor)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            return _handed_over(request, made, secret, by_mail=given["way"] == "mail")
    context = {"form": form, "can_mail": can_mail()}
    return screen(request, "dashboard/people/invite.html", HERE, context, status=400 if form.errors else 200)


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def resend(request: HttpRequest, key: str) -> HttpResponse:
    """A new link instead of the old one: by mail if there is an address and a mail server, else shown."""
    invitation = _mine_to_change(request, key)
    try:
        secret = renew_invitation(invitation, by=grant_of(request).actor)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(HERE)
    return _handed_over(request, invitation, secret, by_mail=bool(invitation.email) and can_mail())


@requires(Permission.PEOPLE_MANAGE)
@require_POST
def take_back(request: HttpRequest, key: str) -> HttpResponse:
    revoke_invitation(_mine_to_change(request, key), by=grant_of(request).actor)
    messages.success(request, _("The invitation is taken back. Its link opens nothing any more."))
    return redirect(HERE)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Makes the person, who then signs in like everybody else: no session comes from a link, and none from knowing an address."""
    invitation = invitation_with(secret)
    if invitation is None:
        return render(request, "dashboard/people/gone.html", status=404)
    form = AcceptForm(request.POST or None, invited=invitation.email)
    if request.method == "POST" and form.is_valid():
        try:
            accept_invitation(secret, **form.cleaned_data, network_address=str(request.META.get("REMOTE_ADDR", "")))
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("You are a member now. Sign in with the password that you have just chosen."))
            return redirect("account_login")
    role = Role(invitation.role)
    context = {"form": form, "invitation": invitation, "role": ROLE_WORDS[role], "meaning": ROLE_MEANINGS[role]}
    return render(request, "dashboard/people/accept.html", context, status=400 if form.errors else 200)


def _handed_over(request: HttpRequest, invitation: Invitation, secret: str, *, by_mail: bool) -> HttpResponse:
    """Mailed, or shown this once: what is stored does not give it back."""
    link = settings.SITE_URL + reverse("dashboard_invitation", args=[secret])
    if by_mail:
        mail_invitation(invitation, link, inviter=grant_of(request).actor.name)
        messages.success(request, _("An invitation is on its way to %(email)s. It is good for seven days.") % {"email": invitation.email})
        return redirect(HERE)
    return screen(request, "dashboard/people/link.html", HERE, {"link": link, "invitation": invitation})


def _mine_to_change(request: HttpRequest, key: str) -> Invitation:
    waiting = get_object_or_404(Invitation, key=key, accepted_at=None, revoked_at=None)
    if not grant_of(request).may_give(Role(waiting.role), waiting.limits):
        raise PermissionDenied
    return waiting
