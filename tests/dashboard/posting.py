"""A whole dashboard to post to: a world, an owner who has just proved who he is, and every form that anybody sees."""

from functools import cached_property
from urllib.parse import quote_plus

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from aboveboard.accounts.actions import set_checked_password
from aboveboard.accounts.adapter import AccountAdapter
from aboveboard.accounts.inviting import invite
from aboveboard.accounts.models import User
from aboveboard.accounts.permissions import Role
from tests.dashboard.conftest import PASSWORD, prove
from tests.dashboard.entering import log_in
from tests.dashboard.forms import Form, every_form
from tests.dashboard.personas import Persona, persona
from tests.dashboard.samples import World, make_world
from tests.world import OLGA


class Site:
    """``forms``: every one that the owner, somebody half in or a stranger sees; found by visiting all screens, when asked for.

    Those that need mail are there where mail is set up.
    """

    def __init__(self) -> None:
        self.world: World = make_world()
        self.owner: Persona = persona(self.world, Role.OWNER)
        assert self.owner.user
        prove(self.owner.client, self.owner.user)

    @cached_property
    def forms(self) -> list[Form]:
        assert self.owner.user
        _, secret = invite(role=Role.EDITOR, by=OLGA)
        more = (f"/dashboard/invitation/{secret}/", reset_link(self.owner.user))
        return every_form(self.world, self.owner, half_in(self.world.people[0]), stranger(), more=more)


def stranger() -> Persona:
    return Persona("a stranger", Client(raise_request_exception=False))


def half_in(user: User) -> Persona:
    """Past the password and before the second factor."""
    TOTP.activate(user, "A" * 32)
    set_checked_password(user, PASSWORD)
    user.save(update_fields=["password"])
    client = Client(raise_request_exception=False)
    assert "/factor/" in log_in(client, user).headers["Location"]
    return Persona("half in", client)


def reset_link(user: User) -> str:
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return AccountAdapter().get_reset_password_from_key_url(key).removeprefix(settings.SITE_URL)


def sent(client: Client, path: str, fields: dict[str, list[bytes]]) -> HttpResponse:
    """A form as bytes, since no well-behaved encoder would send what these tests send."""
    body = "&".join(f"{name}={quote_plus(value)}" for name, values in fields.items() for value in values)
    answer: HttpResponse = client.generic("POST", path, body, content_type="application/x-www-form-urlencoded")
    return answer


def unchanged(form: Form) -> dict[str, list[bytes]]:
    return {name: [value.encode() for value in values] for name, values in form.fields.items() if name != "csrfmiddlewaretoken"}
