"""What happens to every request that reaches Django: strange hosts and views without a gate are refused, and nothing is stored."""

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.http.request import split_domain_port
from django.utils import translation

from aboveboard.pages.models import Page

log = structlog.get_logger(__name__)

Respond = Callable[[HttpRequest], HttpResponse]


PROBES = ("/healthz", "/readyz")  # asked by address; they tell nothing about a page


def known_hosts_only(respond: Respond) -> Respond:
    """Refuses hosts that are neither the installation's nor a page's: nothing may be built from a name that a stranger chose."""

    def answer(request: HttpRequest) -> HttpResponse:
        host, _ = split_domain_port(request.get_host())
        if host in settings.OWN_HOSTS or request.path in PROBES or (host and Page.objects.filter(host=host).exists()):
            return respond(request)
        return HttpResponseBadRequest("Unknown host\n", content_type="text/plain; charset=utf-8")

    return answer


class deny_by_default:  # noqa: N801  (Django calls middleware like a function)
    """Refuses views without the attribute ``who_may_enter``, which every gate sets, so that forgetting one is safe."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object) -> HttpResponse | None:
        if getattr(view, "who_may_enter", None) is None:
            log.error("view.without_gate", view=getattr(view, "__qualname__", repr(view)))
            return HttpResponseForbidden("Forbidden\n", content_type="text/plain; charset=utf-8")
        return None


class no_nul:  # noqa: N801
    """Refuses forms and addresses with a NUL, which nobody types and some databases do not take even in a question."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object) -> HttpResponse | None:
        given = (word for values in (request.GET, request.POST) for name, words in values.lists() for word in (name, *words))
        if "\x00" in request.path or any("\x00" in word for word in given):
            return HttpResponseBadRequest("NUL is not allowed\n", content_type="text/plain; charset=utf-8")
        return None


def nothing_is_stored(respond: Respond) -> Respond:
    """``Cache-Control: no-store`` on everything that is not a published file, unless the view says otherwise."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def their_language(respond: Respond) -> Respond:
    """The language that somebody chose under "Your account", instead of what their browser asks for."""

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "") if request.session.session_key else ""
        if not chosen:
            return respond(request)
        with translation.override(chosen):
            return respond(request)

    return answer
