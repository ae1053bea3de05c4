"""The audit log: sentences, before and after, every way to narrow it, pages by key, and the file that it becomes."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from aboveboard.accounts.actions import remove_user
from aboveboard.accounts.issuing import create_token
from aboveboard.accounts.models import User
from aboveboard.components.actions import change_component
from aboveboard.dashboard.audit.asked import AskedForm
from aboveboard.dashboard.audit.words import ACTOR_WORDS, OWN_WORDS, VERB_WORDS
from aboveboard.events.actions import record
from aboveboard.events.actors import SYSTEM, Actor, ActorKind
from aboveboard.events.models import Event
from aboveboard.events.verbs import Verb
from tests.dashboard.conftest import SignIn
from tests.dashboard.samples import make_world
from tests.dashboard.test_people import Person
from tests.world import ED, NOW, OLGA, a_component, a_page, an_incident

AUDIT = "/dashboard/audit/"
MOST_QUERIES = 25


@transaction.atomic
def told(verb: Verb = Verb.PAGE_CHANGED, subject: str = "page/p1", by: Actor = ED, at: datetime = NOW, **data: object) -> Event:
    return record(verb, subject, by=by, at=at, **data)


def words_of(html: str) -> str:
    """What of a screen's main part is read, on one line."""
    main = html.partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace(" .", ".")


def shown(client: Client, query: str = "") -> str:
    answer = client.get(AUDIT + query)
    assert answer.status_code == 200, answer.content.decode()
    return words_of(answer.content.decode())


def numbers(client: Client, query: str) -> list[int]:
    """Which of the events that ``told(number=…)`` wrote are shown."""
    return [line.event.data["number"] for line in client.get(AUDIT + query).context["lines"] if "number" in line.event.data]


@pytest.mark.parametrize("verb", list(Verb))
def test_every_verb_is_a_sentence_that_can_be_chosen(verb: Verb) -> None:
    for words in (VERB_WORDS[verb], OWN_WORDS.get(verb, "{who}")):
        assert re.findall(r"\{(\w*)\}", str(words)) and str(words).format(who="Olga", what="it")
    assert AskedForm({"about": verb.value}).is_valid() and set(ACTOR_WORDS) == set(ActorKind)


def test_it_says_who_did_what_with_links_to_all_of_either(sign_in: SignIn, person: Person) -> None:
    ed = person("ed")
    incident = an_incident("Bookings fail", by=Actor(ActorKind.PERSON, "Ed", ed.key, "192.0.2.7"))
    screen = sign_in("ada").get(AUDIT).content.decode()
    assert "Ed opened the incident Bookings fail" in words_of(screen) and "192.0.2.7" in screen
    assert f'href="?actor={ed.key}"' in screen and f'href="?subject=incident%2F{incident.key}"' in screen


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"changes": {"history_days": [14, 30]}}, "Days of history on the page 14 → is now 30"),
        ({"changes": {"is_private": [False, True]}}, "is private no → is now yes"),
        ({"changes": {"name": ["", "North"]}}, "Name – → is now North"),
        ({"changes": {"name": [{"en": "A"}, {"en": "A", "de": "B"}]}}, "Name en: A → is now de: B; en: A"),
        ({"changes": {"starts": ["2026-11-24T09:41:00Z", None]}}, "starts Tue 24 Nov 2026, 09:41 UTC → is now –"),
        ({"changes": {"limits": [[], [["page", "p1"]]]}}, "Reach – → is now page/p1"),
        ({"before": "operational", "after": "major_outage"}, "Status Operational → is now Major outage"),
        ({"scopes": ["incidents:read", "pages:read"]}, "Scopes incidents:read, pages:read"),
        ({"changes": {"client_secret": ["hunter2", "hunter3"]}}, "Client secret … → is now …"),
        ({"password": "hunter2"}, "password …"),
        ({"changes": {"x": [{"digest": "hunter2", "y": 1}, 2]}}, "x y: 1 → is now 2"),
    ],
)
def test_before_and_after_are_readable_and_hold_no_secret(sign_in: SignIn, data: dict[str, object], words: str) -> None:
    a_page()
    told(**data)
    screen = shown(sign_in("ada"))
    assert words in screen and "hunter" not in screen


def test_names_are_escaped_wherever_they_stand(sign_in: SignIn) -> None:
    bad = "<script>alert(1)</script>{who}"
    told(subject=f"page/{a_page(bad).key}", by=Actor(ActorKind.PERSON, bad, "x"), changes={bad: [bad, bad]})
    screen = sign_in("ada").get(f"{AUDIT}?search=%3Cscript%3Ealert").content.decode()
    assert "<script>alert" not in screen and "&lt;script&gt;alert(1)" in screen


def some_events(person: Person) -> dict[str, str]:
    """Eight things that happened, by their numbers."""
    page, ed, rae = a_page("Harbourline"), person("ed"), person("rae")
    other = a_page("Warehouse", slug="w")
    eds = Actor(ActorKind.PERSON, "Ed", ed.key)
    told(Verb.PAGE_CHANGED, f"page/{page.key}", eds, NOW, number=1)
    told(Verb.PAGE_PUBLISHED, f"page/{other.key}", SYSTEM, NOW, number=2)
    told(Verb.USER_SIGNED_IN, f"user/{rae.key}", Actor(ActorKind.PERSON, "Rae", rae.key), NOW + timedelta(days=1), number=3)
    told(Verb.USER_SIGN_IN_FAILED, f"user/{rae.key}", Actor(ActorKind.PERSON), NOW + timedelta(days=1), number=4)
    told(Verb.USER_CHANGED, f"user/{rae.key}", eds, NOW + timedelta(days=2), number=5)
    return {"page": page.key, "ed": ed.key, "rae": rae.key}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?about=page", [2, 1]),
        ("?about=page.changed", [1]),
        ("?about=user", [5, 4, 3]),
        ("?about=user.sign_in_failed", [4]),
        ("?actor={ed}", [5, 1]),
        ("?actor=system", [2]),
        ("?subject=page/{page}", [1]),
        ("?subject=user/{rae}", [5, 4, 3]),
        ("?actor={ed}&subject=user/{rae}", [5]),
        ("?since=2026-11-25", [5, 4, 3]),
        ("?until=2026-11-24", [2, 1]),
        ("?since=2026-11-25&until=2026-11-25", [4, 3]),
        ("?search=harbourline", [5, 4, 3, 1]),
        ("?search=Warehouse", [2]),
        ("?search=rae", [5, 4, 3]),
        ("?search={ed}", [5, 1]),
        ("?search=nobody+is+called+so", []),
    ],
)
def test_it_is_narrowed_by_what_who_which_thing_day_and_name(sign_in: SignIn, person: Person, query: str, found: list[int]) -> None:
    """People are found by their addresses, too, which end in harbourline.example here."""
    keys = some_events(person)
    assert numbers(sign_in("ada"), query.format(**keys)) == found


def test_days_are_those_of_the_page_that_is_looked_at(sign_in: SignIn) -> None:
    a_page(time_zone="Pacific/Auckland")
    told(at=datetime(2026, 11, 24, 10, 59, tzinfo=UTC), number=1)
    told(at=datetime(2026, 11, 24, 11, 1, tzinfo=UTC), number=2)
    ada = sign_in("ada")
    assert (numbers(ada, "?until=2026-11-24"), numbers(ada, "?since=2026-11-25&until=2026-11-25")) == ([1], [2])
    assert "Wednesday 25 November 2026 00:01:00" in shown(ada, "?since=2026-11-25&until=2026-11-25")


def test_somebody_who_was_removed_is_still_found(sign_in: SignIn, person: Person) -> None:
    rae = person("rae")
    told(Verb.COMPONENT_CHANGED, "component/c", Actor(ActorKind.PERSON, "Rae", rae.key), number=1)
    remove_user(rae, by=OLGA)
    assert numbers(sign_in("ada"), "?search=RAE@harbour") == [1]
    assert "Olga Owner removed rae@harbourline.example" in shown(sign_in("ada"))


@pytest.mark.parametrize(
    ("field", "query"),
    [
        ("about", "?about=passwords"),
        ("since", "?since=yesterday"),
        ("until", "?until=2026-02-30"),
        ("until", "?until=9999-12-31"),
        ("since", "?since=0001-01-01"),
        ("until", "?since=2026-11-25&until=2026-11-24"),
        ("subject", "?subject=incident"),
        ("subject", "?subject=incident/<b>"),
        ("search", f"?search={'x' * 101}"),
        ("actor", f"?actor={'x' * 65}"),
    ],
)
def test_what_cannot_be_asked_is_said_by_field(sign_in: SignIn, field: str, query: str) -> None:
    answer = sign_in("ada").get(AUDIT + query)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])


@pytest.mark.parametrize("query", ["?before=x", "?before=-1", "?before=" + "9" * 30, "?after=é", "?before=1&after="])
def test_an_odd_key_of_a_page_breaks_nothing(sign_in: SignIn, query: str) -> None:
    assert sign_in("ada").get(AUDIT + query).status_code == 200


def many_events(number: int, **given: object) -> None:
    known = {"verb": Verb.PAGE_CHANGED, "subject_kind": "page", "subject_id": "p1", "actor_kind": "person", "at": NOW, "dispatched_at": NOW}
    Event.objects.bulk_create(Event(**{**known, **given}, data={"number": each}) for each in range(number))  # type: ignore[arg-type]


def test_pages_are_walked_by_key_to_the_end_and_back_and_nothing_is_counted(sign_in: SignIn) -> None:
    ada = sign_in("ada")
    many_events(120)
    query, pages, there = "?about=page.changed", [], []
    while query:
        with CaptureQueriesContext(connection) as asked:
            screen = ada.get(AUDIT + query)
        there.append(query)
        pages.append([line.event.data["number"] for line in screen.context["lines"]])
        assert not [each["sql"] for each in asked.captured_queries if "COUNT(" in each["sql"] and "events_event" in each["sql"]]
        query = screen.context["earlier"]
    assert [len(page) for page in pages] == [50, 50, 20] and [each for page in pages for each in page] == list(range(119, -1, -1))
    back = ada.get(AUDIT + screen.context["later"])
    assert [line.event.data["number"] for line in back.context["lines"]] == pages[1]
    first = ada.get(AUDIT + back.context["later"])
    assert [line.event.data["number"] for line in first.context["lines"]] == pages[0] and first.context["later"] is None


@pytest.mark.parametrize(
    "asked", [{"about": "page"}, {"about": "user.signed_in"}, {"actor": "k3f9x2m1q8aa"}, {"actor": "system"}, {"subject": "incident/k3f9"}]
)
def test_an_index_answers_in_the_order_of_the_list(asked: dict[str, str]) -> None:
    form = AskedForm(asked)
    assert form.is_valid()
    compared = {look_up.lhs.target.attname for look_up in form.events().query.where.leaves()}
    indexes = [tuple(index.fields) for index in Event._meta.indexes]
    assert [fields for fields in indexes if fields[-1] == "id" and fields[:-1] and set(fields[:-1]) <= compared]


def test_a_page_of_everything_takes_few_queries(sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]) -> None:
    make_world()
    ada = sign_in("ada")
    for query in ("", "?search=API&since=2020-01-01"):
        with django_assert_max_num_queries(MOST_QUERIES):  # type: ignore[attr-defined]
            assert len(ada.get(AUDIT + query).context["lines"]) > 3


def test_nothing_found_says_so_and_leads_back(sign_in: SignIn) -> None:
    assert "Nothing matches." in shown(sign_in("ada"), "?subject=page/zzzz") and "Show everything" in shown(sign_in("ada"), "?search=zzzz")


def test_what_a_token_did_stands_under_its_own_name(sign_in: SignIn, person: Person) -> None:
    token, _text = create_token(user=person("ed"), name="Deploys", scopes=["*"], by=ED)
    component = a_component("API")
    change_component(component, name="API 2", by=Actor(ActorKind.TOKEN, "Deploys", token.key, "192.0.2.9"))
    screen = shown(sign_in("ada"), f"?actor={token.key}")
    assert "Deploys changed the component API 2 token Name API → is now API 2" in screen and "192.0.2.9" in screen


def test_a_things_own_screen_leads_to_its_whole_history(sign_in: SignIn, person: Person) -> None:
    incident, user = an_incident(), person("ed")
    link = f"/dashboard/audit/?subject=incident/{incident.key}"
    assert link in sign_in("ada").get(f"/dashboard/incidents/{incident.key}/").content.decode()
    assert link not in sign_in("ed").get(f"/dashboard/incidents/{incident.key}/").content.decode()
    assert f"/dashboard/audit/?subject=user/{user.key}" in sign_in("ada").get(f"/dashboard/people/{user.key}/").content.decode()


def test_people_have_words_of_their_own(sign_in: SignIn, person: Person) -> None:
    assert isinstance(person("rae"), User)
    told(Verb.USER_PASSWORD_CHANGED, f"user/{person('rae').key}", Actor(ActorKind.PERSON, "Rae", person("rae").key))
    told(Verb.USER_SIGN_IN_FAILED, "user/unknown", Actor(ActorKind.PERSON))
    screen = shown(sign_in("ada"))
    assert "Rae changed their password" in screen and "Somebody tried to sign in as somebody unknown here and could not" in screen


def test_what_has_no_name_is_called_by_its_key(sign_in: SignIn) -> None:
    told(Verb.INVITATION_CREATED, "invitation/k3f9x2m1q8aa", email="")
    told(Verb.TOKEN_CREATED, "token/t3f9x2m1q8aa")
    screen = shown(sign_in("ada"))
    assert "Ed Editor invited whoever has the link" in screen and "token/t3f9x2m1q8aa" in screen


@pytest.mark.parametrize(("days", "said"), [(400, "Entries are deleted after 400 days."), (0, "")])
def test_it_says_how_long_entries_are_kept(sign_in: SignIn, settings: Any, days: int, said: str) -> None:
    settings.AUDIT_RETENTION_DAYS = days
    screen = sign_in("olga").get("/dashboard/audit/").content.decode()
    assert (said in screen) if said else ("Entries are deleted" not in screen)
