"""Mail about accounts, through a real mail server: a new password, a new address; no secret in logs (R6, R50, R65)."""

import logging
import re
from collections.abc import Callable, Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as django_settings
from django.core.mail import EmailMessage
from django.test import Client

from aboveboard.accounts import outgoing
from aboveboard.accounts.models import User
from aboveboard.project.logs import without_secrets
from aboveboard.project.mail import mailers_from
from tests.dashboard.conftest import PASSWORD, SignIn
from tests.dashboard.entering import is_in, log_in, prove_again, set_up_app, told
from tests.ports import free_port

Person = Callable[..., User]
NEW = "quite another phrase 9"


class Mailbox:
    """What the server took."""

    def __init__(self) -> None:
        self.taken: list[Message] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 OK"

    def newest(self) -> tuple[str, str, str]:
        """To, subject, words of the last one."""
        outgoing.wait_until_sent()
        message: Any = self.taken[-1]
        return str(message["To"]), str(message["Subject"]), message.get_content()


@pytest.fixture
def mailbox(db: None, settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=60)
    controller.start()
    settings.MAIL_URL = f"smtp://127.0.0.1:{port}"
    settings.MAILERS = mailers_from(settings.MAIL_URL)
    yield box
    outgoing.wait_until_sent()
    controller.stop()


def link_in(words: str) -> str:
    found = re.search(r"http://localhost:8000(/dashboard/\S+)", words)
    assert found, words
    return found[1]


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(mailbox: Mailbox, person: Person) -> None:
    ed, inside = person("ed"), Client()
    log_in(inside, ed)
    inside_before = is_in(inside)
    client = Client()
    client.post("/dashboard/password/reset/", {"email": "ED@harbourline.example"}, headers={"X-Forwarded-Host": "evil.example"})
    to, subject, words = mailbox.newest()
    assert (to, subject) == (ed.email, "A new password")
    assert "evil" not in words
    form = client.get(link_in(words)).headers["Location"]
    assert "set-password" in form, "the key leaves the address before anything is loaded"
    assert client.get(form).status_code == 200
    assert client.post(form, {"password1": "passwordpassword"}).status_code == 200
    assert client.post(form, {"password1": NEW}).status_code == 302
    assert (inside_before, is_in(inside), is_in(client)) == (True, False, False), "all sessions end, and nobody is signed in by it"
    again = Client().get(link_in(words), follow=True)
    assert "This link does not work" in again.content.decode()
    log_in(client, ed, NEW)
    assert is_in(client)
    assert mailbox.newest()[2].startswith("Your password was changed")


def test_a_new_password_by_mail_does_not_pass_the_second_factor(mailbox: Mailbox, person: Person) -> None:
    ed, client = person("ed"), Client()
    log_in(client, ed)
    set_up_app(client)
    other = Client()
    other.post("/dashboard/password/reset/", {"email": ed.email})
    form = other.get(link_in(mailbox.newest()[2])).headers["Location"]
    other.post(form, {"password1": NEW})
    assert log_in(other, ed, NEW).headers["Location"].startswith("/dashboard/login/factor/")
    assert not is_in(other)


def test_whoever_was_made_without_a_password_gets_a_mail_and_no_session(mailbox: Mailbox, person: Person) -> None:
    ed = person("ed")
    ed.set_unusable_password()
    ed.save(update_fields=["password"])
    client = Client()
    client.post("/dashboard/password/reset/", {"email": ed.email})
    assert mailbox.newest()[0] == ed.email
    assert not is_in(client)


def test_an_address_changes_when_the_link_to_the_new_one_is_followed_and_confirmed(mailbox: Mailbox, person: Person) -> None:
    ed, client, other = person("ed"), Client(), Client()
    log_in(client, ed)
    log_in(other, ed)
    prove_again(client)
    client.post("/dashboard/account/email/", {"email": "Edward@harbourline.example"})
    to, _, words = mailbox.newest()
    assert to == "edward@harbourline.example".replace("edward", "Edward")
    link = link_in(words)
    assert Client().get(link).status_code == 200
    ed.refresh_from_db()
    assert ed.email == "ed@harbourline.example", "opening the link changes nothing: machines open links too"
    assert Client().get(f"{link[:-3]}xx/").status_code == 404
    client.post(link)
    ed.refresh_from_db()
    assert (ed.email, is_in(client), is_in(other)) == ("edward@harbourline.example", True, False)
    assert mailbox.newest()[0] == "ed@harbourline.example", "the old address hears of it"
    assert Client().post(link).status_code == 404, "once"
    assert len(told("user.email_changed")) == 1
    assert log_in(Client(), User(email="ed@harbourline.example")).status_code == 200, "nobody signs in by the old one"


def test_an_address_that_somebody_has_is_refused_and_mails_are_not_sent_in_a_row(mailbox: Mailbox, person: Person) -> None:
    person("olga")
    client = Client()
    log_in(client, person("ed"))
    prove_again(client)
    assert "somebody with this address" in client.post("/dashboard/account/email/", {"email": "olga@harbourline.example"}).content.decode()
    answers = [client.post("/dashboard/account/email/", {"email": f"ed{n}@harbourline.example"}).status_code for n in range(3)]
    assert 429 in answers


def test_without_mail_the_screens_say_so(db: None, person: Person) -> None:
    assert not django_settings.MAIL_URL
    assert "sends no mail" in Client().get("/dashboard/password/reset/").content.decode()
    client = Client()
    log_in(client, person("ed"))
    prove_again(client)
    assert "sends no mail" in client.get("/dashboard/account/email/").content.decode()


def test_a_mail_server_that_is_dead_breaks_nothing(person: Person, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.MAIL_URL = "smtp://127.0.0.1:9"
    settings.MAILERS = mailers_from(settings.MAIL_URL)
    person("ed")
    assert Client().post("/dashboard/password/reset/", {"email": person("ed").email}).status_code == 302
    outgoing.wait_until_sent()
    assert "mail.not_sent" in caplog.text


def test_home_says_that_mail_does_not_go_out_until_it_does(mailbox: Mailbox, sign_in: SignIn, settings: Any) -> None:
    alive, words = settings.MAILERS, "Mail does not go out"
    settings.MAILERS = mailers_from("smtp://127.0.0.1:9")
    send_one()
    assert (words in home_of(sign_in("ada")), words in home_of(sign_in("ed"))) == (True, False)
    settings.MAILERS = alive
    send_one()
    assert words not in home_of(sign_in("ada"))


def send_one() -> None:
    outgoing.send_soon(EmailMessage(subject="A word", body="Words.", to=["ed@harbourline.example"]))
    outgoing.wait_until_sent()


def home_of(client: Client) -> str:
    return client.get("/dashboard/").content.decode()


def test_no_flow_writes_a_secret_into_the_log(mailbox: Mailbox, person: Person, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ed, client = person("ed"), Client()
    log_in(client, ed)
    log_in(Client(), ed, "a wrong long phrase 8")
    secret = set_up_app(client)
    client.post("/dashboard/password/reset/", {"email": ed.email})
    link = link_in(mailbox.newest()[2])
    form = client.get(link).headers["Location"]
    client.post(form, {"password1": NEW})
    token = link.rstrip("/").rpartition("-")[2]
    for kept in (PASSWORD, NEW, "a wrong long phrase 8", secret, token, client.cookies["sessionid"].value):
        assert kept not in caplog.text


def test_fields_that_speak_of_secrets_are_blanked() -> None:
    line = without_secrets(None, "info", {"event": "x", "client_secret": "hunter2", "password": "hunter2", "reset_token": "hunter2"})
    assert "hunter2" not in str(line)


def test_a_mail_without_a_receiver_goes_nowhere(mailbox: Mailbox) -> None:
    outgoing.send_soon(EmailMessage("subject", "words", None, []))
    outgoing.wait_until_sent()
    assert mailbox.taken == []
