"""Earlier wordings are told to those who could read them, and to nobody else when more people may read the rest."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from aboveboard.incidents.actions import change_incident
from aboveboard.incidents.actions import edit_update as edit_incident_update
from aboveboard.maintenances.actions import change_maintenance
from aboveboard.maintenances.actions import edit_update as edit_maintenance_update
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing.actions import publish
from aboveboard.publishing.addresses import folder_of
from aboveboard.publishing.gather import read_state
from tests.publishing.folders import VALID, verdict_of
from tests.publishing.searching import files_with
from tests.world import ED, NOW, a_component, a_maintenance, a_page, ahead, an_incident

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Any]


def a_plan(**given: Any) -> Any:
    return a_maintenance(statuses={a_component(): "under_maintenance"}, **given)


NOUNS = [
    pytest.param(an_incident, edit_incident_update, change_incident, id="incident"),
    pytest.param(a_plan, edit_maintenance_update, change_maintenance, id="maintenance"),
]


def texts(page: Page, audience: Audience, minutes: float) -> dict[str, str]:
    items = read_state(page, audience, now=ahead(minutes=minutes)).items.values()
    return {owned.item.slot: owned.item.text for owned in items if hasattr(owned.item, "slot") and owned.item.slot != "title"}


@pytest.mark.parametrize(("make", "edit", "change"), NOUNS)
def test_wordings_that_only_members_saw_stay_theirs_when_everyone_may_read(make: Make, edit: Make, change: Make) -> None:
    page = a_page()
    thing = make(body="First, for members", visibility="signed_in")
    publish(page, now=NOW)
    edit(thing.updates.get(), body="Second", at=ahead(minutes=1), by=ED)

    change(thing, visibility="everyone", at=ahead(minutes=2), by=ED)
    publish(page, now=ahead(minutes=2))
    edit(thing.updates.get(), body="Third", at=ahead(minutes=3), by=ED)
    publish(page, now=ahead(minutes=3))

    assert texts(page, Audience.PUBLIC, 3) == {"body": "Third", "before-0": "Second"}
    assert texts(page, Audience.MEMBERS, 3) == {"body": "Third", "before-0": "First, for members", "before-1": "Second"}
    assert files_with("for members", folder_of(page)) == [] and verdict_of(page) == VALID
    items = [json.loads(file.read_bytes())["content"] for file in (folder_of(page) / "record" / "items").iterdir()]
    assert sorted(item["edited_at"] for item in items if item["kind"] == "update") == [[], ["2026-11-24T09:44:00Z"]]


@pytest.mark.parametrize(("make", "edit", "change"), NOUNS)
def test_a_draft_leaves_no_wordings_at_all(make: Make, edit: Make, change: Make) -> None:
    page = a_page()
    thing = make(body="A draft", visibility="nobody")
    edit(thing.updates.get(), body="Fit to be read", at=ahead(minutes=1), by=ED)

    change(thing, visibility="everyone", at=ahead(minutes=2), by=ED)
    publish(page, now=ahead(minutes=2))

    assert texts(page, Audience.PUBLIC, 2) == texts(page, Audience.MEMBERS, 2) == {"body": "Fit to be read"}
