"""Writing down what happens at the door: who came in, who could not, what they changed about how they come in."""

from typing import Any

from django.db import transaction

from aboveboard.accounts.models import User
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor, ActorKind
from aboveboard.events.verbs import Verb

STRANGER = "unknown"  # instead of the key of somebody who is not known here; what was typed is not kept


def actor_of(user: User, address: str = "") -> Actor:
    return Actor(ActorKind.PERSON, str(user), user.key, address)


def tell(verb: Verb, user: User | None, *, address: str, by: Actor | None = None, **data: Any) -> None:
    """One event about ``user`` (null: somebody unknown), who did it unless ``by`` says otherwise, from ``address``."""
    doer = by or (actor_of(user, address) if user else Actor(ActorKind.PERSON, "", "", address))
    with transaction.atomic():
        record(verb, f"user/{user.key if user else STRANGER}", by=doer, **data)


def tell_failure(email: str, *, address: str, by_way_of: str) -> None:
    """Somebody gave a wrong password for ``email``. Nobody has proved to be that person, so nobody is named as the doer."""
    user = User.objects.filter(email=email.strip().lower()).first()
    tell(Verb.USER_SIGN_IN_FAILED, user, address=address, by=Actor(ActorKind.PERSON, "", "", address), way=by_way_of)
