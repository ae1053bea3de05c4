"""Two people who make or name the same thing at the same moment: one succeeds, the other is told by field."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from aboveboard.components.actions import change_component
from aboveboard.components.models import Component
from aboveboard.pages.actions import change_page
from aboveboard.pages.models import Page
from tests.world import ED, OLGA, a_component, a_page

pytestmark = pytest.mark.django_db(transaction=True)


def at_the_same_moment(first: Callable[[], Any], second: Callable[[], Any]) -> dict[str, Any]:
    """What the ``second`` is told, which begins before the ``first`` has committed and so cannot see it."""
    told: list[dict[str, Any]] = []

    def run() -> None:
        begun.set()
        try:
            second()
            told.append({})
        except ValidationError as error:
            told.append(error.message_dict)
        finally:
            connection.close()

    begun = threading.Event()
    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        begun.wait()
        thread.join(0.3)  # it waits for this transaction; should it not have come so far, it is told the same
    thread.join()
    return told[0]


def test_components() -> None:
    told = at_the_same_moment(lambda: a_component("API", slug="api"), lambda: a_component("API", slug="api"))
    assert (list(told), Component.objects.count()) == (["slug"], 1)


def test_pages() -> None:
    a_page()
    told = at_the_same_moment(lambda: a_page("Other", slug="other"), lambda: a_page("Other", slug="other"))
    assert (list(told), Page.objects.count()) == (["slug"], 2)


def test_the_first_pages_of_all() -> None:
    told = at_the_same_moment(lambda: a_page("One", slug="one"), lambda: a_page("Other", slug="other"))
    assert list(told) in (["is_default"], [])  # SQLite makes the second wait, which then is no default page
    assert Page.objects.filter(is_default=True).count() == 1


def test_names_that_are_changed() -> None:
    page, one, other = a_page(), a_component("One"), a_component("Other")
    told = at_the_same_moment(
        lambda: change_component(one, slug="same", by=ED), lambda: change_component(Component.objects.get(pk=other.pk), slug="same", by=ED)
    )
    assert list(told) == ["slug"]
    second = a_page("Second", slug="second")
    told = at_the_same_moment(
        lambda: change_page(page, host="a.example", by=OLGA),
        lambda: change_page(Page.objects.get(pk=second.pk), host="a.example", by=OLGA),
    )
    assert list(told) == ["host"]
