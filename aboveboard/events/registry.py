"""Who reacts to which verbs."""

from collections.abc import Callable

from aboveboard.events.models import Event
from aboveboard.events.verbs import Verb

Listener = Callable[[Event], None]


class Registry:
    """Listeners by verb. A listener runs in the dispatcher's transaction and only books rows; it never waits for anything."""

    def __init__(self) -> None:
        self._listeners: list[tuple[frozenset[Verb], Listener]] = []

    def listens_to(self, *verbs: Verb) -> Callable[[Listener], Listener]:
        """Decorator: the function is called with each event of these verbs, or of all if none is named."""

        def remember(listener: Listener) -> Listener:
            self._listeners.append((frozenset(verbs), listener))
            return listener

        return remember

    def of(self, verb: str) -> list[Listener]:
        """The listeners of ``verb`` in the order in which they were registered."""
        return [listener for verbs, listener in self._listeners if not verbs or verb in verbs]


LISTENERS = Registry()
listens_to = LISTENERS.listens_to
