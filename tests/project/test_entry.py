"""What Django answers for itself: health, readiness, and a refusal for views that do not say who may enter."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from aboveboard.events.models import Event
from aboveboard.project import urls


def says_nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


urlpatterns = [path("forgotten/", says_nothing), *urls.urlpatterns]


@pytest.fixture
def editions(tmp_path: Path, settings: object) -> Iterator[Path]:
    settings.EDITIONS_DIR = tmp_path  # type: ignore[attr-defined]
    yield tmp_path


def test_a_view_that_does_not_say_who_may_enter_is_refused(client: Client, settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    answer = client.get("/forgotten/")
    assert (answer.status_code, b"secret" in answer.content) == (403, False)


def test_the_process_is_healthy_without_a_database_and_nothing_is_stored(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not answer.cookies


def write_head(editions: Path, confirmed_at: datetime) -> None:
    (editions / "localhost").mkdir()
    (editions / "localhost" / "head.json").write_text(json.dumps({"edition": 1, "confirmed_at": confirmed_at.isoformat()}))


@pytest.mark.django_db
def test_an_installation_is_ready_when_its_worker_confirms_and_nothing_waits(client: Client, editions: Path) -> None:
    write_head(editions, timezone.now())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "problems": []})


@pytest.mark.django_db
def test_a_silent_worker_and_an_event_that_waits_make_it_not_ready(client: Client, editions: Path) -> None:
    write_head(editions, timezone.now() - timedelta(seconds=100))
    Event.objects.create(
        verb="page.changed", subject_kind="page", subject_id="x", actor_kind="system", at=timezone.now() - timedelta(seconds=200)
    )
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert [problem.split(":")[0] for problem in answer.json()["problems"]] == ["worker", "events"]


@pytest.mark.django_db
def test_a_migration_that_was_not_applied_makes_it_not_ready(client: Client, editions: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'publishing'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["problems"][0].startswith("migrations:")
