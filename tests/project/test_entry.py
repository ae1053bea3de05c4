"""What Django answers for itself: health, readiness, and a refusal for views that do not say who may enter."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from aboveboard.events.models import Event
from aboveboard.lib.proxies import Proxies, networks_of
from aboveboard.project import urls
from aboveboard.publishing.heartbeat import following_file, give_sign, sign_file
from tests.front.asking import ask
from tests.front.running import bare_environment
from tests.world import a_page


def says_nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret")


urlpatterns = [path("forgotten/", says_nothing), *urls.urlpatterns]


@pytest.fixture
def editions(tmp_path: Path, settings: object) -> Iterator[Path]:
    settings.DATA_DIR = settings.EDITIONS_DIR = tmp_path  # type: ignore[attr-defined]
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


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/dashboard", "/dashboard/incidents?search=x", "/de/record/2", "/record/2/changes?since=1", "/p/acme", "/members"]
)
def test_a_missing_slash_is_added(client: Client, path: str) -> None:
    answer = client.get(path)
    there, _, query = path.partition("?")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{there}/{query and '?'}{query}")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nowhere", "/dashboard/nowhere", "/%2F/dashboard"])
def test_none_is_added_where_nothing_would_be(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_an_installation_is_ready_when_its_worker_confirms_and_nothing_waits(client: Client, editions: Path) -> None:
    give_sign(timezone.now())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "problems": []})


@pytest.mark.django_db
def test_a_silent_worker_and_an_event_that_waits_make_it_not_ready(client: Client, editions: Path) -> None:
    give_sign(timezone.now())
    os.utime(sign_file(), (time.time() - 60, time.time() - 60))
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


def asked_at(client: Client, host: str, address: str = "/nothing/") -> int:
    return client.get(address, headers={"host": host}).status_code


@pytest.mark.django_db
def test_django_answers_to_the_hosts_of_the_installation_and_of_pages_and_to_no_other(client: Client) -> None:
    a_page(host="status.harbourline.example")
    assert asked_at(client, "status.harbourline.example") == 404
    assert [asked_at(client, name) for name in ("localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST")] == [404] * 4
    assert [asked_at(client, name) for name in ("evil.example", "harbourline.example", "a b", "localhost.evil.example")] == [400] * 4
    assert asked_at(client, "10.1.2.3:8000", "/readyz") in (200, 503)


def test_where_the_address_is_https_cookies_are_bound_to_the_host_and_http_is_left(tmp_path: Path) -> None:
    shown = "SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE, SECURE_SSL_REDIRECT, SECURE_HSTS_SECONDS"
    program = f"from aboveboard.project.settings import *; print({shown})"
    given = {"SITE_URL": "https://status.example.org", "DATA_DIR": str(tmp_path)}
    for trusted, redirects in (("", "False"), ("10.0.0.0/8", "True")):
        environment = bare_environment(**given, TRUSTED_PROXIES=trusted)
        said = subprocess.run([sys.executable, "-c", program], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert said.stdout == f"__Host-sessionid __Host-csrftoken True True {redirects} 31536000\n"


def test_django_learns_of_the_client_from_trusted_proxies_alone() -> None:
    seen: list[dict[str, object]] = []

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        seen.append(environ)
        start_response("200 OK", [])
        return []

    told = Proxies(networks_of(["10.0.0.0/8"]), "https://status.example.org").around(app)
    ask(told, "/", x_forwarded_for="198.51.100.1", x_forwarded_proto="https", also={"REMOTE_ADDR": "10.0.0.1"})
    ask(
        told, "/", x_forwarded_for="198.51.100.1", x_forwarded_proto="https", also={"REMOTE_ADDR": "203.0.113.5", "wsgi.url_scheme": "http"}
    )
    assert [(environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) for environ in seen] == [
        ("198.51.100.1", "https"),
        ("203.0.113.5", "http"),
    ]


@pytest.mark.django_db
def test_what_a_command_publishes_is_no_sign_of_a_worker(client: Client, editions: Path) -> None:
    assert not sign_file().exists()
    assert client.get("/readyz").json()["problems"] == ["worker: gives no sign of life"]


@pytest.mark.django_db
def test_a_machine_that_follows_is_ready_while_it_looks_and_needs_no_worker(client: Client, editions: Path) -> None:
    following_file().touch()
    assert client.get("/readyz").json() == {"ok": True, "problems": []}
    os.utime(following_file(), (time.time() - 60, time.time() - 60))
    answer = client.get("/readyz")
    assert (answer.status_code, [problem.split(":")[0] for problem in answer.json()["problems"]]) == (503, ["following"])
