"""Who is let in to a page that not everyone may read, and what the others are told."""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from allauth.core.ratelimit import consume
from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from aboveboard.accounts.adapter import address_of
from aboveboard.accounts.gates import grant_of, signed_in
from aboveboard.components.queries import pages_within
from aboveboard.pages.admitting import password_fits, password_version
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.pages.readers import Readers, is_among
from aboveboard.publishing.addresses import base_path
from aboveboard.publishing.present import MEMBERS
from aboveboard.publishing.renderers.html.door import Fault, render_door
from aboveboard.publishing.renderers.style import DOOR_HASH
from aboveboard.publishing.site import TYPES, security_headers

Serve = Callable[[Page, Audience], HttpResponse]

LASTS_SECONDS = 14 * 24 * 3600
FAILED = "page_password_failed"  # limited in project/signing_in.py
_SALT = "reader of a page"


def admitted(request: HttpRequest, page: Page | None, language: str, serve: Serve) -> HttpResponse:
    """What ``serve`` makes of the page, if whoever asks may read it. Only people with an account are shown what is for signed-in readers.

    No page, and one that somebody may not know of, look the same: strangers are sent to the sign-in, people get 404.
    """
    if request.method == "POST" and page is not None and page.readers == Readers.PASSWORD:
        return _try_password(request, page, language)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    if page is not None and _has_door(page) and not request.user.is_authenticated:
        return _to_strangers(request, page, language, serve)
    return cast(HttpResponse, _to_people(request, page, language, serve))


@signed_in
def _to_people(request: HttpRequest, page: Page | None, language: str, serve: Serve) -> HttpResponse:
    if page is not None and pages_within(grant_of(request).limits).filter(pk=page.pk).exists():
        return serve(page, Audience.MEMBERS)
    if page is not None and _has_door(page):
        return _to_strangers(request, page, language, serve)
    raise Http404


def _to_strangers(request: HttpRequest, page: Page, language: str, serve: Serve) -> HttpResponse:
    return serve(page, Audience.PUBLIC) if _needs_no_account(request, page) else _door(request, page, language)


def private_headers(*style_hashes: str) -> dict[str, str]:
    """What is sent with whatever only some readers may have."""
    secure = security_headers(style_hashes, https=settings.IS_HTTPS)
    return {**secure, "Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Vary": "Cookie"}


def _needs_no_account(request: HttpRequest, page: Page) -> bool:
    if page.readers == Readers.ADDRESSES:
        return is_among(address_of(request), page.readers_networks)
    return page.readers == Readers.PASSWORD and _knows_password(request, page)


def _has_door(page: Page) -> bool:
    return page.readers in (Readers.PASSWORD, Readers.ADDRESSES)


def _knows_password(request: HttpRequest, page: Page) -> bool:
    """Whether this browser was once let in to this very page, by the password that it has now."""
    try:
        said = signing.loads(request.COOKIES.get(_cookie(page), ""), salt=_SALT, max_age=LASTS_SECONDS)
    except signing.BadSignature:
        return False
    return isinstance(said, str) and constant_time_compare(said, _proof(page))


def _try_password(request: HttpRequest, page: Page, language: str) -> HttpResponse:
    if not consume(request, action=FAILED, dry_run=True):
        return _door(request, page, language, Fault.TOO_MANY)
    if not password_fits(page, request.POST.get("password", "")):
        consume(request, action=FAILED)
        return _door(request, page, language, Fault.WRONG)
    answer = HttpResponseRedirect(request.path)
    answer.status_code = 303
    # A path of its own, so that nothing else is ever sent it: that rules out the prefix __Host-, which needs the root.
    answer.set_cookie(
        _cookie(page),
        signing.dumps(_proof(page), salt=_SALT),
        max_age=LASTS_SECONDS,
        path=f"{base_path(page)}{MEMBERS}",
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _proof(page: Page) -> str:
    return f"{page.key}:{password_version(page)}"


def _cookie(page: Page) -> str:
    return f"__Secure-reader-{page.key}" if settings.IS_HTTPS else f"reader-{page.key}"


def _door(request: HttpRequest, page: Page, language: str, fault: Fault | None = None) -> HttpResponse:
    """In a language of the page, whose name it does not say."""
    chosen = language if language in page.languages[1:] else page.first_language
    sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    token = get_token(request) if page.readers == Readers.PASSWORD else ""
    body = render_door(chosen, base=f"{base_path(page)}{MEMBERS}", sign_in=sign_in, token=token, fault=fault)
    status = 429 if fault == Fault.TOO_MANY else 403
    headers = private_headers(DOOR_HASH) | ({"Retry-After": "60"} if status == 429 else {})
    return HttpResponse(body, status=status, content_type=TYPES[".html"], headers=headers)
