"""Logos stay as long as a page has them or a folder holds them."""

import pytest

from aboveboard.pages.models import Page, Upload
from aboveboard.pages.uploads import change_look
from aboveboard.publishing import work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.unneeded import forget_uploads
from tests.publishing.folders import VALID, is_published, verdict_of
from tests.publishing.test_looks import drawn, with_logo
from tests.world import NOW, OLGA, a_component, a_page, ahead

pytestmark = pytest.mark.django_db(transaction=True)


def kept() -> set[str]:
    return set(Upload.objects.values_list("path", flat=True))


def test_a_logo_goes_when_no_page_has_it_and_no_folder_holds_it_any_more() -> None:
    page = a_page()
    first = with_logo(page, "#111111")
    second = with_logo(page, "#222222", at=ahead(days=1))
    assert forget_uploads(ahead(days=20)) == 0 and kept() == {first, second} and is_published(page, first)

    a_component()
    publish(page, now=ahead(days=40))  # the first edition after its 30 days takes it from the folder
    assert not is_published(page, first)
    assert forget_uploads(ahead(days=40)) == 1 and kept() == {second}
    work.render_due(ahead(days=40))
    assert verdict_of(page) == VALID and is_published(page, second)


def test_one_that_was_replaced_before_it_was_published_goes_after_a_day() -> None:
    page = a_page()
    change_look(page, logo=drawn("#111111"), at=NOW, by=OLGA)
    unpublished = page.logo
    change_look(page, logo=drawn("#222222"), at=NOW, by=OLGA)
    assert forget_uploads(ahead(hours=23)) == 0
    assert forget_uploads(ahead(hours=25)) == 1 and kept() == {Page.objects.get().logo} != {unpublished}


def test_one_that_is_sent_again_stays_though_it_was_sent_first_long_ago() -> None:
    page = a_page()
    for moment, colour in ((NOW, "#111111"), (NOW, "#222222"), (ahead(days=50), "#111111")):
        change_look(page, logo=drawn(colour), at=moment, by=OLGA)
    change_look(page, logo=b"", at=ahead(days=50), by=OLGA)
    assert forget_uploads(ahead(days=50, hours=1)) == 1 and Upload.objects.count() == 1
    assert forget_uploads(ahead(days=52)) == 1


def test_a_private_page_keeps_its_logo() -> None:
    page = a_page(readers="signed_in")
    change_look(page, logo=drawn(), at=NOW, by=OLGA)
    assert forget_uploads(ahead(days=500)) == 0 and kept() == {page.logo}
