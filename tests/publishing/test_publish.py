"""Publishing a page: what was said, in the folder that readers see."""

import pytest

from aboveboard.events.models import Event
from aboveboard.incidents.actions import change_incident, delete_incident, post_update, resolve_incident
from aboveboard.pages.actions import change_page
from aboveboard.pages.admitting import set_readers
from aboveboard.publishing import work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.models import Cause, EditionRow
from tests.publishing.folders import VALID, document, folder_of, head, is_published, lines, pointer, verdict_of
from tests.world import ED, NOW, OLGA, a_component, a_maintenance, a_page, ahead, an_incident

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_publish_of_a_page_is_edition_one() -> None:
    page = a_page()
    a_component()

    edition = publish(page, now=NOW)

    assert edition is not None and edition.number == 1
    assert head(page) == {"edition": 1, "published_at": "2026-11-24T09:41:00Z", "confirmed_at": "2026-11-24T09:41:00Z", "indicator": "none"}
    assert verdict_of(page) == VALID


def test_an_incident_is_on_the_page_after_one_look_for_due_work() -> None:
    page, api = a_page(), a_component()
    publish(page, now=NOW)

    an_incident("Bookings fail", {api: "major_outage"})
    made = work.publish_due(NOW)

    assert (made, head(page)["indicator"], pointer(page)) == (1, "critical", "2")
    assert "Bookings fail" in document(page, "index.html")
    assert verdict_of(page) == VALID


def test_nothing_new_makes_no_edition() -> None:
    page, api = a_page(), a_component()
    publish(page, now=NOW)
    an_incident(statuses={api: "major_outage"}, visibility="nobody")

    assert work.publish_due(NOW) == 0
    assert (Cause.objects.count(), EditionRow.objects.count(), Event.objects.filter(dispatched_at=None).count()) == (0, 1, 0)


def test_a_line_names_causes_and_kinds_of_actors_but_no_names() -> None:
    page, api = a_page(), a_component()
    publish(page, now=NOW)
    work.publish_due(NOW)
    an_incident(statuses={api: "major_outage"})
    work.publish_due(NOW)

    line = lines(page)[-1]

    assert "incident.opened" in line["causes"] and line["actors"] == ["person"]
    assert ED.name not in str(lines(page))


def test_a_line_is_silent_about_what_its_readers_cannot_see() -> None:
    page, api = a_page(), a_component()
    publish(page, now=NOW)
    work.publish_due(NOW)
    an_incident(statuses={api: "major_outage"}, visibility="nobody")
    change_page(page, name="Harbourline Status", by=OLGA)
    work.publish_due(NOW)

    assert lines(page)[-1]["causes"] == ["page.changed"]


def test_a_closed_incident_moves_from_the_hot_tree_to_the_shared_one() -> None:
    page, api = a_page(), a_component()
    incident = an_incident(statuses={api: "major_outage"})
    publish(page, now=NOW)
    path = f"incidents/{incident.key}/index.html"
    assert (folder_of(page) / "current" / path).exists()

    resolve_incident(incident, at=ahead(minutes=5), by=ED)
    publish(page, now=ahead(minutes=5))

    assert not (folder_of(page) / "current" / path).exists() and (folder_of(page) / "shared" / path).exists()
    assert verdict_of(page) == VALID


def test_a_reopened_incident_is_hot_again() -> None:
    page, api = a_page(), a_component()
    incident = an_incident(statuses={api: "major_outage"})
    resolve_incident(incident, at=ahead(minutes=5), by=ED)
    publish(page, now=ahead(minutes=5))

    post_update(incident, status="investigating", body="It is back.", statuses={api: "major_outage"}, at=ahead(minutes=9), by=ED)
    publish(page, now=ahead(minutes=9))

    path = f"incidents/{incident.key}/index.html"
    assert (folder_of(page) / "current" / path).exists() and not (folder_of(page) / "shared" / path).exists()
    assert verdict_of(page) == VALID


@pytest.mark.parametrize("resolved", [False, True])
def test_a_hidden_incident_is_gone_with_the_switch(resolved: bool) -> None:
    page, api = a_page(), a_component()
    incident = an_incident("A slip of the tongue", {api: "major_outage"})
    if resolved:
        resolve_incident(incident, at=NOW, by=ED)
    publish(page, now=NOW)

    change_incident(incident, visibility="nobody", by=ED)
    publish(page, now=NOW)

    assert not is_published(page, f"incidents/{incident.key}/index.html")
    files = [path for path in folder_of(page).joinpath("shared").rglob("*") if path.suffix in (".html", ".json", ".atom")]
    assert not [path for path in files if "A slip of the tongue" in path.read_text()]
    assert "A slip of the tongue" not in document(page, "index.html")
    assert verdict_of(page) == VALID


def test_a_deleted_incident_leaves_no_item_in_the_present_set() -> None:
    page, api = a_page(), a_component()
    incident = an_incident(statuses={api: "major_outage"})
    publish(page, now=NOW)

    delete_incident(incident, by=ED)
    publish(page, now=NOW)

    withdrawn = [subject for subject, value in lines(page)[-1]["changes"] if value is None]
    assert f"incident/{incident.key}" in withdrawn and any(subject.startswith("span/") for subject in withdrawn)
    assert verdict_of(page) == VALID


def test_an_ended_maintenance_moves_to_the_shared_tree() -> None:
    from aboveboard.maintenances.work import begin_and_end_due

    page, api = a_page(), a_component()
    maintenance = a_maintenance(statuses={api: "under_maintenance"})
    publish(page, now=NOW)

    begin_and_end_due(ahead(hours=2))
    publish(page, now=ahead(hours=2))
    assert head(page)["indicator"] == "maintenance"
    begin_and_end_due(ahead(hours=3))
    publish(page, now=ahead(hours=3))

    assert (folder_of(page) / "shared/maintenances" / maintenance.key / "index.html").exists()
    assert verdict_of(page) == VALID


def test_a_page_made_private_is_gone_and_comes_back_with_its_record() -> None:
    page, api = a_page(), a_component()
    publish(page, now=NOW)

    set_readers(page, readers="signed_in", by=OLGA)
    work.publish_due(NOW)
    assert not folder_of(page).exists()
    an_incident(statuses={api: "major_outage"})
    work.publish_due(NOW)
    assert not folder_of(page).exists()

    set_readers(page, readers="everyone", by=OLGA)
    work.publish_due(NOW)

    assert head(page)["edition"] == 2
    assert verdict_of(page) == VALID
