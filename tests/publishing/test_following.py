"""A machine that shares the database and nothing else holds the same signed files, byte for byte."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aboveboard.incidents.actions import resolve_incident
from aboveboard.incidents.models import Incident
from aboveboard.pages.actions import change_page
from aboveboard.pages.admitting import set_readers
from aboveboard.pages.models import Page
from aboveboard.publishing import emergency, redaction, steps, store, work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.following import Following
from aboveboard.publishing.keys import rotate_key
from aboveboard.publishing.models import EditionRow
from tests.publishing.folders import document, everything, folder_of, head, is_published, verdict_of
from tests.world import ED, NOW, OLGA, a_component, a_page, ago, ahead, an_incident

pytestmark = pytest.mark.django_db(transaction=True)

Elsewhere = Callable[[], Any]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Elsewhere:
    """``with elsewhere():`` everything inside happens on a second machine: other folders, no signing key."""

    @contextmanager
    def there() -> Iterator[None]:
        with pytest.MonkeyPatch.context() as here:
            here.setattr(settings, "EDITIONS_DIR", tmp_path / "second" / "editions")
            here.setattr(settings, "KEYS_DIR", tmp_path / "second" / "keys")
            yield

    return there


def files(page: Page) -> dict[str, bytes]:
    """What readers and verifiers get, but for the head, which each machine confirms by itself."""
    root = folder_of(page)
    return {f"{part}/{path}": data for part in ("current", "shared", "record") for path, data in everything(root / part).items()} | {
        "site.json": (root / "site.json").read_bytes()
    }


def look(following: Following, now: datetime = NOW) -> None:
    """Until nothing waits."""
    while following.look(now):
        pass


def assert_same(page: Page, elsewhere: Elsewhere) -> None:
    here = files(page)
    with elsewhere():
        there = files(page)
        assert verdict_of(page)[0] == "valid"
    superseded = here.keys() - there.keys()
    assert [path for path in superseded if not path.endswith("-later.json")] == [], "later lists that tell nothing any more are not brought"
    assert there.keys() <= here.keys()
    assert [path for path in there if here[path] != there[path]] == []


def test_a_second_machine_writes_the_same_signed_files(elsewhere: Elsewhere) -> None:
    page, api = a_page(languages=["en", "de"]), a_component()
    an_incident("Past", {api: "partial_outage"}, at=ago(days=200))
    following = Following()
    publish(page, now=NOW)
    with elsewhere():
        look(following)
    assert_same(page, elsewhere)

    incident = an_incident(statuses={api: "major_outage"})
    publish(page, now=ahead(minutes=1))
    with elsewhere():
        look(following)
    assert_same(page, elsewhere)

    resolve_incident(incident, at=ahead(minutes=2), by=ED)
    publish(page, now=ahead(minutes=2))
    work.render_due(ahead(minutes=63))
    with elsewhere():
        look(following, ahead(minutes=63))
        assert not (settings.KEYS_DIR / "signing.pem").exists()
    assert_same(page, elsewhere)


@pytest.mark.uncounted
def test_one_that_comes_late_holds_the_same_as_one_that_was_there_all_along(elsewhere: Elsewhere) -> None:
    page, api = a_page(), a_component()
    following = Following()
    for hour in range(4):
        moment = ahead(hours=2 * hour, seconds=7)
        incident = an_incident(f"Number {hour}", {api: "partial_outage"}, at=moment)
        publish(page, now=moment)
        resolve_incident(incident, at=moment + timedelta(minutes=3), by=ED)
        publish(page, now=moment + timedelta(minutes=3))
        work.render_due(moment + timedelta(minutes=70))
    with elsewhere():
        look(following, ahead(hours=9))
    assert_same(page, elsewhere)


@pytest.mark.uncounted
def test_it_writes_no_row(elsewhere: Elsewhere) -> None:
    page, api = a_page(), a_component()
    publish(page, now=NOW)
    an_incident(statuses={api: "major_outage"})
    publish(page, now=NOW)
    with elsewhere(), CaptureQueriesContext(connection) as captured:
        look(Following())
    words = [query["sql"].split()[0] for query in captured.captured_queries]
    assert {word for word in words if word in ("INSERT", "UPDATE", "DELETE")} == set()


def test_renewals_arrive_without_an_edition(elsewhere: Elsewhere) -> None:
    page, api, following = a_page(), a_component(), Following()
    an_incident(statuses={api: "major_outage"})
    publish(page, now=NOW)
    with elsewhere():
        look(following)
        before = document(page, "index.html")
    for minutes in (11, 22, 70):
        work.render_due(ahead(minutes=minutes))
        with elsewhere():
            look(following, ahead(minutes=minutes))
            assert document(page, "index.html") != before
        assert_same(page, elsewhere)
    assert EditionRow.objects.count() == 1


@pytest.mark.uncounted
def test_hidden_removed_and_redacted_things_go_from_there_too(elsewhere: Elsewhere) -> None:
    page, api, following = a_page(), a_component(), Following()
    incident = an_incident("It held the password swordfish", {api: "partial_outage"}, at=ago(hours=3))
    resolve_incident(incident, at=ago(hours=2), by=ED)
    publish(page, now=NOW)
    with elsewhere():
        look(following)
        assert "swordfish" in document(page, f"incidents/{incident.key}/index.html")

    redaction.redact(f"incident/{incident.key}", reason="A password.", at=ahead(minutes=1), by=OLGA)
    publish(page, now=ahead(minutes=1))
    with elsewhere():
        look(following, ahead(minutes=1))
        assert [path for path, data in everything(folder_of(page)).items() if b"swordfish" in data] == []
    assert_same(page, elsewhere)


def test_words_leave_the_record_there_even_if_nobody_publishes(elsewhere: Elsewhere) -> None:
    page, following = a_page(), Following()
    incident = an_incident("It held the password swordfish")
    publish(page, now=NOW)
    with elsewhere():
        look(following)
    redaction.redact(f"incident/{incident.key}", reason="A password.", at=ahead(minutes=1), by=OLGA)
    with elsewhere():
        look(following, ahead(minutes=1))
        items = everything(folder_of(page) / "record" / "items")
        assert [path for path, data in items.items() if b"swordfish" in data] == []


@pytest.mark.uncounted
def test_a_page_that_is_made_private_or_deleted_goes(elsewhere: Elsewhere) -> None:
    page, other, following = a_page(), a_page("Other", slug="other"), Following()
    assert publish(page, now=NOW) and publish(other, now=NOW)
    with elsewhere():
        look(following)
        assert is_published(page, "index.html") and is_published(other, "index.html")
    set_readers(other, readers="signed_in", by=OLGA)
    with elsewhere():
        look(following)
        assert not folder_of(other).exists() and is_published(page, "index.html")


def test_an_empty_database_takes_nothing_away(elsewhere: Elsewhere) -> None:
    page, following = a_page(), Following()
    publish(page, now=NOW)
    with elsewhere():
        look(following)
    Page.objects.all().delete()
    with elsewhere():
        look(following)
        assert is_published(page, "index.html")


def test_a_page_whose_address_changes_moves(elsewhere: Elsewhere) -> None:
    page, following = a_page(), Following()
    publish(page, now=NOW)
    with elsewhere():
        look(following)
        old = folder_of(page)
    change_page(page, host="status.example.org", by=OLGA)
    page.refresh_from_db()
    publish(page, now=ahead(minutes=1))
    with elsewhere():
        look(following)
        assert not old.exists()
    assert_same(page, elsewhere)


def test_rotated_keys_arrive(elsewhere: Elsewhere) -> None:
    page, following = a_page(), Following()
    publish(page, now=NOW)
    with elsewhere():
        look(following)
    rotate_key(by=OLGA)
    work.publish_due(ahead(minutes=1))
    with elsewhere():
        look(following)
    assert EditionRow.objects.count() == 2
    assert_same(page, elsewhere)


@pytest.mark.uncounted
@pytest.mark.parametrize("name", ["items written", "replica shared written", "hot tree written", "replica hot written", "replica switched"])
def test_one_that_is_killed_anywhere_is_made_whole_by_the_next(name: str, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        pass

    def kill(moment: str) -> None:
        if moment == name:
            raise Killed

    page, api, following = a_page(), a_component(), Following()
    publish(page, now=NOW)
    with elsewhere():
        look(following)
    an_incident(statuses={api: "major_outage"})
    publish(page, now=ahead(minutes=1))
    with elsewhere(), monkeypatch.context() as killing, pytest.raises(Killed):
        killing.setattr(steps, "hook", kill)
        look(following)
    with elsewhere():
        look(Following())
    assert_same(page, elsewhere)


def test_the_head_is_confirmed_while_nothing_waits_to_be_said(elsewhere: Elsewhere) -> None:
    page, api, following = a_page(), a_component(), Following()
    work.publish_due(NOW)
    with elsewhere():
        look(following, ahead(seconds=20))
        assert head(page)["confirmed_at"] == "2026-11-24T09:41:20Z"
        an_incident(statuses={api: "major_outage"}, at=ahead(seconds=21))
        look(following, ahead(seconds=40))
        assert head(page)["confirmed_at"] == "2026-11-24T09:41:20Z", "whoever signs is late: nobody knows whether this is true"


def test_a_database_from_an_older_backup_is_waited_for(elsewhere: Elsewhere, caplog: pytest.LogCaptureFixture) -> None:
    page, api, following = a_page(), a_component(), Following()
    publish(page, now=NOW)
    an_incident(statuses={api: "major_outage"})
    publish(page, now=ahead(minutes=1))
    with elsewhere():
        look(following)
        before = everything(folder_of(page))
    EditionRow.objects.filter(number=2).delete()
    with elsewhere(), caplog.at_level(logging.INFO):
        for _ in range(3):
            look(following)
        assert everything(folder_of(page)) == before
    said = [record.getMessage() for record in caplog.records if "waiting for the rest" in record.getMessage()]
    assert len(said) == 1, "once, not at each look"
    publish(page, now=ahead(minutes=2))  # whoever signs takes its own folder up
    with elsewhere():
        look(following)
    assert_same(page, elsewhere)


def test_a_notice_posted_there_while_the_database_was_away_is_handed_over(elsewhere: Elsewhere, tmp_path: Path) -> None:
    page, following = a_page(), Following()
    publish(page, now=NOW)
    with elsewhere():
        look(following)
        settings.KEYS_DIR.mkdir(parents=True)
        (settings.KEYS_DIR / "signing.pem").write_bytes((tmp_path / "keys" / "signing.pem").read_bytes())
        posted = emergency.post(store.folder_for(page), "We are moving.", now=ahead(minutes=1))
        look(following, ahead(minutes=2))
    assert Incident.objects.get().key == posted.incident
    work.publish_due(ahead(minutes=3))
    with elsewhere():
        look(following, ahead(minutes=3))
    assert "We are moving." in document(page, "index.html")
    assert_same(page, elsewhere)
