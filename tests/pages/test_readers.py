"""Who may read a page: the rule, and saying so."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from aboveboard.events.models import Event
from aboveboard.pages.admitting import password_fits, password_version, set_readers
from aboveboard.pages.models import Page
from aboveboard.pages.readers import MOST_NETWORKS, is_among
from tests.world import NOW, OLGA, a_page

PASSWORD = "swordfish at noon"


def say(page: Page, readers: str, **given: Any) -> Page:
    return set_readers(page, readers=readers, at=NOW, by=OLGA, **given)


@pytest.mark.parametrize(
    ("address", "networks", "is_in"),
    [
        ("192.0.2.1", ["192.0.2.1/32"], True),
        ("192.0.2.2", ["192.0.2.1/32"], False),
        ("192.0.2.255", ["198.51.100.0/24", "192.0.2.0/24"], True),
        ("::ffff:192.0.2.9", ["192.0.2.0/24"], True),
        ("2001:db8::1", ["2001:db8::/32"], True),
        ("2001:db8::1", ["192.0.2.0/24"], False),
        ("192.0.2.1", [], False),
        ("", ["192.0.2.0/24"], False),
        ("localhost", ["192.0.2.0/24"], False),
    ],
)
def test_addresses_lie_in_networks(address: str, networks: list[str], is_in: bool) -> None:
    assert is_among(address, networks) is is_in


@pytest.mark.django_db
def test_a_page_is_for_everyone_until_somebody_says_otherwise() -> None:
    page = a_page()
    assert (page.readers, page.is_private, list(Page.objects.public()), list(Page.objects.private())) == ("everyone", False, [page], [])
    say(page, "signed_in")
    assert (page.is_private, page.revision, list(Page.objects.public()), list(Page.objects.private())) == (True, 2, [], [page])


@pytest.mark.django_db
def test_a_page_can_be_private_from_its_first_moment_on() -> None:
    assert a_page(readers="signed_in").is_private
    for needs_more in ("password", "addresses", "nobody"):
        with pytest.raises(ValidationError, match="readers"):
            a_page(readers=needs_more)


@pytest.mark.django_db
def test_a_password_is_kept_as_a_hash_and_told_to_nobody() -> None:
    page = say(a_page(), "password", password=PASSWORD)

    assert password_fits(page, PASSWORD) and not password_fits(page, PASSWORD.upper()) and not password_fits(page, "")
    assert PASSWORD not in page.readers_password
    told = Event.objects.filter(verb="page.changed").get().data
    assert told["changes"] == {"readers": ["everyone", "password"], "readers_password": ["…", "…"]}


@pytest.mark.django_db
def test_without_a_new_password_the_old_one_stays_and_other_readers_forget_it() -> None:
    page = say(a_page(), "password", password=PASSWORD)
    version = password_version(page)

    say(page, "password")
    assert (password_version(page), page.revision) == (version, 2), "nothing changed"

    say(page, "addresses", networks=["192.0.2.1"])
    assert page.readers_password == "" and not password_fits(page, PASSWORD) and not password_fits(page, "")
    with pytest.raises(ValidationError, match="password"):
        say(page, "password")


@pytest.mark.django_db
def test_networks_are_written_alike_and_named_once() -> None:
    page = say(a_page(), "addresses", networks=[" 192.0.2.1 ", "2001:DB8::/32", "192.0.2.1/32"])
    assert page.readers_networks == ["192.0.2.1/32", "2001:db8::/32"]
    say(page, "everyone", networks=["192.0.2.1"])
    assert page.readers_networks == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("readers", "given", "field"),
    [
        ("strangers", {}, "readers"),
        ("password", {}, "password"),
        ("password", {"password": "too short"}, "password"),
        ("password", {"password": "x" * 201}, "password"),
        ("addresses", {}, "networks"),
        ("addresses", {"networks": ["everywhere"]}, "networks"),
        ("addresses", {"networks": ["192.0.2.1/24"]}, "networks"),
        ("addresses", {"networks": ["0.0.0.0/0"]}, "networks"),
        ("addresses", {"networks": ["::/0"]}, "networks"),
        ("addresses", {"networks": [""]}, "networks"),
        ("addresses", {"networks": [f"192.0.2.{number}" for number in range(MOST_NETWORKS + 1)]}, "networks"),
    ],
)
def test_readers_that_cannot_be_are_refused_by_field(readers: str, given: dict[str, Any], field: str) -> None:
    page = a_page()
    with pytest.raises(ValidationError) as refusal:
        say(page, readers, **given)
    page.refresh_from_db()
    assert list(refusal.value.message_dict) == [field] and (page.readers, page.revision) == ("everyone", 1)


@pytest.mark.django_db
def test_whoever_saw_an_older_page_is_told_so() -> None:
    page = a_page()
    say(page, "signed_in")
    with pytest.raises(ValidationError) as refusal:
        say(page, "everyone", revision=1)
    assert refusal.value.code == "moved"


@pytest.mark.django_db
def test_the_database_itself_refuses_a_page_behind_no_password() -> None:
    page = a_page()
    with pytest.raises(IntegrityError), transaction.atomic():
        Page.objects.filter(pk=page.pk).update(readers="password")
