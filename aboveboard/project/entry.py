"""What happens to every request that reaches Django: a view that does not say who may enter is refused, and nothing is stored."""

from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

log = structlog.get_logger(__name__)

Respond = Callable[[HttpRequest], HttpResponse]


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


def nothing_is_stored(respond: Respond) -> Respond:
    """``Cache-Control: no-store`` on everything that is not a published file, unless the view says otherwise."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer
