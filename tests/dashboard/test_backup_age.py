"""The first screen says when the newest backup is too old, to those who can make one."""

import pytest
from django.conf import settings

from aboveboard.accounts.models import User
from tests.dashboard.conftest import SignIn
from tests.dashboard.test_about import ABOUT, shown
from tests.transfer.ages import backed_up, installed
from tests.world import a_page

HOME = "/dashboard/"


def test_a_newcomer_is_not_asked_for_a_backup(sign_in: SignIn) -> None:
    a_page()
    installed(days=6)
    assert "backup" not in shown(sign_in, HOME)
    assert "None is known." in shown(sign_in, ABOUT)


def test_after_some_days_without_any_the_first_screen_says_so(sign_in: SignIn) -> None:
    a_page()
    installed(days=7)
    assert "No backup yet" in shown(sign_in, HOME) and "aboveboard backup FILE" in shown(sign_in, HOME)
    assert "backup No backup yet. aboveboard backup FILE" in shown(sign_in, ABOUT)


def test_the_first_screen_says_how_old_the_newest_is(sign_in: SignIn) -> None:
    a_page()
    installed(days=400)
    backed_up(days=20)
    backed_up(days=9)
    assert "The newest backup is 9 days old" in shown(sign_in, HOME)
    assert "The newest backup is 9 days old." in shown(sign_in, ABOUT)
    backed_up(days=6)
    assert "The newest backup" not in shown(sign_in, HOME)


@pytest.mark.parametrize(("name", "told"), [("olga", True), ("ada", True), ("ed", False), ("rae", False), ("vera", False)])
def test_it_is_said_to_those_who_look_after_the_settings(sign_in: SignIn, name: str, told: bool) -> None:
    a_page()
    installed(days=30)
    assert ("No backup yet" in shown(sign_in, HOME, name)) is told


def test_nobody_is_asked_where_nobody_wants_to_hear(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    a_page()
    installed(days=400)
    monkeypatch.setattr(settings, "BACKUP_DAYS", 0)
    assert "backup" not in shown(sign_in, HOME)
    monkeypatch.setattr(settings, "BACKUP_DAYS", 500)
    assert "backup" not in shown(sign_in, HOME)


def test_it_is_said_in_german_to_whoever_reads_german(sign_in: SignIn) -> None:
    a_page()
    installed(days=30)
    ada = sign_in("ada")
    User.objects.update(language="de")
    assert "Noch keine Sicherung" in ada.get(HOME).content.decode()
    backed_up(days=9)
    assert "Die neueste Sicherung ist 9 Tage alt" in ada.get(HOME).content.decode()
