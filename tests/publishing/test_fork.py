"""A folder that knows more than the database, or something else, after a restore or a split brain."""

import shutil

import pytest

from aboveboard.cli.checkup import findings
from aboveboard.events.models import Event
from aboveboard.incidents.actions import delete_incident, edit_update, post_update, resolve_incident
from aboveboard.incidents.models import Incident
from aboveboard.lib.canonical import sha256_hex
from aboveboard.pages.models import Page
from aboveboard.publishing import clock, work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.addresses import folder_of
from aboveboard.publishing.fork import ForkError, Parting, parting
from aboveboard.publishing.keys import rotate_key
from aboveboard.publishing.models import EditionRow, ItemRow, KeyRow, Redaction
from aboveboard.publishing.redaction import redact
from aboveboard.publishing.verify import verify_folder
from tests.publishing.databases import backup, restore
from tests.publishing.exchanged import exchange_key
from tests.publishing.folders import VALID, document, head, lines, verdict_of
from tests.publishing.kept import kept
from tests.publishing.searching import editions, places_with
from tests.world import ED, NOW, OLGA, a_component, a_page, ahead, an_incident

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.uncounted]


@kept
def a_published_page() -> Page:
    page, api = a_page(languages=["en", "de"]), a_component("API")
    publish(page, now=NOW)
    an_incident("The first", {api: "major_outage"})
    publish(page, now=NOW)
    return page


def pin_of(page: Page) -> tuple[int, str]:
    """Number and hash of the newest line, as a reader notes them."""
    newest = (folder_of(page) / "record" / "editions.jsonl").read_bytes().splitlines()[-1]
    return lines(page)[-1]["edition"], sha256_hex(newest)


def still_valid(page: Page, since: tuple[int, str]) -> bool:
    return verdict_of(page) == VALID and verify_folder(folder_of(page), since=since).code == "valid"


def test_after_a_restore_the_next_edition_goes_on_from_the_folders() -> None:
    page = a_published_page()
    saved = backup()
    an_incident("Said after the backup", body="Words after the backup.", at=ahead(minutes=1))
    publish(page, now=ahead(minutes=1))
    resolve_incident(Incident.objects.get(title__icontains="first"), at=ahead(minutes=2), by=ED)
    publish(page, now=ahead(minutes=2))
    noted = pin_of(page)
    restore(saved)

    assert parting(page) == Parting(common=2, folder=4, database=2, emergencies=False)
    a_component("Web")
    publish(page, now=ahead(minutes=5))

    assert head(page)["edition"] == 5 and still_valid(page, noted)
    assert list(EditionRow.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert "Web" in document(page, "index.html") and "Said after the backup" in document(page, "index.html")
    assert parting(page) is None


def test_what_was_said_after_the_backup_is_back_with_its_ids_and_words() -> None:
    page = a_published_page()
    first = Incident.objects.get()
    saved = backup()
    lost = an_incident(title={"en": "Lost", "de": "Verloren"}, at=ahead(minutes=1), body="One.")
    edit_update(lost.updates.get(), body="Two.", at=ahead(minutes=2), by=ED)
    post_update(first, status="identified", body="We know why.", at=ahead(minutes=3), by=ED)
    publish(page, now=ahead(minutes=3))
    restore(saved)

    assert publish(page, now=ahead(minutes=4)) is None  # nothing differs any more

    back = Incident.objects.get(key=lost.key)
    assert back.title == {"en": "Lost", "de": "Verloren"} and back.updates.get().body == {"en": "Two."}
    assert back.updates.get().edits.get().body_before == {"en": "One."}
    first.refresh_from_db()
    assert (first.status, first.updates.count()) == ("identified", 2)
    assert verdict_of(page) == VALID and head(page)["edition"] == 3


def test_what_came_back_can_be_updated_resolved_and_deleted() -> None:
    page = a_published_page()
    saved = backup()
    lost = an_incident("Lost", at=ahead(minutes=1))
    publish(page, now=ahead(minutes=1))
    restore(saved)
    publish(page, now=ahead(minutes=2))

    resolve_incident(Incident.objects.get(key=lost.key), body="Over.", at=ahead(minutes=3), by=ED)
    publish(page, now=ahead(minutes=3))
    assert "Over." in document(page, f"incidents/{lost.key}/index.html") and verdict_of(page) == VALID

    delete_incident(Incident.objects.get(key=lost.key), at=ahead(minutes=4), by=ED)
    publish(page, now=ahead(minutes=4))
    assert verdict_of(page) == VALID


def test_an_incident_deleted_after_the_backup_is_not_taken_up_as_new() -> None:
    page = a_published_page()
    saved = backup()
    gone = an_incident("Said and taken back", at=ahead(minutes=1))
    publish(page, now=ahead(minutes=1))
    delete_incident(gone, at=ahead(minutes=2), by=ED)
    publish(page, now=ahead(minutes=2))
    restore(saved)

    publish(page, now=ahead(minutes=3))

    assert not Incident.objects.filter(key=gone.key).exists() and verdict_of(page) == VALID


def test_the_worker_takes_it_up_by_itself_and_renders_nothing_before() -> None:
    page = a_published_page()
    saved = backup()
    an_incident("Said after the backup", at=ahead(minutes=1))
    publish(page, now=ahead(minutes=1))
    noted = pin_of(page)
    restore(saved)

    assert not clock.render_again(page, now=ahead(minutes=30)) and work.render_due(ahead(minutes=30)) == 0
    work.publish_due(ahead(minutes=30))
    work.render_due(ahead(minutes=90))

    assert still_valid(page, noted) and EditionRow.objects.count() == 3 and parting(page) is None


def test_keys_rotated_after_the_backup_are_taken_up() -> None:
    page = a_published_page()
    saved = backup()
    fresh = rotate_key(by=OLGA)
    work.publish_due(ahead(minutes=1))
    restore(saved)

    publish(page, now=ahead(minutes=2))
    a_component("Web")
    publish(page, now=ahead(minutes=3))

    assert KeyRow.objects.order_by("-number").values_list("fingerprint", flat=True)[0] == fresh
    assert lines(page)[-1]["key"] == fresh and verdict_of(page) == VALID


def test_a_folder_signed_by_another_key_is_not_taken_up() -> None:
    page = a_published_page()
    saved = backup()
    an_incident("Said after the backup", at=ahead(minutes=1))
    publish(page, now=ahead(minutes=1))
    restore(saved)
    exchange_key()

    with pytest.raises(ForkError, match="wrong-key"):
        publish(page, now=ahead(minutes=2))

    assert head(page)["edition"] == 3 and EditionRow.objects.count() == 2


def test_a_folder_whose_record_was_changed_is_not_taken_up() -> None:
    page = a_published_page()
    saved = backup()
    an_incident("Said after the backup", at=ahead(minutes=1))
    publish(page, now=ahead(minutes=1))
    record = folder_of(page) / "record" / "editions.jsonl"
    record.write_bytes(record.read_bytes().replace(b'"actors":[]', b'"actors":["person"]'))
    restore(saved)

    with pytest.raises(ForkError, match=r"broken-chain|bad-signature"):
        publish(page, now=ahead(minutes=2))


def test_of_two_histories_the_folders_is_kept_and_doctor_names_it() -> None:
    page = a_published_page()
    saved, folder = backup(), folder_of(page)
    shutil.copytree(folder, folder.with_name("aside"), symlinks=True)
    an_incident("Only in the folder", at=ahead(minutes=1))
    publish(page, now=ahead(minutes=1))
    noted = pin_of(page)
    shutil.move(folder, folder.with_name("first"))
    shutil.move(folder.with_name("aside"), folder)
    restore(saved)
    a_component("Only in the database")
    publish(page, now=ahead(minutes=2))
    shutil.rmtree(folder)
    shutil.move(folder.with_name("first"), folder)

    parted = parting(page)
    assert parted is not None and parted.is_fork and (parted.common, parted.folder, parted.database) == (2, 3, 3)
    assert any("they agree up to 2" in finding.what for finding in findings())
    publish(page, now=ahead(minutes=3))

    assert still_valid(page, noted) and head(page)["edition"] == 4
    assert "Only in the folder" in document(page, "index.html") and "Only in the database" in document(page, "index.html")
    assert any("two histories after edition 2" in finding.what for finding in findings())


def test_words_redacted_after_the_backup_do_not_come_back() -> None:
    page = a_published_page()
    incident = an_incident("The Zirbelnuss case", body="Zirbelnuss", at=ahead(minutes=1))
    publish(page, now=ahead(minutes=1))
    saved = backup()
    redact(f"incident/{incident.key}", reason="It named a customer.", at=ahead(minutes=2), by=OLGA)
    publish(page, now=ahead(minutes=2))
    noted = pin_of(page)
    restore(saved)
    assert "incidents_incident" in places_with("Zirbelnuss", editions())

    publish(page, now=ahead(minutes=3))

    assert places_with("Zirbelnuss", editions()) == [] and still_valid(page, noted)
    assert Redaction.objects.get().reason == "It named a customer." and head(page)["edition"] == 4


def test_words_that_nobody_saw_and_that_were_redacted_do_not_come_back_either() -> None:
    page = a_published_page()
    incident = an_incident("The Zirbelnuss case", visibility="nobody", at=ahead(minutes=1))
    saved = backup()
    redact(f"incident/{incident.key}", reason="It named a customer.", at=ahead(minutes=2), by=OLGA)
    publish(page, now=ahead(minutes=2))
    restore(saved)

    work.publish_due(ahead(minutes=3))

    assert places_with("Zirbelnuss", editions()) == []


def test_an_older_folder_under_a_newer_database_is_redacted_again() -> None:
    page = a_published_page()
    incident = an_incident("The Zirbelnuss case", body="Zirbelnuss", at=ahead(minutes=1))
    publish(page, now=ahead(minutes=1))
    folder = folder_of(page)
    shutil.copytree(folder, folder.with_name("older"), symlinks=True)
    redact(f"incident/{incident.key}", reason="It named a customer.", at=ahead(minutes=2), by=OLGA)
    publish(page, now=ahead(minutes=2))
    shutil.rmtree(folder)
    shutil.move(folder.with_name("older"), folder)

    work.publish_due(ahead(minutes=3))

    assert places_with("Zirbelnuss", editions()) == [] and verdict_of(page) == VALID and head(page)["edition"] == 4


def test_an_event_tells_that_a_record_was_taken_up() -> None:
    page = a_published_page()
    saved = backup()
    lost = an_incident("Lost", at=ahead(minutes=1))
    publish(page, now=ahead(minutes=1))
    restore(saved)

    publish(page, now=ahead(minutes=2))

    event = Event.objects.get(verb="record.taken_up")
    told = {"common": 2, "folder": 3, "database": 2, "posted_again": False, "incidents": [lost.key], "corrections": []}
    assert event.data == told
    opened = Event.objects.filter(subject_id=lost.key).get()
    assert (opened.verb, opened.actor_kind, opened.data["quiet"]) == ("incident.opened", "command", True)


def test_the_rows_are_those_that_were_lost() -> None:
    page = a_published_page()
    saved = backup()
    lost = an_incident("Lost", at=ahead(minutes=1))
    publish(page, now=ahead(minutes=1))
    resolve_incident(lost, at=ahead(minutes=2), by=ED)
    publish(page, now=ahead(minutes=2))
    before, fields = _rows(), ("number", "line", "buckets", "documents", "previous_hash")
    editions_before = [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in EditionRow.objects.values_list(*fields)]
    restore(saved)

    publish(page, now=ahead(minutes=3))

    assert _rows() == before
    after = [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in EditionRow.objects.values_list(*fields)]
    assert after == editions_before


def _rows() -> set[tuple[object, ...]]:
    fields = ("subject", "kind", "owner", "since", "until", "hash", "bucket", "edition", "left", "current")
    return set(ItemRow.objects.values_list(*fields))
