"""What somebody may, now: who, which permissions, how far. Doors ask this and nothing else."""

import msgspec

from aboveboard.accounts.limits import EVERYWHERE, Limits
from aboveboard.accounts.permissions import Permission, Role, permissions_of
from aboveboard.events.actors import Actor


class Grant(msgspec.Struct, frozen=True):
    """Of a person or of a token. ``limits`` apply to everything that ``permissions`` allow."""

    actor: Actor
    role: Role
    permissions: frozenset[Permission]
    limits: Limits = EVERYWHERE

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def may_give(self, role: Role, limits: Limits) -> bool:
        """Whether this person may make somebody this, or change somebody who is this: nobody gives more than he has."""
        theirs = permissions_of(role, limited=bool(limits))
        return self.may(Permission.PEOPLE_MANAGE) and theirs <= self.permissions and self.limits.cover(limits)
