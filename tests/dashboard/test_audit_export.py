"""The audit log as a file: what it holds, that it is harmless, and that everything which touches security is in the log."""

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aboveboard.dashboard.audit.exporting import CHUNK
from aboveboard.events.actors import Actor, ActorKind
from aboveboard.events.models import Event
from tests.dashboard.conftest import PASSWORD, SignIn
from tests.dashboard.entering import log_in, set_up_app
from tests.dashboard.test_audit import AUDIT, many_events, shown, some_events, told
from tests.dashboard.test_people import Person

EXPORT = "/dashboard/audit/export"


def body_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def test_a_file_holds_what_the_filters_say_and_is_itself_written_down(proved: SignIn, person: Person) -> None:
    some_events(person)
    olga = proved("olga")
    answer = olga.post(EXPORT, {"format": "jsonl", "about": "user", "since": "2026-11-25"})
    lines = [json.loads(line) for line in body_of(answer).splitlines()]
    assert [line["data"].get("number") for line in lines] == [5, 4, 3]
    assert lines[0]["verb"] == "user.changed" and lines[0]["at"] == "2026-11-26T09:41:00Z"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="audit-')
    assert "no-store" in answer.headers["Cache-Control"]
    event = Event.objects.get(verb="events.exported")
    assert event.data == {"format": "jsonl", "filters": {"about": "user", "since": "2026-11-25"}, "most": 100_000}
    assert (event.actor_name, event.actor_address) == ("Olga", "127.0.0.1")


def test_a_long_log_leaves_in_chunks_each_line_once(proved: SignIn) -> None:
    many_events(CHUNK * 2 + 1)
    olga = proved("olga")
    with CaptureQueriesContext(connection) as asked:
        body = body_of(olga.post(EXPORT, {"format": "csv", "about": "page"}))
    reading = [each["sql"] for each in asked.captured_queries if "events_event" in each["sql"] and f"LIMIT {CHUNK}" in each["sql"]]
    ids = [int(row["id"]) for row in csv.DictReader(io.StringIO(body))]
    assert len(reading) == 3 and len(ids) == CHUNK * 2 + 1 and ids == sorted(set(ids), reverse=True)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"])
def test_no_cell_of_a_file_becomes_a_formula(proved: SignIn, name: str) -> None:
    """R64."""
    told(by=Actor(ActorKind.PERSON, name, name), name=name)
    body = body_of(proved("olga").post(EXPORT, {"format": "csv", "about": "page.changed"}))
    rows = list(csv.reader(io.StringIO(body, newline="")))
    assert [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []
    assert rows[1][5] == f"'{name}" and all(line.startswith('"') for line in body.split("\r\n")[:1])


@pytest.mark.parametrize(("given", "field"), [({"format": "xlsx"}, "format"), ({}, "format"), ({"format": "csv", "since": "x"}, "since")])
def test_a_file_of_nothing_that_exists_is_refused_and_not_written_down(proved: SignIn, given: dict[str, str], field: str) -> None:
    answer = proved("olga").post(EXPORT, given)
    assert (answer.status_code, answer.content.decode().partition(":")[0]) == (400, field)
    assert not Event.objects.filter(verb="events.exported").exists()


def test_only_who_may_export_is_offered_it_and_it_asks_for_the_password(sign_in: SignIn) -> None:
    assert "Export CSV" not in shown(sign_in("ada")) and "Export CSV" in shown(sign_in("olga"))
    answer = sign_in("olga").post(EXPORT, {"format": "csv"})
    assert (answer.status_code, "reauthenticate" in answer.headers["Location"]) == (302, True)
    assert not Event.objects.filter(verb="events.exported").exists()


def test_everything_that_touches_security_is_there_with_its_address_and_without_secrets(
    client: Client, person: Person, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    olga, rae = person("olga"), person("rae")
    assert client.post("/dashboard/login/", {"login": olga.email, "password": "not her password"}).status_code == 200
    assert client.post("/dashboard/login/", {"login": "nobody@example.org", "password": "not a password"}).status_code == 200
    log_in(client, olga)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        secret = set_up_app(client)
    role = {"name": "Rae", "role": "viewer", "reach": "everywhere", "revision": rae.revision}
    assert client.post(f"/dashboard/people/{rae.key}/", role).status_code == 302
    made = client.post("/dashboard/tokens/new/", {"name": "S", "scopes": ["*"], "reach": "everywhere", "days": "7"}).content.decode()
    token = re.findall(r'value="(ab_[0-9a-z_]+)"', made)[0]
    client.post(f"/dashboard/tokens/{token.split('_')[1]}/revoke/")
    client.post(
        "/dashboard/sign-in/",
        {"revision": "1", "grace_days": "9", "group_claim": "groups", "local_sign_in": "on", "client_secret": "s3cr3t-of-ours"},
    )
    body_of(client.post(EXPORT, {"format": "csv"}))
    written = Event.objects.filter(actor_address="127.0.0.1")
    assert {
        "user.sign_in_failed", "user.signed_in", "user.factor_added", "user.reauthenticated", "user.changed", "token.created",
        "token.revoked", "settings.changed", "events.exported",
    } <= set(written.values_list("verb", flat=True))  # fmt: skip
    assert set(written.filter(verb="user.sign_in_failed").values_list("subject_id", flat=True)) == {olga.key, "unknown"}
    everything = str(list(Event.objects.values())) + client.get(AUDIT).content.decode()
    hidden = [PASSWORD, "not her password", "not a password", "nobody@example.org", secret, token.split("_")[2], "s3cr3t-of-ours"]
    assert [each for each in hidden if each in everything] == []
