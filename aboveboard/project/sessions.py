"""When a session ends by itself: after some time without a request, and after some time whatever happens."""

import time
from collections.abc import Callable

from allauth.core.internal.httpkit import HTTP_USER_AGENT_MAX_LENGTH
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from aboveboard.accounts.happenings import tell
from aboveboard.events.verbs import Verb

BEGAN, SEEN = "began_at", "seen_at"  # seconds since 1970
_NOTED_EVERY = 60  # seconds: so that not every request writes

Respond = Callable[[HttpRequest], HttpResponse]


def sessions_end(respond: Respond) -> Respond:
    """Signs out who has been away too long or signed in too long ago, and keeps the list of sessions up to date."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            _judge(request, time.time())
        return respond(request)

    return answer


def _judge(request: HttpRequest, now: float) -> None:
    began = request.session.setdefault(BEGAN, now)
    seen = request.session.get(SEEN)
    why = "lifetime" if now - began >= 60 * settings.SESSION_LIFETIME else None
    if seen is not None and now - seen >= 60 * settings.SESSION_IDLE:
        why = "idle"
    if why:
        tell(Verb.USER_SIGNED_OUT, request.user, address=str(request.META.get("REMOTE_ADDR", "")), why=why)  # type: ignore[arg-type]
        request.session.flush()
        request.user = AnonymousUser()
    elif seen is None or now - seen >= min(_NOTED_EVERY, 15 * settings.SESSION_IDLE):
        request.session[SEEN] = now
        _note(request)


def _note(request: HttpRequest) -> None:
    """For the list of sessions under "Your account"."""
    seen = {
        "ip": str(request.META.get("REMOTE_ADDR", "")) or "::",
        "user_agent": request.META.get("HTTP_USER_AGENT", "")[:HTTP_USER_AGENT_MAX_LENGTH],
        "last_seen_at": timezone.now(),
    }
    key = str(request.session.session_key)
    if not UserSession.objects.filter(session_key=key, user_id=request.user.pk).update(**seen):
        UserSession.objects.bulk_create([UserSession(session_key=key, user_id=request.user.pk, **seen)], ignore_conflicts=True)
