"""A page that becomes private while it is being published, or whose publisher dies."""

import pytest

from aboveboard.pages.actions import delete_page
from aboveboard.pages.admitting import set_readers
from aboveboard.pages.models import Page
from aboveboard.publishing import steps, work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.models import Cause
from tests.publishing.folders import folder_of
from tests.publishing.processes import killed_at
from tests.world import NOW, OLGA, a_component, a_page, ahead

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_publisher_that_dies_before_a_private_page_is_gone_leaves_it_due() -> None:
    page = a_page()
    work.publish_due(NOW)
    set_readers(page, readers="signed_in", by=OLGA)

    assert killed_at("taking down", lambda: work.publish_due(ahead(minutes=1)))
    work.publish_due(ahead(minutes=2))

    assert not folder_of(page).exists() and not Cause.objects.exists()


def test_an_edition_that_was_committed_before_its_page_became_private_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    page = a_page()
    work.publish_due(NOW)
    a_component()
    passed: list[str] = []

    def becomes_private(name: str) -> None:
        if name == "committed" and not passed:
            passed.append(name)
            set_readers(page, readers="signed_in", by=OLGA)
            publish(page, now=ahead(minutes=1))

    monkeypatch.setattr(steps, "hook", becomes_private)
    publish(page, now=ahead(minutes=1))

    assert passed and not folder_of(page).exists()


def test_an_edition_that_was_committed_before_its_page_was_deleted_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    a_page()
    page = a_page("The other", slug="other")
    work.publish_due(NOW)
    a_component()
    passed: list[str] = []

    def is_deleted(name: str) -> None:
        if name == "committed" and not passed:
            passed.append(name)
            delete_page(Page.objects.get(pk=page.pk), by=OLGA)
            work.publish_due(ahead(minutes=1))

    folder = folder_of(page)
    monkeypatch.setattr(steps, "hook", is_deleted)
    publish(page, now=ahead(minutes=1))

    assert passed and not folder.exists()
