"""/record/<number>/: the page as it was, for anyone, at its old address and marked as past."""

from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client

from aboveboard.incidents.actions import delete_incident, edit_update, post_update, resolve_incident
from aboveboard.incidents.models import Incident
from aboveboard.page.past import LIMITER
from aboveboard.pages.admitting import set_readers
from aboveboard.pages.models import Page
from aboveboard.publishing.actions import publish
from aboveboard.publishing.redaction import redact
from tests.publishing.reading import Element, read
from tests.world import ED, NOW, OLGA, a_component, a_page, ahead, an_incident

pytestmark = pytest.mark.django_db(transaction=True)


def get(path: str, host: str = "localhost:8000", **headers: str) -> HttpResponseBase:
    return Client().get(path, headers={"host": host, **headers})


def document(path: str, host: str = "localhost:8000") -> Element:
    answer: Any = get(path, host)
    assert answer.status_code == 200
    return read(answer.content)


def a_story(**page: Any) -> tuple[Page, Incident]:
    """Edition 1: all is well, 2: an incident, 3: a word about it, 4: the word edited, 5: the end."""
    made, api = a_page(languages=["en", "de"], **page), a_component()
    publish(made, now=NOW)
    incident = an_incident("Bookings fail", {api: "major_outage"}, at=ahead(minutes=1))
    publish(made, now=ahead(minutes=1))
    update = post_update(incident, status="identified", body="It is the cable.", at=ahead(minutes=2), by=ED)
    publish(made, now=ahead(minutes=2))
    edit_update(update, body="It is the plug.", at=ahead(minutes=3), by=ED)
    publish(made, now=ahead(minutes=3))
    resolve_incident(incident, body="Over.", at=ahead(minutes=4), by=ED)
    publish(made, now=ahead(minutes=4))
    return made, incident


def test_the_page_as_it_was_says_so_and_leads_to_its_neighbours_and_to_today() -> None:
    a_story()

    past = document("/record/2/")

    banner = past.one(".past")
    assert "This is the page as it was on Tue 24 Nov 2026, 09:42 UTC." in banner.text and "Edition 2" in banner.text
    assert [link.attributes["href"] for link in banner.all("a")] == ["/record/1/", "/record/3/", "/record/2/changes/", "/"]
    assert "Bookings fail" in past.text and "It is the cable." not in past.text
    assert [script.attributes.get("type") for script in past.all("script")] == ["module"]  # reads bars, and asks for nothing newer
    assert "data-head" not in past.one("html").attributes


def test_the_first_edition_has_none_before_it_and_the_newest_none_after_it() -> None:
    a_story()

    first, newest = document("/record/1/").one(".past"), document("/record/5/").one(".past")

    assert [link.attributes["href"] for link in first.all("a")] == ["/record/2/", "/record/1/changes/", "/"]
    assert [link.attributes["href"] for link in newest.all("a")] == ["/record/4/", "/record/5/changes/", "/"]


def test_a_past_page_is_stored_and_indexed_by_nobody_and_may_load_no_more_than_the_page() -> None:
    a_story()

    answer = get("/record/2/")

    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"] and "'sha256-" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/record/6/", "/record/0/", "/record/99999999999/", "/record/2/incidents/nothing/", "/p/elsewhere/record/1/"]
)
def test_what_never_was_is_not_found(path: str) -> None:
    a_story()
    assert get(path).status_code == 404


def test_a_past_page_can_only_be_read() -> None:
    a_story()
    answer = Client().post("/record/2/", headers={"host": "localhost"})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_reader_who_asks_too_often_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    a_story()
    monkeypatch.setattr(LIMITER, "_clock", lambda: 1000.0)

    answers = [get("/record/1/state.json") for _ in range(LIMITER.burst + 1)]

    assert [answer.status_code for answer in answers] == [200] * LIMITER.burst + [429]
    assert answers[-1].headers["Retry-After"] == "1"


def test_a_past_page_speaks_the_languages_of_the_page_and_its_links_keep_them() -> None:
    a_story()

    german, english = document("/de/record/2/"), document("/record/2/")

    assert german.one("html").attributes["lang"] == "de" and "So sah die Seite" in german.one(".past").text
    assert german.one(".past a").attributes["href"] == "/de/record/1/"
    assert "/record/2/" in [link.attributes["href"] for link in german.all("header nav a")]
    assert "/de/record/2/" in [link.attributes["href"] for link in english.all("header nav a")]
    assert [get(path).status_code for path in ("/tlh/record/2/", "/en/record/2/")] == [404, 404]


def test_an_incident_of_a_past_page_is_told_as_it_was_told_then_even_if_it_was_taken_back() -> None:
    page, incident = a_story()
    delete_incident(incident, at=ahead(minutes=9), by=ED)
    publish(page, now=ahead(minutes=9))

    link = document("/record/3/").one("article h2 a").attributes["href"]
    told = document(link)

    assert link == f"/record/3/incidents/{incident.key}/"
    assert "It is the cable." in told.text and "It is the plug." not in told.text and "Over." not in told.text
    assert get(f"/record/6/incidents/{incident.key}/").status_code == 404


def test_what_was_redacted_since_is_not_shown_in_the_past_either() -> None:
    page, incident = a_story()
    redact(f"incident/{incident.key}", reason="Names a customer.", at=ahead(minutes=9), by=OLGA)
    publish(page, now=ahead(minutes=9))

    for number in range(2, 6):
        for path in ("", "state.json", "changes/", f"incidents/{incident.key}/"):
            answer: Any = get(f"/record/{number}/{path}")
            said = answer.content.decode()
            assert answer.status_code == 200
            assert not [word for word in ("Bookings fail", "the cable", "the plug", "Over.") if word in said], (number, path)
    assert "Removed on Tue 24 Nov 2026: Names a customer." in document("/record/2/").text


def test_the_facts_of_an_edition_name_every_item_with_its_hash() -> None:
    _, incident = a_story()

    answer: Any = get("/record/2/state.json")
    facts = answer.json()

    assert (facts["edition"], facts["newest"], facts["indicator"]) == (2, 5, "critical")
    told = next(item for item in facts["items"] if item["kind"] == "incident")
    assert (told["id"], told["status"], told["texts"]) == (incident.key, "investigating", {"title": {"en": "Bookings fail"}})
    assert len(told["hash"]) == 64 and told["since_edition"] == 2


def test_what_changed_is_told_in_words() -> None:
    a_story()

    told = {number: document(f"/record/{number}/changes/").one("#changes ul").text for number in (2, 4, 5)}

    assert "API went from “Operational” to “Major outage”." in told[2] and "Incident opened: “Bookings fail”." in told[2]
    assert "An update to “Bookings fail” was edited." in told[4]
    assert "API went from “Major outage” to “Operational”." in told[5] and "Incident resolved: “Bookings fail”." in told[5]


def test_an_edited_text_is_shown_before_and_after() -> None:
    a_story()

    wordings = [wording.text for wording in document("/record/4/changes/").all("dd")]

    assert wordings == ["It is the cable.", "It is the plug."]


def test_what_changed_between_two_editions_leaves_out_what_came_and_went() -> None:
    a_story()

    told = document("/record/5/changes/?since=1").text

    assert "What changed from edition 1 to edition 5" in told
    assert "Incident opened: “Bookings fail”." in told and "was edited" not in told and "went from" not in told


def test_a_page_below_p_has_a_past_of_its_own() -> None:
    a_page("First")
    a_story(slug="second", name="Second")

    past = document("/p/second/record/2/")

    assert past.one(".past a").attributes["href"] == "/p/second/record/1/"
    assert past.one("article h2 a").attributes["href"].startswith("/p/second/record/2/incidents/")


def test_a_page_on_a_host_of_its_own_answers_there_and_a_strange_host_is_told_nothing() -> None:
    a_page("First")
    a_story(host="status.harbourline.example", slug="second")

    assert get("/record/2/", "status.harbourline.example").status_code == 200
    assert [get("/record/2/", host).status_code for host in ("localhost", "stranger.example")] == [404, 400]


def test_a_private_page_has_no_past_for_strangers() -> None:
    page, _ = a_story()
    set_readers(page, readers="signed_in", by=OLGA)
    assert get("/record/2/").status_code == 404
