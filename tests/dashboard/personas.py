"""Everybody who may stand before a door: each role, everywhere and limited to a group or a page, and a stranger."""

from typing import NamedTuple

from django.test import Client

from aboveboard.accounts.actions import create_user
from aboveboard.accounts.gates import grant_for
from aboveboard.accounts.grants import Grant
from aboveboard.accounts.models import User
from aboveboard.accounts.permissions import Role
from tests.dashboard.conftest import PASSWORD
from tests.dashboard.samples import World
from tests.world import NOW, OLGA


class Persona(NamedTuple):
    """``grant`` is null for the stranger. The client answers errors of ours with 500, as a server does."""

    name: str
    client: Client
    user: User | None = None
    grant: Grant | None = None

    @property
    def is_limited(self) -> bool:
        return bool(self.grant and self.grant.limits)

    def __str__(self) -> str:
        return self.name


def make_personas(world: World) -> list[Persona]:
    stranger = Persona("a stranger", Client(raise_request_exception=False))
    return [stranger, *(persona(world, role, reach) for role in Role for reach in world.limits() if not (reach and role is Role.OWNER))]


def persona(world: World, role: Role, reach: str = "", *, checks_csrf: bool = False) -> Persona:
    """Somebody with this role and a kind of reach of ``World.limits()``; made when first asked for."""
    email = f"{role}{reach.replace(' ', '-')}@harbourline.example"
    user = User.objects.filter(email=email).first() or create_user(
        email=email, role=role, name=f"{role}{reach}", password=PASSWORD, limits=world.limits()[reach], at=NOW, by=OLGA
    )
    client = Client(enforce_csrf_checks=checks_csrf, raise_request_exception=False)
    client.force_login(user)
    return Persona(f"{role}{reach}", client, user, grant_for(user))
