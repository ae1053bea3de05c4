"""A notice from the folder alone becomes an incident, once, when the database is back."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from PIL import Image

from aboveboard.cli.checkup import findings
from aboveboard.events.models import Event
from aboveboard.incidents.actions import resolve_incident
from aboveboard.incidents.models import Incident
from aboveboard.pages.models import Page
from aboveboard.pages.uploads import change_look
from aboveboard.publishing import work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.addresses import folder_of
from aboveboard.publishing.emergency import EmergencyError, Posted, post, title_of
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.keys import UnusableKeyError
from aboveboard.publishing.models import EditionRow
from aboveboard.publishing.verify import verify_folder
from tests.publishing.folders import VALID, document, head, is_published, lines, verdict_of
from tests.publishing.kept import kept
from tests.publishing.processes import killed_at
from tests.world import ED, NOW, a_component, a_maintenance, a_page, ahead, an_incident

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "We are moving house. Next word at ten."


@contextmanager
def no_database() -> Iterator[None]:
    """Every query fails the test."""

    def refuse(*_: object) -> object:
        raise AssertionError("the database was asked")

    with connection.execute_wrapper(refuse):
        yield


@kept
def a_published_page() -> Page:
    page, api = a_page(languages=["en", "de"]), a_component("API")
    publish(page, now=NOW)
    old = an_incident("The first", {api: "major_outage"})
    publish(page, now=NOW)
    resolve_incident(old, at=ahead(minutes=1), by=ED)
    a_maintenance("A move", {api: "under_maintenance"})
    publish(page, now=ahead(minutes=1))
    work.render_due(ahead(minutes=1))
    return page


def an_emergency(folder: Path, words: str = WORDS, minutes: float = 5) -> Posted:
    with no_database():
        return post(Folder(folder), words, now=ahead(minutes=minutes))


def test_a_notice_keeps_the_look_of_the_page_and_asks_nobody_for_its_logo() -> None:
    page, picture = a_published_page(), BytesIO()
    Image.new("RGB", (40, 20), "#0b5748").save(picture, "PNG")
    change_look(page, logo=picture.getvalue(), custom_css="h1 { color: red }", at=NOW, by=ED)
    publish(page, now=ahead(minutes=2))

    an_emergency(folder_of(page))

    assert page.logo in document(page, "index.html") and "h1 { color: red }" in document(page, "theme.css")
    assert is_published(page, page.logo) and verdict_of(page) == VALID


def test_a_notice_is_on_top_of_the_page_and_in_every_format() -> None:
    page = a_published_page()

    posted = an_emergency(folder_of(page))

    shown = document(page, "index.html")
    assert "We are moving house." in shown and "Next word at ten." in shown
    assert "Next word at ten." in document(page, f"incidents/{posted.incident}/index.html")
    assert "We are moving house." in document(page, "feed.atom") and "We are moving house." in document(page, "de/index.html")
    unresolved = json.loads(document(page, "api/v2/incidents/unresolved.json"))["incidents"]
    assert [(incident["id"], incident["impact"]) for incident in unresolved] == [(posted.incident, "major")]
    assert head(page)["edition"] == posted.edition == 4
    assert posted.address == f"http://localhost:8000/incidents/{posted.incident}/"


@pytest.mark.uncounted
def test_its_edition_is_signed_and_valid() -> None:
    page = a_published_page()
    before = verify_folder(folder_of(page))

    an_emergency(folder_of(page))
    an_emergency(folder_of(page), "And another one.", minutes=6)

    assert verdict_of(page) == VALID and verify_folder(folder_of(page), pin=before.key).code == "valid"
    assert (lines(page)[-1]["causes"], lines(page)[-1]["actors"]) == (["emergency.posted", "incident.opened"], ["command"])


@pytest.mark.uncounted
def test_when_the_database_is_back_it_is_an_incident_and_no_double() -> None:
    page = a_published_page()
    posted = an_emergency(folder_of(page))

    work.publish_due(ahead(minutes=6))

    incident = Incident.objects.get(key=posted.incident)
    assert (incident.title, incident.status, incident.impact) == ({"en": "We are moving house."}, "investigating", "major")
    assert incident.updates.get().body == {"en": WORDS}
    assert (head(page)["edition"], EditionRow.objects.count(), Incident.objects.count()) == (4, 4, 2)
    opened = Event.objects.get(verb="incident.opened", subject_id=posted.incident)
    assert (opened.actor_kind, opened.data["quiet"]) == ("command", False)  # subscribers have not heard of it
    for _ in range(3):
        work.publish_due(ahead(minutes=7))
    assert (head(page)["edition"], verdict_of(page)) == (4, VALID)


@pytest.mark.uncounted
def test_it_can_be_resolved_afterwards() -> None:
    page = a_published_page()
    posted = an_emergency(folder_of(page))
    publish(page, now=ahead(minutes=6))

    resolve_incident(Incident.objects.get(key=posted.incident), body="We have moved.", at=ahead(minutes=7), by=ED)
    publish(page, now=ahead(minutes=7))
    work.render_due(ahead(minutes=8))

    assert "We have moved." in document(page, f"incidents/{posted.incident}/index.html")
    assert json.loads(document(page, "api/v2/incidents/unresolved.json"))["incidents"] == []
    assert (verdict_of(page), head(page)["edition"]) == (VALID, 5)


@pytest.mark.uncounted
def test_what_was_said_before_the_database_went_comes_after_the_notice() -> None:
    page = a_published_page()
    an_incident("Said, not yet published", at=ahead(minutes=2))
    posted = an_emergency(folder_of(page))

    work.publish_due(ahead(minutes=6))

    assert (head(page)["edition"], posted.edition) == (5, 4) and verdict_of(page) == VALID
    assert "Said, not yet published" in document(page, "index.html") and "We are moving house." in document(page, "index.html")


def test_of_two_machines_that_were_cut_off_the_first_keeps_its_number_and_the_other_is_posted_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = a_published_page()
    there, here = tmp_path / "there", settings.EDITIONS_DIR
    shutil.copytree(here, there, symlinks=True)
    first = an_emergency(folder_of(page), "From the first machine.")
    monkeypatch.setattr(settings, "EDITIONS_DIR", there)
    second = an_emergency(folder_of(page), "From the second machine.")

    monkeypatch.setattr(settings, "EDITIONS_DIR", here)
    work.publish_due(ahead(minutes=6))
    monkeypatch.setattr(settings, "EDITIONS_DIR", there)
    assert any("posts what the folder has beyond once more" in finding.remedy for finding in findings())
    work.publish_due(ahead(minutes=7))
    monkeypatch.setattr(settings, "EDITIONS_DIR", here)
    work.publish_due(ahead(minutes=8))

    assert Incident.objects.filter(key__in=[first.incident, second.incident]).count() == 2
    for root in (here, there):
        monkeypatch.setattr(settings, "EDITIONS_DIR", root)
        assert (verdict_of(page), head(page)["edition"]) == (VALID, 5)
        assert "From the first machine." in document(page, "index.html") and "From the second machine." in document(page, "index.html")
        assert lines(page)[3]["causes"] == ["emergency.posted", "incident.opened"]
    assert any("two histories after edition 3" in finding.what and "posted again" in finding.what for finding in findings())


@pytest.mark.uncounted
@pytest.mark.parametrize("step", ["hot tree written", "emergency written", "emergency line written"])
def test_an_emergency_that_is_killed_leaves_the_old_page_and_the_next_one_posts(step: str) -> None:
    page = a_published_page()

    assert killed_at(step, lambda: post(Folder(folder_of(page)), WORDS, now=ahead(minutes=5)))
    assert head(page)["edition"] == 3
    an_emergency(folder_of(page), "Once more.", minutes=6)
    work.publish_due(ahead(minutes=7))
    work.render_due(ahead(minutes=7))

    assert "Once more." in document(page, "index.html") and verdict_of(page) == VALID


def test_nothing_is_posted_without_the_key(data_dir: Path) -> None:
    page = a_published_page()
    shutil.rmtree(data_dir / "keys")

    with pytest.raises(UnusableKeyError):
        an_emergency(folder_of(page))

    assert head(page)["edition"] == 3 and not (data_dir / "keys").exists()


def test_nothing_is_posted_on_a_record_that_does_not_verify() -> None:
    page = a_published_page()
    record = folder_of(page) / "record" / "editions.jsonl"
    record.write_bytes(record.read_bytes().replace(b'"actors":[]', b'"actors":["person"]'))

    with pytest.raises(EmergencyError, match="does not verify"):
        an_emergency(folder_of(page))


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("All is lost", "All is lost"),
        ("First. Second.", "First."),
        ("A line\nand another", "A line"),
        ("word " * 40, f"{'word ' * 20}".strip()[:99].rpartition(" ")[0] + "…"),
        ("x" * 150, "x" * 100 + "…"),
    ],
)
def test_the_title_is_the_first_sentence(message: str, title: str) -> None:
    assert title_of(message).startswith(title[:90]) and len(title_of(message)) <= 101
    assert title_of(message) == title or len(message) > 100
