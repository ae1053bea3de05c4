"""The screens of incidents without script: report, say more, edit, learn, list."""

import re

import pytest
from django.test import Client

from aboveboard.accounts.limits import Limits
from aboveboard.components.models import StatusSpan
from aboveboard.incidents.actions import open_incident, post_update
from aboveboard.incidents.models import Incident, IncidentNote, IncidentTemplate, Postmortem
from tests.dashboard.conftest import SignIn
from tests.world import ADA, ED, a_component, a_group, a_page

NEW = "/dashboard/incidents/new/"


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def sent(client: Client, address: str, expected: int = 302, /, **fields: object) -> str:
    answer = client.post(address, fields)
    assert answer.status_code == expected, answer.content.decode()[:3000]
    return answer.headers.get("Location", answer.content.decode())


def test_a_tap_and_publish_are_enough(sign_in: SignIn) -> None:
    a_page()
    api = a_component("Event stream")
    where = sent(sign_in("rae"), NEW, **{f"c-{api.key}": "partial_outage", "next_update": "30", "do": "publish"})
    incident = Incident.objects.get()
    assert where == f"/dashboard/incidents/{incident.key}/"
    assert incident.title == {"en": "Event stream partly down"}
    assert (incident.status, incident.impact, incident.updates.get().body) == ("investigating", "major", {})
    assert incident.next_update_at is not None


def test_nothing_at_all_is_refused_with_what_would_be_right(sign_in: SignIn) -> None:
    a_page()
    assert "Tap what is affected" in sent(sign_in("rae"), NEW, 400, do="publish")
    assert not Incident.objects.exists()


def test_ready_words_fill_the_text_and_keep_the_rest(sign_in: SignIn) -> None:
    a_page()
    api = a_component("Rates")
    screen = sent(sign_in("rae"), NEW, 200, **{f"c-{api.key}": "major_outage", "title": "Mine", "do": "use:looking"})
    assert "We have noticed trouble with Rates and are looking into it." in screen
    assert 'value="Mine"' in screen
    assert '<option value="major_outage" selected' in screen
    assert not Incident.objects.exists()


def test_a_whole_group_is_raised_together(sign_in: SignIn) -> None:
    a_page()
    group = a_group("Booking")
    parts = [a_component(name, group=group) for name in ("Rates", "Bookings")]
    screen = sent(sign_in("rae"), NEW, 200, do=f"whole:{group.key}")
    assert screen.count('<option value="degraded_performance" selected') == len(parts)
    again = sent(sign_in("rae"), NEW, 200, **{f"c-{part.key}": "degraded_performance" for part in parts}, do=f"whole:{group.key}")
    assert again.count('<option value="partial_outage" selected') == len(parts)


def test_the_linter_warns_and_takes_out_what_it_found(sign_in: SignIn) -> None:
    a_page()
    body = "The queue on db1.internal is full."
    preview = sent(sign_in("rae"), f"{NEW}preview/", 200, body=body)
    assert "This names a private host." in preview
    screen = sent(sign_in("rae"), NEW, 200, body=body, do="out:13")
    assert "The queue on is full.</textarea>" in screen
    sent(sign_in("rae"), NEW, title="Full", body=body, do="publish")  # it never holds anything up


def test_the_preview_shows_the_page_as_readers_will_see_it(sign_in: SignIn) -> None:
    a_page()
    api = a_component("API")
    answer = sign_in("rae").post(f"{NEW}preview/", {f"c-{api.key}": "major_outage", "body": "**Loud** <script>alert(1)</script>"})
    shown = answer.content.decode()
    assert "API is down." in shown
    assert "<strong>Loud</strong> &lt;script&gt;" in shown
    assert '"title": "API down"' in answer.headers["HX-Trigger"]
    assert not StatusSpan.objects.filter(cause_kind="incident").exists()


def test_components_come_back_one_by_one_and_resolving_lets_the_rest_go(sign_in: SignIn) -> None:
    a_page()
    api, web = a_component("API"), a_component("Web app")
    incident = open_incident(title="Trouble", body="", statuses={api: "major_outage", web: "major_outage"}, by=ED)
    say = f"/dashboard/incidents/{incident.key}/say/"
    fields = {f"c-{api.key}": "operational", f"c-{web.key}": "major_outage"}
    sent(sign_in("rae"), say, revision=1, status="monitoring", body="The API is back.", next_update="", **fields)
    assert [span.component.name for span in StatusSpan.objects.open().filter(cause_kind="incident")] == ["Web app"]
    sent(sign_in("rae"), say, revision=2, status="resolved", body="", **fields)
    incident.refresh_from_db()
    assert incident.resolved_at is not None
    assert not StatusSpan.objects.open().filter(cause_kind="incident").exists()


def test_the_second_of_two_sees_what_the_first_said_and_keeps_his_words(sign_in: SignIn) -> None:
    a_page()
    incident = open_incident(title="Trouble", body="", statuses={a_component(): "major_outage"}, by=ED)
    post_update(incident, status="identified", body="Ada found it.", by=ADA)
    say = f"/dashboard/incidents/{incident.key}/say/"
    screen = sent(sign_in("rae"), say, 409, revision=1, status="identified", body="Rae found it.")
    assert "Ada Admin · update posted" in screen
    assert "Rae found it.</textarea>" in screen
    assert incident.updates.count() == 2
    assert 'name="revision" value="2"' in screen


def test_a_change_that_met_another_shows_both(sign_in: SignIn) -> None:
    a_page()
    incident = open_incident(title="Trouble", body="", by=ED)
    client, address = sign_in("ed"), f"/dashboard/incidents/{incident.key}/change/"
    screen = read(client, address)
    form = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*?value="([^"]*)"', screen)) | {"visibility": "everyone", "impact": "none"}
    form.pop("csrfmiddlewaretoken")
    sent(sign_in("ada"), address, **{**form, "title": "Ada's title"})
    refused = sent(client, address, 409, **{**form, "title": "Ed's title"})
    assert "Ada&#x27;s title" in refused
    assert "Ed&#x27;s title" in refused
    incident.refresh_from_db()
    assert incident.title == {"en": "Ada's title"}


def test_nobody_is_asked_when_more_will_be_said_of_what_is_over(sign_in: SignIn) -> None:
    a_page()
    open_one, over = (open_incident(title="Trouble", body="", by=ED) for _ in range(2))
    post_update(over, status="resolved", body="Over.", by=ED)
    client = sign_in("ed")
    assert "Next update due" in read(client, f"/dashboard/incidents/{open_one.key}/change/")
    assert "Next update due" not in read(client, f"/dashboard/incidents/{over.key}/change/")


def test_an_incident_that_spreads_takes_one_more_component_along(sign_in: SignIn) -> None:
    a_page()
    api, far = a_component("API"), a_component("Labels", group=a_group("Printing"))
    incident = open_incident(title="Down", body="Begins.", statuses={api: "major_outage"}, by=ED)
    say, client = f"/dashboard/incidents/{incident.key}/say/", sign_in("rae")
    form = {"revision": incident.revision, f"c-{api.key}": "major_outage", "also": far.key, "body": "Labels, too.", "next_update": "30"}

    shown = sent(client, say, 200, **form, do="add")
    assert f'name="c-{far.key}" value="degraded_performance" checked' in shown and "Labels, too." in shown
    assert StatusSpan.objects.open().filter(cause_kind="incident").count() == 1  # nothing is said yet

    sent(client, say, **form, status="identified")
    assert StatusSpan.objects.open().get(cause_kind="incident", component=far).status == "degraded_performance"


@pytest.mark.parametrize("also", ["nothing", "x" * 300])
def test_what_is_no_component_is_not_taken_along(sign_in: SignIn, also: str) -> None:
    a_page()
    incident = open_incident(title="Down", body="Begins.", statuses={a_component("API"): "major_outage"}, by=ED)
    say = f"/dashboard/incidents/{incident.key}/say/"
    sent(sign_in("rae"), say, revision=incident.revision, also=also, body="Words.", next_update="30", status="identified")
    assert StatusSpan.objects.open().filter(cause_kind="incident").count() == 1


def test_an_edited_update_says_so(sign_in: SignIn) -> None:
    a_page()
    incident = open_incident(title="Trouble", body="A few bookings fail.", by=ED)
    update = incident.updates.get()
    sent(sign_in("ed"), f"/dashboard/incidents/{incident.key}/updates/{update.key}/", revision=1, body="One in five fails.")
    screen = read(sign_in("vera"), f"/dashboard/incidents/{incident.key}/")
    assert "One in five fails." in screen
    assert "A few bookings fail." in screen


def test_deleting_asks_first_and_leaves_a_tombstone(sign_in: SignIn) -> None:
    a_page()
    incident = open_incident(title="Trouble", body="Words", by=ED)
    client, address = sign_in("ed"), f"/dashboard/incidents/{incident.key}/"
    assert "This cannot be undone" in read(client, f"{address}delete/")
    sent(client, f"{address}delete/")
    assert "It was deleted" in read(client, address)
    assert read(client, f"{address}change/", 404)


def test_undo_offers_the_redaction_only_to_those_who_may(sign_in: SignIn) -> None:
    a_page()
    client = sign_in("rae")
    sent(client, NEW, title="A slip", do="publish")
    incident = Incident.objects.get()
    sent(client, f"/dashboard/incidents/{incident.key}/undo/", revision=1)
    screen = read(client, "/dashboard/")
    assert "is taken back" in screen
    assert "Take its words out" not in screen


def test_notes_are_kept_and_removed(sign_in: SignIn) -> None:
    a_page()
    incident = open_incident(title="Trouble", body="", by=ED)
    address = f"/dashboard/incidents/{incident.key}/"
    sent(sign_in("rae"), f"{address}notes/", text="Only for us")
    assert "Only for us" in read(sign_in("vera"), address)
    note = IncidentNote.objects.get()
    sent(sign_in("ed"), f"{address}notes/{note.key}/")
    assert not IncidentNote.objects.exists()


def test_a_postmortem_begins_as_a_draft(sign_in: SignIn) -> None:
    a_page()
    incident = open_incident(title="Trouble", body="", by=ED)
    client, address = sign_in("ed"), f"/dashboard/incidents/{incident.key}/postmortem/"
    assert "What we change" in read(client, address)
    sent(client, address, revision=0, body="We learned.", author="", do="keep")
    assert Postmortem.objects.get().published_at is None
    sent(client, address, revision=1, body="We learned much.", author="Ada", do="publish")
    assert Postmortem.objects.get().published_at is not None
    assert "We learned much." in sent(client, address, 409, revision=1, body="Old.", do="publish")


def test_what_is_over_is_added_afterwards(sign_in: SignIn) -> None:
    a_page()
    api = a_component("API")
    fields = {"began_at": "2026-01-02T03:00", "ended_at": "2026-01-02T04:00", "visibility": "everyone", f"c-{api.key}": "major_outage"}
    sent(sign_in("ed"), "/dashboard/incidents/backfill/", title="Was down", body="", **fields)
    assert StatusSpan.objects.get(cause_kind="incident").ended_at is not None


def test_templates_are_written_and_offered(sign_in: SignIn) -> None:
    a_page()
    client = sign_in("ed")
    assert "Looking into it" in read(client, "/dashboard/templates/")
    wrong = sent(client, "/dashboard/templates/new/", 400, revision=1, kind="incident", name="Bad", body="{% load static %}")
    assert "is no place that can be filled" in wrong
    sent(client, "/dashboard/templates/new/", revision=1, kind="incident", name="Ours", body="{{ components }} stutters.")
    template = IncidentTemplate.objects.get()
    assert "Ours" in read(client, NEW)
    sent(client, f"/dashboard/templates/{template.key}/", revision=1, kind="incident", name="Ours now", body="Words")
    assert sent(client, f"/dashboard/templates/{template.key}/", 409, revision=1, kind="incident", name="Mine", body="Words")
    sent(client, f"/dashboard/templates/{template.key}/delete/")
    assert not IncidentTemplate.objects.exists()


@pytest.mark.parametrize(("asked", "found"), [("", ["Open one", "Over"]), ("?filter=open", ["Open one"]), ("?search=Over", ["Over"])])
def test_the_list_is_searched_and_filtered(sign_in: SignIn, asked: str, found: list[str]) -> None:
    a_page()
    open_incident(title="Open one", body="", by=ED)
    open_incident(title="Over", body="", status="resolved", by=ED)
    screen = read(sign_in("vera"), f"/dashboard/incidents/{asked}")
    assert sorted(name for name in ("Open one", "Over") if f">{name}</a>" in screen) == found


def test_whoever_is_limited_names_only_his_own_components(sign_in: SignIn) -> None:
    a_page()
    group = a_group("Mine")
    mine, other = a_component("Mine", group=group), a_component("Theirs")
    client = sign_in("rae", limits=Limits(groups=frozenset({group.key})))
    assert "Theirs" not in read(client, NEW)
    sent(client, NEW, **{f"c-{mine.key}": "major_outage", f"c-{other.key}": "major_outage", "do": "publish"})
    assert [row.component.name for row in Incident.objects.get().affected.all()] == ["Mine"]
