"""The first screen of a new installation: what is to be done first, until readers see something."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from aboveboard.accounts.limits import Limits
from aboveboard.pages.models import Page
from tests.dashboard.conftest import SignIn
from tests.world import a_component, a_page

NEW_PAGE, NEW_COMPONENT = "/dashboard/pages/new/", "/dashboard/components/new/"


def read(client: Client, path: str = "/dashboard/", language: str = "en") -> str:
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def next_step(screen: str) -> str:
    """Where the one primary button among the steps leads."""
    (link,) = re.findall(r'class="button primary" href="([^"]+)"', screen.partition('id="steps-title"')[2])
    return str(link)


def test_each_step_leads_to_the_next_until_readers_see_something(sign_in: SignIn) -> None:
    olga = sign_in("olga")
    assert "There is no page yet." in read(olga) and next_step(read(olga)) == NEW_PAGE
    olga.post(NEW_PAGE, {"name": "Harbourline", "languages": "en", "time_zone": "UTC", "history_days": "14", "revision": "1"})
    assert next_step(read(olga)) == NEW_COMPONENT
    olga.post(NEW_COMPONENT, {"name": "API", "enabled": "on", "revision": "1"})
    screen = read(olga)
    assert "Everything is working." in screen and 'id="steps-title"' not in screen and ">API</a>" in screen


def test_what_is_done_already_is_not_offered_again(sign_in: SignIn) -> None:
    a_component("API")
    sign_in("ed")
    steps = read(sign_in("ada")).partition('id="steps-title"')[2]
    assert steps.count("<small>done</small>") == 2  # the component, and that there is a colleague
    assert NEW_PAGE in steps and "/dashboard/account/" in steps and NEW_COMPONENT not in steps and "/people/invite/" not in steps


@pytest.mark.parametrize("who", ["ed", "rae", "vera"])
def test_whoever_may_make_no_page_is_told_of_no_steps(sign_in: SignIn, who: str) -> None:
    screen = read(sign_in(who))
    assert "There is no page yet." in screen and 'id="steps-title"' not in screen and "?only=trouble" not in screen


def test_whoever_is_limited_makes_no_first_page(sign_in: SignIn) -> None:
    page = a_page()
    assert 'id="steps-title"' not in read(sign_in("ada", limits=Limits(pages=frozenset({page.key}))))


def test_the_first_page_begins_in_the_language_of_whoever_makes_it(sign_in: SignIn) -> None:
    olga = sign_in("olga")
    field = re.compile(r'<input[^>]+name="languages"[^>]*>')
    assert all(f'value="{language}"' in "".join(field.findall(read(olga, NEW_PAGE, language))) for language in ("de", "en"))
    a_page(languages=["fr", "de"])
    assert 'value="fr, de"' in "".join(field.findall(read(olga, NEW_PAGE, "de")))


def test_without_a_page_an_incident_says_that_nobody_reads_it_and_a_window_is_on_a_clock(sign_in: SignIn) -> None:
    ed = sign_in("ed")
    assert "so nobody can read this" in read(ed, "/dashboard/incidents/new/")
    assert "On the page’s clock: UTC." in read(ed, "/dashboard/maintenances/new/")
    a_page(time_zone="Europe/Berlin")
    assert "so nobody can read this" not in read(ed, "/dashboard/incidents/new/")
    assert "On the page’s clock: Europe/Berlin." in read(ed, "/dashboard/maintenances/new/")


def test_a_page_that_was_only_just_made_is_no_trouble_yet(sign_in: SignIn) -> None:
    page = a_page()
    Page.objects.filter(pk=page.pk).update(created_at=timezone.now())
    assert "The page is being published" in read(sign_in("ada")) and "never published" not in read(sign_in("ada"))
    Page.objects.filter(pk=page.pk).update(created_at=timezone.now() - timedelta(minutes=1))
    assert "The page was never published" in read(sign_in("ada"))
