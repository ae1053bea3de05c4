"""People as an owner or admin sees them: invited, changed, switched off, removed, and never given more than their giver has."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from aboveboard.accounts.issuing import create_token
from aboveboard.accounts.models import Invitation, User
from aboveboard.accounts.outgoing import wait_until_sent
from aboveboard.accounts.permissions import Permission, Role
from aboveboard.dashboard.people.words import PERMISSION_WORDS, ROLE_MEANINGS, ROLE_WORDS
from aboveboard.events.models import Event
from tests.dashboard.conftest import PASSWORD, SignIn
from tests.world import OLGA, a_group, a_page

Person = Callable[..., User]
INVITE = "/dashboard/people/invite/"


def link_in(screen: str) -> str:
    found = re.search(r"http://localhost:8000(/dashboard/invitation/[\w-]+/)", screen)
    assert found, screen
    return found[1]


def invited(client: Client, **given: object) -> str:
    """The path of a new invitation's link."""
    answer = client.post(INVITE, {"email": "", "role": "reporter", "reach": "everywhere", "way": "link", **given})
    assert answer.status_code == 200, answer.content.decode()
    return link_in(answer.content.decode())


def test_every_role_and_permission_has_words() -> None:
    assert [p for words in PERMISSION_WORDS.values() for p in words] and {p for w in PERMISSION_WORDS.values() for p in w} == set(
        Permission
    )
    assert set(ROLE_WORDS) == set(ROLE_MEANINGS) == set(Role)


def test_the_list_shows_who_is_here_and_finds_them(sign_in: SignIn, person: Person) -> None:
    client, _, _ = sign_in("ada"), person("rae"), person("ed")
    assert "rae@harbourline.example" in client.get("/dashboard/people/").content.decode()
    narrowed = client.get("/dashboard/people/?filter=editor").content.decode()
    assert "ed@harbourline.example" in narrowed and "rae@harbourline.example" not in narrowed
    assert "rae@harbourline.example" not in client.get("/dashboard/people/?search=ada").content.decode()
    assert "Nothing matches." in client.get("/dashboard/people/?search=zzz").content.decode()


def test_the_roles_are_a_table_that_everybody_may_read(sign_in: SignIn) -> None:
    screen = sign_in("vera").get("/dashboard/people/roles/").content.decode()
    assert screen.count("<tbody>") == len(PERMISSION_WORDS) and "take words out of the record for good" in screen


def test_a_link_makes_a_member_once_and_no_session(proved: SignIn, client: Client) -> None:
    """R65."""
    group = a_group()
    link = invited(proved("ada"), email="nia@example.org", reach="only", groups=[group.key])
    assert client.get(link).status_code == 200
    answer = client.post(link, {"name": "Nia", "password": PASSWORD, "email": "olga@example.org", "role": "owner", "is_active": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/dashboard/login/")
    nia = User.objects.get(email="nia@example.org")
    assert (nia.role, nia.limits.groups) == ("reporter", {group.key})
    assert client.get("/dashboard/").status_code == 302, "a session only comes from signing in"
    assert client.get(link).status_code == client.post(link, {"name": "N", "password": PASSWORD}).status_code == 404


def test_a_mail_brings_the_link_where_there_is_a_mail_server(proved: SignIn, settings: object) -> None:
    settings.MAIL_URL = "smtp://localhost"  # type: ignore[attr-defined]
    given = {"email": "nia@example.org", "role": "viewer", "reach": "everywhere", "way": "mail"}
    answer = proved("ada").post(INVITE, given)
    wait_until_sent()
    assert answer.status_code == 302 and mail.outbox[0].to == ["nia@example.org"] and link_in(str(mail.outbox[0].body))


def test_an_invitation_is_sent_again_at_most_once_a_minute_and_taken_back(proved: SignIn, client: Client) -> None:
    """R48."""
    ada = proved("ada")
    link = invited(ada)
    base = f"/dashboard/people/invitations/{Invitation.objects.get().key}"
    assert "less than a minute" in ada.post(f"{base}/resend", follow=True).content.decode()
    ada.post(f"{base}/revoke")
    assert client.get(link).status_code == 404 and ada.post(f"{base}/resend").status_code == 404


@pytest.mark.parametrize(
    ("field", "given"), [("role", {"role": "owner"}), ("role", {"role": "king"}), ("reach", {"reach": "only"}), ("email", {"email": "x"})]
)
def test_an_admin_cannot_offer_what_is_not_his(proved: SignIn, field: str, given: dict[str, str]) -> None:
    answer = proved("ada").post(INVITE, {"email": "", "role": "viewer", "reach": "everywhere", "way": "link", **given})
    assert (answer.status_code, field in answer.context["form"].errors, Invitation.objects.count()) == (400, True, 0)


def changed(client: Client, user: User, **given: object) -> int:
    user.refresh_from_db()
    known = {"name": user.name, "role": user.role, "reach": "everywhere", "revision": user.revision}
    return client.post(f"/dashboard/people/{user.key}/", {**known, **given}).status_code


def test_a_changed_role_holds_from_the_next_request_of_a_session(proved: SignIn, sign_in: SignIn, person: Person) -> None:
    """R17, R37."""
    eds = sign_in("ed")
    assert eds.get("/dashboard/components/new/").status_code == 200
    assert changed(proved("ada"), person("ed"), role="viewer") == 302
    assert eds.get("/dashboard/components/new/").status_code == 403


@pytest.mark.parametrize("path", ["", "switch", "remove/"])
@pytest.mark.parametrize(("name", "status"), [("ada", 403), ("ed", 403), ("vera", 403)])
def test_only_owners_touch_owners(proved: SignIn, person: Person, path: str, name: str, status: int) -> None:
    """R33, R34, R40."""
    olga, _ = person("olga"), a_page()
    given = {"name": "X", "role": "viewer", "reach": "everywhere", "revision": olga.revision, "on": "no"}
    assert proved(name).post(f"/dashboard/people/{olga.key}/{path}", given).status_code == status
    olga.refresh_from_db()
    assert (olga.role, olga.is_active, olga.name) == ("owner", True, "Olga")


def test_the_last_owner_stays_one_and_an_admin_makes_none(proved: SignIn, person: Person) -> None:
    assert changed(proved("olga"), person("olga"), role="admin") == 400
    assert changed(proved("ada"), person("ed"), role="owner") == 400
    assert User.objects.owners().count() == 1


def test_somebody_who_was_overtaken_loses_nothing(proved: SignIn, person: Person) -> None:
    ed = person("ed")
    ada = proved("ada")
    assert changed(ada, ed, name="Edward") == 302
    answer = ada.post(f"/dashboard/people/{ed.key}/", {"name": "Eddie", "role": "editor", "reach": "everywhere", "revision": 1})
    assert answer.status_code == 409 and b"Edward" in answer.content and b"Eddie" in answer.content


def test_switched_off_is_signed_out_and_on_again(proved: SignIn, sign_in: SignIn, person: Person) -> None:
    eds, ed, olga = sign_in("ed"), person("ed"), proved("olga")
    olga.post(f"/dashboard/people/{ed.key}/switch", {"on": "no"})
    assert eds.get("/dashboard/").status_code == 302
    olga.post(f"/dashboard/people/{ed.key}/switch", {"on": "yes"})
    assert User.objects.get(pk=ed.pk).is_active


def test_removing_says_what_goes_along(proved: SignIn, sign_in: SignIn, person: Person) -> None:
    eds, ed, olga = sign_in("ed"), person("ed"), proved("olga")
    create_token(user=ed, name="Deploys", scopes=["*"], by=OLGA)
    path = f"/dashboard/people/{ed.key}/remove/"
    assert "1 token stops working" in olga.get(path).content.decode()
    assert olga.post(path).status_code == 302
    assert eds.get("/dashboard/").status_code == 302 and not User.objects.filter(pk=ed.pk).exists()
    assert Event.objects.get(verb="user.removed").data["tokens"] == 1


def test_what_is_sensitive_asks_for_the_password_again(sign_in: SignIn, person: Person) -> None:
    answer = sign_in("olga").post(f"/dashboard/people/{person('ed').key}/remove/")
    assert (answer.status_code, "reauthenticate" in answer.headers["Location"]) == (302, True)
    assert User.objects.filter(pk=person("ed").pk).exists()
