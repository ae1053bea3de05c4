"""Second factors: an app, recovery codes, once each; limits; required with grace days; sealed at rest."""

import io
import json
import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from aboveboard.accounts.models import SignInPolicy, User
from aboveboard.accounts.requirements import change_sign_in
from aboveboard.accounts.sealing import GivenKeysError, rotate_field_key
from aboveboard.lib.secrets import KeySource, new_key
from tests.dashboard.conftest import PASSWORD
from tests.dashboard.entering import code_of, is_in, log_in, prove_again, set_up_app, told
from tests.world import OLGA

Person = Callable[..., User]
FACTOR = "/dashboard/login/factor/"


@pytest.fixture
def with_app(person: Person, django_capture_on_commit_callbacks: Any) -> tuple[User, str, list[str]]:
    """Ed, the secret of his app, and his recovery codes."""
    ed = person("ed")
    client = Client()
    log_in(client, ed)
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up_app(client)
    codes = re.findall(r"<li><code>(\d+)</code>", client.get("/dashboard/account/codes/").content.decode())
    return ed, secret, codes


def at_factor(user: User) -> Client:
    """Past the password, before the second factor."""
    client = Client()
    assert log_in(client, user).headers["Location"].startswith(FACTOR)
    assert not is_in(client)
    return client


def wait_for_a_fresh_code(secret: str) -> str:
    """One that has not been used yet: of the next half minute, which is accepted too."""
    return code_of(secret, steps_away=1)


def test_a_password_alone_does_not_open_an_account_with_an_app(with_app: tuple[User, str, list[str]]) -> None:
    ed, secret, _ = with_app
    client = at_factor(ed)
    client.post(FACTOR, {"code": wait_for_a_fresh_code(secret)})
    assert is_in(client)
    assert told("user.factor_added")[0] == ("user.factor_added", ed.key, "Ed")


def test_the_same_code_works_once_however_soon_it_comes_again(
    with_app: tuple[User, str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ed, secret, _ = with_app
    code = wait_for_a_fresh_code(secret)
    first, second = at_factor(ed), at_factor(ed)
    first.post(FACTOR, {"code": code})
    second.post(FACTOR, {"code": f" {code[:3]} {code[3:]}"})
    assert (is_in(first), is_in(second)) == (True, False)
    cache.delete(f"allauth.mfa.totp.used?user={ed.pk}&code={code}")  # what the library forgets after half a minute
    second.post(FACTOR, {"code": code})
    assert not is_in(second)


def test_thirty_wrong_codes_are_stopped_after_ten(with_app: tuple[User, str, list[str]]) -> None:
    """R67: and then the right one does not help either."""
    ed, secret, _ = with_app
    client = at_factor(ed)
    wrong = [client.post(FACTOR, {"code": "000000"}) for _ in range(12)]
    assert "Too many" in wrong[-1].content.decode()
    client.post(FACTOR, {"code": wait_for_a_fresh_code(secret)})
    assert not is_in(client)
    assert 5 <= len(told("user.sign_in_failed")) <= 10


def test_ten_recovery_codes_of_twelve_digits_are_shown_once_and_work_once(with_app: tuple[User, str, list[str]]) -> None:
    ed, _, codes = with_app
    assert ([len(code) for code in codes], len(set(codes))) == ([12] * 10, 10)
    client = at_factor(ed)
    client.post(FACTOR, {"code": codes[3]})
    assert is_in(client)
    prove_again(client)
    assert codes[0] not in client.get("/dashboard/account/codes/").content.decode()
    again = at_factor(ed)
    again.post(FACTOR, {"code": codes[3]})
    assert not is_in(again)
    again.post(FACTOR, {"code": codes[4]})
    assert is_in(again)


def test_removing_the_app_needs_proof_and_ends_other_sessions(with_app: tuple[User, str, list[str]]) -> None:
    ed, _, codes = with_app
    here, there = at_factor(ed), at_factor(ed)
    here.post(FACTOR, {"code": codes[0]})
    there.post(FACTOR, {"code": codes[1]})
    assert here.post("/dashboard/account/app/remove/").headers["Location"].startswith("/dashboard/account/reauthenticate/")
    prove_again(here)
    assert here.post("/dashboard/account/app/remove/").status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert len(told("user.factor_removed")) == 2  # the app, and the codes that hang on it


def test_a_dump_of_the_database_holds_no_seed_and_no_secret(with_app: tuple[User, str, list[str]]) -> None:
    _, secret, codes = with_app
    change_sign_in(issuer="https://login.example", client_id="ab", client_secret="hunter2hunter2", by=OLGA)
    out = io.StringIO()
    call_command("dumpdata", format="json", stdout=out)
    words = out.getvalue() + json.dumps(_raw_rows(), default=str)
    assert "ab1." in words
    for kept in (secret, "hunter2hunter2", PASSWORD, *codes):
        assert kept not in words
    assert not re.search(r'"seed": "[0-9a-f]{80}"', words)


def _raw_rows() -> list[Any]:
    rows: list[Any] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += cursor.fetchall()
    return rows


def test_a_new_sealing_key_opens_everything_that_the_old_one_sealed(with_app: tuple[User, str, list[str]]) -> None:
    ed, _, codes = with_app
    before = ed.authenticator_set.get(type="totp").data["secret"]
    assert rotate_field_key(by=OLGA) == 2
    after = ed.authenticator_set.get(type="totp").data["secret"]
    assert before.split(".")[1] != after.split(".")[1] == settings.FIELD_KEYS.ring().present
    client = at_factor(ed)
    client.post(FACTOR, {"code": codes[0]})
    assert is_in(client)


def test_a_sealing_key_from_the_environment_changes_there(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    old, new = new_key(), new_key()
    monkeypatch.setattr(settings, "FIELD_KEYS", KeySource(old, tmp_path / "unused"))
    change_sign_in(client_id="ab", client_secret="hunter2", by=OLGA)
    with pytest.raises(GivenKeysError):
        rotate_field_key(by=OLGA)
    monkeypatch.setattr(settings, "FIELD_KEYS", KeySource(f"{new},{old}", tmp_path / "unused"))
    assert rotate_field_key(by=OLGA) == 1
    assert KeySource(new, tmp_path / "unused").ring().open(SignInPolicy.objects.get().sealed_client_secret, "single sign-on") == "hunter2"


def test_a_required_factor_leaves_days_of_grace_and_then_opens_nothing_else(person: Person) -> None:
    client = Client()
    log_in(client, person("ed"))
    change_sign_in(requires_factor=True, grace_days=7, by=OLGA)
    assert is_in(client)
    assert "A second factor is required here" in client.get("/dashboard/account/").content.decode()
    SignInPolicy.objects.update(second_factor_required_since=timezone.now() - timedelta(days=7, seconds=1))
    User.objects.update(created_at=timezone.now() - timedelta(days=30))
    for path in ("/dashboard/", "/dashboard/components/", "/dashboard/account/password/", "/dashboard/account/email/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/dashboard/account/"), path
    part = client.get("/dashboard/components/", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (403, "/dashboard/account/")
    set_up_app(client)
    assert is_in(client)


def test_whoever_joins_later_has_the_same_days(person: Person) -> None:
    change_sign_in(requires_factor=True, grace_days=3, at=timezone.now() - timedelta(days=30), by=OLGA)
    client = Client()
    log_in(client, person("ed"))
    User.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert is_in(client)
    User.objects.update(created_at=timezone.now() - timedelta(days=4))
    assert not is_in(client)


def test_the_clock_of_an_app_may_be_half_a_minute_off_and_no_more(with_app: tuple[User, str, list[str]]) -> None:
    ed, secret, _ = with_app
    for steps, works in ((-3, False), (3, False), (1, True)):
        client = at_factor(ed)
        while time.time() % 30 > 28:  # so that the step does not end between here and the server
            time.sleep(0.2)
        client.post(FACTOR, {"code": code_of(secret, steps_away=steps)})
        assert is_in(client) is works, steps
