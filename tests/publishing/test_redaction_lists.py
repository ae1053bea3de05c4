"""What was redacted stays so when an older database or folder is brought back; the lists that see to it tell nobody too much."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from aboveboard.cli.checkup import findings
from aboveboard.pages.models import Page
from aboveboard.publishing import work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.addresses import folder_of
from aboveboard.publishing.fork import ForkError
from aboveboard.publishing.keys import rotate_key
from aboveboard.publishing.models import Redaction
from aboveboard.publishing.redaction import redact
from aboveboard.publishing.redaction_lists import DOMAIN
from tests.publishing.databases import backup, restore
from tests.publishing.folders import VALID, verdict_of
from tests.publishing.searching import editions, files_with, places_with
from tests.record.tamperings import FORGER
from tests.world import NOW, OLGA, a_component, a_maintenance, a_page, ahead, an_incident

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "Zirbelnuss"


def own_list(page: Page) -> Path:
    return folder_of(page) / "redactions.json"


def whole_list() -> Path:
    return editions() / ".redactions.json"


def subjects(path: Path) -> list[str]:
    return [entry["subject"] for entry in json.loads(path.read_bytes())["redactions"]]


def taken_out(subject: str, pages: list[Page], minutes: float = 2) -> None:
    redact(subject, reason="It named a customer.", at=ahead(minutes=minutes), by=OLGA)
    for page in pages:
        publish(page, now=ahead(minutes=minutes))


def test_a_folder_lists_what_concerns_its_page_and_no_more() -> None:
    page, other = a_page(), a_page("Second", slug="second")
    here = an_incident(SECRET, pages=[page])
    hidden = an_incident(SECRET, visibility="nobody")
    for one in (page, other):
        publish(one, now=NOW)

    taken_out(f"incident/{here.key}", [page, other])
    taken_out(f"incident/{hidden.key}", [page, other], minutes=3)

    assert subjects(own_list(page)) == [f"incident/{here.key}"] and not own_list(other).exists()
    assert subjects(whole_list()) == [f"incident/{here.key}", f"incident/{hidden.key}"]
    assert [path.stat().st_mode & 0o077 for path in (own_list(page), whole_list())] == [0, 0]


def test_folders_that_come_alone_redact_an_older_database_on_every_page() -> None:
    pages = [a_page(), a_page("Second", slug="second")]
    incident = an_incident(f"The {SECRET} case", body=SECRET)
    for page in pages:
        publish(page, now=NOW)
    saved = backup()
    taken_out(f"incident/{incident.key}", pages)
    whole_list().unlink()
    restore(saved)

    work.publish_due(ahead(minutes=3))

    assert places_with(SECRET, editions()) == [] and [verdict_of(page) for page in pages] == [VALID, VALID]
    assert Redaction.objects.get().pages == sorted(page.key for page in pages)


def test_a_maintenance_redacted_after_the_backup_does_not_come_back() -> None:
    page, api = a_page(), a_component()
    maintenance = a_maintenance(f"Moving {SECRET}", {api: "under_maintenance"}, body=f"{SECRET} moves")
    publish(page, now=NOW)
    saved = backup()
    taken_out(f"maintenance/{maintenance.key}", [page])
    restore(saved)

    publish(page, now=ahead(minutes=3))

    assert places_with(SECRET, editions()) == [] and verdict_of(page) == VALID


def test_a_maintenance_said_and_redacted_after_the_backup_is_taken_up_without_its_words() -> None:
    page, api = a_page(), a_component()
    publish(page, now=NOW)
    saved = backup()
    maintenance = a_maintenance(f"Moving {SECRET}", {api: "under_maintenance"}, body=f"{SECRET} moves")
    publish(page, now=ahead(minutes=1))
    taken_out(f"maintenance/{maintenance.key}", [page])
    restore(saved)

    publish(page, now=ahead(minutes=3))

    assert places_with(SECRET, editions()) == [] and verdict_of(page) == VALID


@pytest.mark.parametrize("rotate_first", [True, False])
def test_a_key_may_be_replaced_before_and_after(rotate_first: bool) -> None:
    page = a_page()
    incident = an_incident(SECRET)
    publish(page, now=NOW)

    if rotate_first:
        rotate_key(by=OLGA)
    redact(f"incident/{incident.key}", reason="It named a customer.", at=ahead(minutes=2), by=OLGA)
    work.render_due(ahead(minutes=2))  # the folder follows before there is an edition
    assert verdict_of(page) == VALID and not files_with("named a customer", folder_of(page) / "current")
    if not rotate_first:
        rotate_key(by=OLGA)
    work.publish_due(ahead(minutes=3))

    assert verdict_of(page) == VALID and places_with(SECRET, editions()) == []


def cut_in_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:40])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def signed_by_a_forger(path: Path) -> None:
    path.write_text(json.dumps({"redactions": [FORGER.sign(DOMAIN, entry) for entry in json.loads(path.read_bytes())["redactions"]]}))


def changed(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"customer", b"costumer"))


DAMAGES = [cut_in_half, empty, signed_by_a_forger, changed]


@pytest.mark.uncounted
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("place", [own_list, lambda page: whole_list()], ids=["own", "whole"])
def test_a_damaged_list_is_named_by_doctor(damage: Callable[[Path], None], place: Callable[[Page], Path]) -> None:
    page = a_page()
    incident = an_incident("A case")
    publish(page, now=NOW)
    taken_out(f"incident/{incident.key}", [page])

    damage(place(page))

    found = [finding for finding in findings() if finding.check == "redactions"]
    assert [str(place(page)) in finding.what for finding in found] == [True]


def test_a_damaged_list_is_written_again_and_keeps_nobody_from_publishing() -> None:
    page = a_page()
    incident = an_incident(SECRET)
    publish(page, now=NOW)
    taken_out(f"incident/{incident.key}", [page])
    before = own_list(page).read_bytes(), whole_list().read_bytes()
    cut_in_half(own_list(page))
    empty(whole_list())

    an_incident("News", at=ahead(minutes=3))
    publish(page, now=ahead(minutes=3))

    assert (own_list(page).read_bytes(), whole_list().read_bytes()) == before
    assert verdict_of(page) == VALID and not [finding for finding in findings() if finding.check == "redactions"]


@pytest.mark.parametrize("damage", [cut_in_half, signed_by_a_forger])
def test_under_an_older_database_a_damaged_list_stops_publishing(damage: Callable[[Path], None]) -> None:
    page = a_page()
    incident = an_incident(SECRET)
    publish(page, now=NOW)
    saved = backup()
    taken_out(f"incident/{incident.key}", [page])
    damage(own_list(page))
    restore(saved)

    with pytest.raises(ForkError, match=r"redactions\.json .*Bring the right file back"):
        publish(page, now=ahead(minutes=3))

    assert files_with(SECRET, folder_of(page)) == []


def test_a_list_by_another_hand_takes_no_words_out() -> None:
    page = a_page()
    incident = an_incident("True words")
    publish(page, now=NOW)
    entry = {"subject": f"incident/{incident.key}", "at": "2026-11-24T09:45:00Z", "reason": "Hush", "hashes": []}
    forged = FORGER.sign(DOMAIN, entry | {"key": FORGER.fingerprint})
    own_list(page).write_text(json.dumps({"redactions": [forged]}))

    publish(page, now=ahead(minutes=5))

    assert not Redaction.objects.exists()
    incident.refresh_from_db()
    assert incident.title == {"en": "True words"}
