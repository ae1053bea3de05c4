"""read_state: how little it asks for, and what it must never tell."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aboveboard.components.actions import change_component, delete_component, select_for_page
from aboveboard.incidents.actions import edit_update, post_update, resolve_incident
from aboveboard.lib.snapshots import read_snapshot
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing.actions import publish
from aboveboard.publishing.draft import read_draft
from aboveboard.publishing.gather import Gathered, Known, read_state
from aboveboard.publishing.window import HOT, NEWEST
from tests.world import ADA, ED, NOW, a_component, a_group, a_maintenance, a_page, ago, ahead, an_incident

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.uncounted]


def gathered(page: Page, audience: Audience = Audience.PUBLIC, known: Known | None = None) -> Gathered:
    with read_snapshot():
        return read_state(page, audience, now=NOW, known=known)


def a_busy_page(size: int) -> Page:
    page = a_page(languages=["en", "de"])
    components = [a_component(f"Component {n}", group=a_group(f"Group {n}")) for n in range(size)]
    for n in range(size * 2):
        incident = an_incident(f"Incident {n}", {components[n % size]: "major_outage"}, at=ago(days=n + 1))
        update = post_update(incident, status="identified", body="We know why.", at=ago(days=n + 1, hours=-1), by=ED)
        edit_update(update, body="We know why now.", by=ED)
        if n:
            resolve_incident(incident, at=ago(days=n + 1, hours=-2), by=ED)
        a_maintenance(f"Maintenance {n}", {components[n % size]: "under_maintenance"})
    return page


@pytest.mark.parametrize("size", [1, 12])
def test_a_page_is_read_in_at_most_twelve_queries_at_any_size(size: int) -> None:
    page = a_busy_page(size)

    with CaptureQueriesContext(connection) as queries, read_snapshot():
        state = read_state(page, now=NOW).state

    asked = [query["sql"] for query in queries if query["sql"].lstrip().upper().startswith("SELECT")]
    assert 8 < len(asked) <= 12
    assert (len(state.components), len(state.incidents)) == (size, size * 2)


def test_what_the_record_knows_already_is_not_loaded_again() -> None:
    page, api = a_page(), a_component()
    old = [an_incident(f"Old {n}", {api: "major_outage"}, at=NOW - HOT * 2) for n in range(NEWEST + 3)]
    for incident in old:
        resolve_incident(incident, at=NOW - HOT * 2, by=ED)
    first = gathered(page)
    known = Known(first.reaches, frozenset({api.key}))

    again = gathered(page, known=known)

    assert len(again.state.incidents) == NEWEST
    assert len([s for s in first.items if s.startswith("incident/")]) == NEWEST + 3
    assert len([s for s in again.items if s.startswith("incident/")]) == NEWEST
    assert sum(fact.incidents for fact in again.state.months) == NEWEST + 3


@pytest.mark.parametrize(
    ("given", "public", "members"),
    [
        ({}, True, True),
        ({"visibility": "signed_in"}, False, True),
        ({"visibility": "nobody"}, False, False),
        ({"published_at": ahead(hours=1)}, False, False),
    ],
)
def test_every_audience_is_told_what_it_may_see(given: dict[str, object], public: bool, members: bool) -> None:
    page, api = a_page(), a_component()
    an_incident("The secret", {api: "major_outage"}, **given)

    for audience, may in ((Audience.PUBLIC, public), (Audience.MEMBERS, members)):
        told = gathered(page, audience)
        assert ("The secret" in str(told)) == may
        assert ("major_outage" in str(told)) == may


def test_a_component_that_the_page_does_not_show_is_not_mentioned() -> None:
    page, api, inner = a_page(shows_everything=False), a_component("API"), a_component("Inner cache")
    select_for_page(page, components=[api], groups=[], by=ADA)
    an_incident("Both fail", {api: "major_outage", inner: "partial_outage"})

    told = gathered(page)

    assert inner.key not in str(told) and "Inner cache" not in str(told)
    assert [affected.component for affected in told.state.incidents[0].components] == [api.key]


def test_a_component_taken_away_takes_its_spans_and_mentions_along() -> None:
    page, api, web = a_page(), a_component("API"), a_component("Web")
    old = an_incident("Long ago", {api: "major_outage", web: "major_outage"}, at=NOW - HOT * 2)
    resolve_incident(old, at=NOW - HOT * 1.9, by=ED)
    for n in range(NEWEST):
        an_incident(f"Newer {n}", {web: "major_outage"})
    publish(page, now=NOW)

    delete_component(api, by=ADA)
    changes = read_draft(page, Audience.PUBLIC, NOW).changes

    gone = {subject for subject, fresh in changes.items() if fresh is None}
    assert f"component/{api.key}" in gone and len([s for s in gone if s.startswith("span/")]) == 2
    told = changes[f"incident/{old.key}"]
    assert told is not None and [a.component for a in told.owned.item.components] == [web.key]  # type: ignore[union-attr]


def test_an_unchanged_row_with_a_new_revision_is_no_news() -> None:
    page, api = a_page(), a_component()
    publish(page, now=NOW)

    change_component(api, name=api.name, by=ADA)

    assert publish(page, now=NOW) is None and not read_draft(page, Audience.PUBLIC, NOW).changes
