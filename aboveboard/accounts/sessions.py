"""Ending somebody's sessions, from elsewhere."""

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.db import transaction

from aboveboard.accounts.models import User
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb


def sessions_of(user: User) -> list[UserSession]:
    """What is open now, newest first; what has ended is forgotten."""
    return sorted(UserSession.objects.purge_and_list(user), key=lambda session: session.last_seen_at, reverse=True)


@transaction.atomic
def end_sessions(user: User, sessions: Iterable[UserSession] | None = None, *, but: str | None = None, by: Actor) -> int:
    """Ends these sessions of ``user`` (null: all) except the one with the key ``but``. Returns how many."""
    chosen = UserSession.objects.filter(user=user) if sessions is None else sessions
    number = 0
    for session in chosen:
        if session.user_id == user.pk and session.session_key != but:
            session.end()
            number += 1
    if number:
        record(Verb.USER_SESSION_REVOKED, f"user/{user.key}", by=by, sessions=number)
    return number
