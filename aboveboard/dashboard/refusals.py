"""What a person sees instead of a screen: not allowed, not here, or broken."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.gates import public

ROOT = "/dashboard/"


@public
def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Also what a form without its token gets, which is what a session that ended looks like."""
    if reason:
        return _refused(request, 403, _("This form is too old"), _("Go back, reload the page, and send it again. Nothing was changed."))
    return _refused(request, 403, _("This is not for you"), _("Your role does not allow this. An owner or an admin can change it."))


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _refused(request, 404, _("There is nothing here"), _("It may have been removed, or it is out of your reach."))


@public
def broken(request: HttpRequest) -> HttpResponse:
    return _refused(request, 500, _("This did not work"), _("The mistake is ours and is in the log. Readers still see the page."))


def _refused(request: HttpRequest, status: int, title: Promise, reason: Promise) -> HttpResponse:
    if not request.path.startswith(ROOT):
        return HttpResponse(f"<p>{title}</p>\n", status=status)  # so bare that the front shows the page's own instead
    return render(request, "dashboard/refused.html", {"title": title, "reason": reason}, status=status)
