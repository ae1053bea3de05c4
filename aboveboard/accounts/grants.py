"""What somebody may, now: who, which permissions, how far. Doors ask this and nothing else."""

import msgspec

from aboveboard.accounts.limits import EVERYWHERE, Limits
from aboveboard.accounts.permissions import Permission, Role
from aboveboard.events.actors import Actor


class Grant(msgspec.Struct, frozen=True):
    """Of a person or of a token. ``limits`` apply to everything that ``permissions`` allow."""

    actor: Actor
    role: Role
    permissions: frozenset[Permission]
    limits: Limits = EVERYWHERE

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions
