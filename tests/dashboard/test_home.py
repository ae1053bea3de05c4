"""The first screen: the readers' verdict, the next step, one tap on a component, and what needs attention."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from aboveboard.accounts.limits import Limits
from aboveboard.components.models import Component, StatusSpan
from aboveboard.incidents.actions import open_incident
from aboveboard.incidents.models import Incident, IncidentComponent, IncidentUpdate
from tests.dashboard.conftest import SignIn
from tests.world import ED, a_component, a_group, a_page

MOST_QUERIES = 25


def home(client: Client, address: str = "/dashboard/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def status_of(component: Component) -> list[str]:
    return list(StatusSpan.objects.open().filter(component=component).order_by("id").values_list("status", flat=True))


def test_it_says_what_readers_read(sign_in: SignIn) -> None:
    a_page()
    api = a_component("API")
    assert "Everything is working." in home(sign_in("vera"))
    open_incident(title="Calls fail", body="", statuses={api: "major_outage"}, by=ED)
    screen = home(sign_in("vera"))
    assert "API is down." in screen
    assert "Calls fail" in screen


def test_one_tap_takes_an_incident_to_its_next_stage(sign_in: SignIn) -> None:
    a_page()
    incident = open_incident(title="Calls fail", body="", statuses={a_component(): "major_outage"}, by=ED)
    answer = sign_in("rae").post(f"/dashboard/incidents/{incident.key}/step/", {"revision": 1, "status": "identified", "from": "home"})
    assert answer.headers["Location"] == "/dashboard/"
    incident.refresh_from_db()
    assert incident.status == "identified"


def test_a_tap_on_what_somebody_else_moved_meanwhile_changes_nothing(sign_in: SignIn) -> None:
    a_page()
    incident = open_incident(title="Calls fail", body="", statuses={a_component(): "major_outage"}, by=ED)
    for status in ("identified", "resolved"):
        sign_in("rae").post(f"/dashboard/incidents/{incident.key}/step/", {"revision": 1, "status": status, "from": "home"})
    incident.refresh_from_db()
    assert incident.status == "identified"


def test_one_tap_sets_a_status_and_offers_to_undo_it(sign_in: SignIn) -> None:
    a_page()
    api, client = a_component("API"), sign_in("rae")
    client.post("/dashboard/set", {"set": f"{api.key}:degraded_performance"})
    assert status_of(api) == ["degraded_performance"]
    screen = home(client)
    assert "API is now degraded. Readers see it." in screen
    assert f'value="{api.key}:operational"' in screen.partition('class="toasts"')[2]
    client.post("/dashboard/set", {"set": f"{api.key}:operational", "undo": "1"})
    assert status_of(api) == ["operational"]


def test_a_tap_says_what_still_holds_the_component_and_offers_to_let_it_go(sign_in: SignIn) -> None:
    a_page()
    api, web, client = a_component("API"), a_component("Web app"), sign_in("rae")
    incident = open_incident(title="Calls fail", body="", statuses={api: "major_outage", web: "partial_outage"}, by=ED)
    client.post("/dashboard/set", {"set": f"{api.key}:operational"})
    screen = home(client)
    assert "API stays major outage: something else holds it, see the board." in screen
    assert f"/dashboard/incidents/{incident.key}/recover/" in screen

    client.post(f"/dashboard/incidents/{incident.key}/recover/", {"component": api.key, "from": "home"})

    assert status_of(api) == ["operational"]
    assert status_of(web) == ["operational", "partial_outage"]


@pytest.mark.parametrize("wrong", ["", "nothing:operational", "{key}:on_fire", "{key}"])
def test_a_tap_that_means_nothing_changes_nothing(sign_in: SignIn, wrong: str) -> None:
    a_page()
    api = a_component("API")
    answer = sign_in("rae").post("/dashboard/set", {"set": wrong.format(key=api.key)})
    assert answer.status_code in (302, 404)
    assert status_of(api) == ["operational"]


def test_the_board_shows_only_what_is_not_green_if_asked(sign_in: SignIn) -> None:
    a_page()
    a_component("Calm")
    open_incident(title="Calls fail", body="", statuses={a_component("Troubled"): "major_outage"}, by=ED)
    screen = home(sign_in("ed"), "/dashboard/?only=trouble")
    assert ">Troubled</a>" in screen
    assert ">Calm</a>" not in screen


def test_whoever_is_limited_sees_and_sets_only_his_own_components(sign_in: SignIn) -> None:
    a_page()
    group = a_group("Mine")
    mine, other = a_component("Mine", group=group), a_component("Theirs")
    client = sign_in("rae", limits=Limits(groups=frozenset({group.key})))
    screen = home(client)
    assert f"{mine.key}:" in screen
    assert f"{other.key}:" not in screen
    assert client.post("/dashboard/set", {"set": f"{other.key}:major_outage"}).status_code == 404


def test_what_is_overdue_needs_attention(sign_in: SignIn) -> None:
    a_page()
    incident = open_incident(title="Calls fail", body="", next_update_at=timezone.now() + timedelta(minutes=5), by=ED)
    assert "Next update is due at" in home(sign_in("ed"))
    Incident.objects.filter(pk=incident.pk).update(next_update_at=timezone.now() - timedelta(minutes=1))
    assert "An update was due at" in home(sign_in("ed"))
    assert "The page was never published" in home(sign_in("ed"))


def test_it_asks_few_questions_at_any_size(sign_in: SignIn) -> None:
    a_page()
    group = a_group()
    now = timezone.now()
    components = Component.objects.bulk_create(
        Component(name=f"Part {n}", slug=f"part-{n}", group=group, position=n, created_at=now) for n in range(1000)
    )
    StatusSpan.objects.bulk_create(
        StatusSpan(
            component=each, status="operational", cause_kind="baseline", visible_from=now, began_at=now, open_key=f"{each.pk}:baseline:"
        )
        for each in components
    )
    told = {"impact": "minor", "occurred_at": now - timedelta(days=1), "published_at": now - timedelta(days=1), "created_at": now}
    incidents = Incident.objects.bulk_create(
        Incident(title={"en": f"Trouble {n}"}, status="investigating" if n < 5 else "resolved", resolved_at=None if n < 5 else now, **told)
        for n in range(5000)
    )
    IncidentUpdate.objects.bulk_create(
        IncidentUpdate(incident=each, status="investigating", body={}, at=now, created_at=now) for each in incidents
    )
    IncidentComponent.objects.bulk_create(
        IncidentComponent(incident=each, component=components[n % 1000], status="degraded_performance", worst="degraded_performance")
        for n, each in enumerate(incidents)
    )
    client = sign_in("ed")
    for address in ("/dashboard/", "/dashboard/incidents/", "/dashboard/incidents/new/", f"/dashboard/incidents/{incidents[0].key}/"):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= MOST_QUERIES, (address, len(asked), [query["sql"][:120] for query in asked.captured_queries])
