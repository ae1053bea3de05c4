"""The installation's own screens: where things are set, what the deployment has set, and how everything is."""

import html
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from aboveboard.events.actions import record
from aboveboard.events.models import Event
from aboveboard.events.verbs import Verb
from aboveboard.lib.env import Env
from aboveboard.lib.sizes import database_size, folder_size
from aboveboard.project.settings import env
from aboveboard.publishing.actions import publish
from aboveboard.publishing.heartbeat import give_sign, take_sign_back
from tests.dashboard.conftest import SignIn
from tests.dashboard.test_audit import words_of
from tests.world import OLGA, a_page

SETTINGS = "/dashboard/settings/"
ABOUT = "/dashboard/about/"
MOST_QUERIES = 25


def shown(sign_in: SignIn, path: str, name: str = "ada") -> str:
    answer = sign_in(name).get(path)
    assert answer.status_code == 200, answer.content.decode()
    return words_of(answer.content.decode())


def test_every_variable_that_is_read_stands_there(sign_in: SignIn) -> None:
    screen = shown(sign_in, SETTINGS)
    assert [name for name in env.declared if f"ABOVEBOARD_{name} " not in screen] == []
    assert f"ABOVEBOARD_DATA_DIR Keys, SQLite and the published files. {os.environ['ABOVEBOARD_DATA_DIR']}" in screen


@pytest.mark.parametrize("given", [{"ABOVEBOARD_KEY": "hunter2"}, {"ABOVEBOARD_KEY_FILE": "key"}])
def test_of_a_secret_only_that_it_is_set_is_told(given: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "key").write_text("hunter2")
    read = Env({name: str(tmp_path / value) if value == "key" else value for name, value in given.items()}, dotenv=tmp_path / "none")
    assert read.text("KEY", "", "Opens.", secret=True) == "hunter2"
    assert read.text("OTHER", "x", "Opens nothing.", secret=True) == "x"
    assert read.text("PLAIN", "y", "Is plain.") == "y"
    told = {each.setting.name: (each.is_set, each.value) for each in read.told()}
    assert told == {"KEY": (True, None), "OTHER": (False, None), "PLAIN": (False, None)}
    assert "hunter2" not in str(read.told())


def test_no_secret_of_this_installation_is_shown(sign_in: SignIn) -> None:
    """R35: what the deployment keeps to itself is on no screen, not even an owner's."""
    hidden = [str(settings.SECRET_KEY), os.environ.get("ABOVEBOARD_DATABASE_URL", "none is set")]
    for path in (SETTINGS, ABOUT):
        assert [secret for secret in hidden if secret in shown(sign_in, path, "olga")] == []


def test_what_a_variable_is_for_is_said_in_german_to_whoever_reads_german(sign_in: SignIn) -> None:
    a_page()
    german, english = (
        html.unescape(words_of(sign_in("ada").get(SETTINGS, headers={"accept-language": code}).content.decode())) for code in ("de", "en")
    )
    assert "Schlüssel, SQLite und die veröffentlichten Dateien." in german and "Standard entsteht in DATA_DIR/keys/" in german
    told = [re.split("[`<]", setting.help)[0].strip() for setting in env.declared.values()]
    assert [words for words in told if words not in english] == [words for words in told if words in german] == []


def test_settings_lead_to_the_screens_that_a_person_may_open(sign_in: SignIn) -> None:
    assert "Sign-in Second factors" in shown(sign_in, SETTINGS, "olga") and "Sign-in Second factors" not in shown(sign_in, SETTINGS)
    assert "Audit log Who changed what." in shown(sign_in, SETTINGS)


def test_about_says_what_runs_and_how_it_is(sign_in: SignIn) -> None:
    page = a_page("Harbourline")
    Event.objects.update(dispatched_at=timezone.now())
    publish(page, now=timezone.now())
    give_sign(timezone.now())
    screen = shown(sign_in, ABOUT)
    take_sign_back()
    assert f"Aboveboard {settings.RELEASE}" in screen and "Licence: Apache 2.0." in screen and f"{connection.display_name} " in screen
    assert "The worker runs." in screen and "Harbourline edition 1" in screen and "Database" in screen


def test_what_is_wrong_stands_there_with_what_mends_it(sign_in: SignIn) -> None:
    a_page("Harbourline", is_default=False)
    Event.objects.update(dispatched_at=timezone.now())
    with transaction.atomic():
        record(Verb.PAGE_CHANGED, "page/p", by=OLGA, at=timezone.now() - timedelta(hours=2))
    settings.KEYS_DIR.mkdir()
    (settings.KEYS_DIR / "field_key").write_text("x")
    (settings.KEYS_DIR / "field_key").chmod(0o644)
    screen = shown(sign_in, ABOUT)
    assert "can be read by others than its owner" in screen and "chmod 600" in screen
    assert "an event waits for its listeners since 7" in screen
    assert "No worker runs beside this process." in screen and "never published" in screen


def test_what_is_wrong_is_said_in_the_language_of_whoever_asks(sign_in: SignIn) -> None:
    a_page("Harbourline", is_default=False)
    settings.KEYS_DIR.mkdir()
    (settings.KEYS_DIR / "field_key").write_text("x")
    (settings.KEYS_DIR / "field_key").chmod(0o644)
    ada = sign_in("ada")
    about, home = (words_of(ada.get(path, headers={"accept-language": "de"}).content.decode()) for path in (ABOUT, "/dashboard/"))
    assert f"Schlüssel {settings.KEYS_DIR}/field_key kann von anderen als seinem Eigentümer gelesen werden. chmod 600" in about
    assert "Seite keine ist die Standardseite" in about
    assert "kann von anderen als seinem Eigentümer gelesen werden" in home


def test_about_takes_few_queries_for_many_pages(sign_in: SignIn, django_assert_max_num_queries: object) -> None:
    for number in range(30):
        a_page(f"Page {number}", slug=f"page-{number}")
    ada = sign_in("ada")
    for path in (ABOUT, SETTINGS):
        with django_assert_max_num_queries(MOST_QUERIES):  # type: ignore[operator]
            assert ada.get(path).status_code == 200


def test_sizes_are_found_in_bounded_time(db: None, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    for number in range(3):
        (tmp_path / "one" / str(number)).write_bytes(b"x" * 100)
    (tmp_path / "link").symlink_to("/")
    assert folder_size(tmp_path, seconds=10) == (300, True)
    assert folder_size(tmp_path, seconds=-1).is_whole is False
    assert folder_size(tmp_path / "nowhere", seconds=1) == (0, True)
    assert database_size(connection).bytes > 100_000


def test_disk_and_keys_are_said_on_the_first_screen_to_who_can_mend_them(sign_in: SignIn) -> None:
    a_page()
    settings.KEYS_DIR.mkdir()
    (settings.KEYS_DIR / "field_key").write_text("x")
    (settings.KEYS_DIR / "field_key").chmod(0o644)
    assert "Something is wrong with the installation" in shown(sign_in, "/dashboard/")
    assert "Something is wrong with the installation" not in shown(sign_in, "/dashboard/", "ed")
