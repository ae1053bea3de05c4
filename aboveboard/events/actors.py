"""Who did something: people, tokens, monitors, alert sources and the system are all actors."""

from enum import StrEnum

import msgspec


class ActorKind(StrEnum):
    PERSON = "person"
    TOKEN = "token"  # noqa: S105  (a kind, not a secret)
    MONITOR = "monitor"
    ALERT = "alert"
    COMMAND = "command"
    IMPORT = "import"
    SYSTEM = "system"


class Actor(msgspec.Struct, frozen=True):
    """``name`` and ``address`` (where the request came from) are for the audit log alone; only ``kind`` reaches the public record."""

    kind: ActorKind
    name: str = ""
    id: str = ""
    address: str = ""


SYSTEM = Actor(ActorKind.SYSTEM, "Aboveboard")
