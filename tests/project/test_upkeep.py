"""What libraries leave behind is forgotten: sessions that have ended, and the cache's expired entries."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from aboveboard.accounts.actions import create_user
from aboveboard.project.schedule import JOBS
from aboveboard.project.upkeep import forget_cached, forget_sessions
from tests.dashboard.conftest import PASSWORD
from tests.dashboard.entering import is_in, log_in
from tests.world import OLGA

pytestmark = pytest.mark.django_db


def test_forgetting_holds_nobody_up_who_publishes_or_looks_for_what_is_due() -> None:
    lanes = {job.lane for job in JOBS if "forget" not in job.name}
    assert {job.lane for job in JOBS if "forget" in job.name} & lanes == set()


def test_a_session_that_has_ended_is_forgotten_and_one_that_lasts_is_not() -> None:
    here, elsewhere = Client(), Client()
    for client, name in ((here, "ed"), (elsewhere, "rae")):
        log_in(client, create_user(email=f"{name}@harbourline.example", role="editor", password=PASSWORD, by=OLGA))
        assert is_in(client)
    over = elsewhere.cookies[settings.SESSION_COOKIE_NAME].value
    Session.objects.filter(session_key=over).update(expire_date=timezone.now() - timedelta(minutes=1))
    UserSession.objects.filter(session_key=over).update(last_seen_at=timezone.now() - timedelta(hours=2))

    assert forget_sessions(timezone.now()) == 2

    assert is_in(here) and not is_in(elsewhere)
    assert not Session.objects.filter(session_key=over).exists() and not UserSession.objects.filter(session_key=over).exists()


def test_expired_entries_of_the_cache_are_forgotten_and_others_are_not() -> None:
    cache.clear()
    cache.set_many({f"over-{number}": number for number in range(450)}, timeout=60)
    cache.set("in-force", 7, timeout=3600)
    cache.set("for-good", 8, timeout=None)

    assert forget_cached(timezone.now()) == 0
    assert forget_cached(timezone.now() + timedelta(minutes=10)) == 450

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache")
        assert cursor.fetchone()[0] == 2
    assert (cache.get("in-force"), cache.get("for-good"), cache.get("over-1")) == (7, 8, None)
