"""A page that is made private is gone at once, whoever is writing to its folder, and however that ends."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from aboveboard.pages.actions import change_page
from aboveboard.pages.admitting import set_readers
from aboveboard.pages.models import Page
from aboveboard.publishing import clock, files, shelving, steps, withdrawal, work
from aboveboard.publishing.actions import publish
from aboveboard.publishing.store import bring_up_to_date
from tests.publishing.folders import VALID, folder_of, head, verdict_of
from tests.publishing.processes import killed_at
from tests.publishing.test_killed import DUE, RENEWAL, REPAIR, STEPS, a_page_with_news
from tests.world import NOW, OLGA, a_component, a_page, ahead, an_incident

pytestmark = pytest.mark.django_db(transaction=True)


def made_private_at(step: str, page: Page, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """From now on whoever comes to ``step`` finds the page made private and taken away; how often that was."""
    passed: list[str] = []

    def hook(name: str) -> None:
        if name == step and not passed:
            passed.append(name)
            set_readers(Page.objects.get(pk=page.pk), readers="signed_in", by=OLGA)
            withdrawal.withdraw(page)
            assert not folder_of(page).exists()

    monkeypatch.setattr(steps, "hook", hook)
    return passed


def left_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and ".locks" not in path.parts and not path.name.startswith(".redactions")]


@pytest.mark.uncounted
@pytest.mark.parametrize("step", STEPS)
def test_whatever_a_publisher_is_doing_it_writes_nothing_after_its_page_became_private(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = a_page_with_news()
    passed = made_private_at(step, page, monkeypatch)

    publish(page, now=ahead(minutes=2))
    work.withdraw_due(ahead(minutes=2))

    assert passed and not folder_of(page).exists() and not left_in(settings.EDITIONS_DIR)


@pytest.mark.parametrize("step", [*STEPS, *DUE])
def test_nor_when_it_is_the_first_edition(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page, api = a_page(), a_component("API")
    an_incident("The first", {api: "major_outage"})
    for number in range(4):
        a_component(f"Component {number}")
    monkeypatch.setattr(shelving, "AT_ONCE", 5)  # so few that some are written after the switch
    passed = made_private_at(step, page, monkeypatch)

    publish(page, now=NOW)
    work.withdraw_due(ahead(minutes=2))

    assert passed and not folder_of(page).exists() and not left_in(settings.EDITIONS_DIR)


@pytest.mark.uncounted
@pytest.mark.parametrize(
    ("step", "write"),
    [
        *((step, lambda page: clock.write_due(page, now=ahead(hours=3), most=50)) for step in DUE),
        *((step, lambda page: clock.render_again(page, now=ahead(hours=3))) for step in RENEWAL),
    ],
)
def test_whoever_renews_documents_of_a_page_that_became_private_stops_without_a_word(
    step: str, write: Callable[[Page], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = a_page_with_news()
    publish(page, now=ahead(minutes=2))
    passed = made_private_at(step, page, monkeypatch)

    write(page)
    work.withdraw_due(ahead(hours=3))

    assert passed and not folder_of(page).exists() and not left_in(settings.EDITIONS_DIR)


@pytest.mark.parametrize("step", REPAIR)
def test_a_folder_is_not_repaired_after_its_page_became_private(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = a_page_with_news()
    killed_at("line written", lambda: publish(page, now=ahead(minutes=2)))
    passed = made_private_at(step, page, monkeypatch)

    with pytest.raises(files.WithdrawnError):
        bring_up_to_date(page)
    work.withdraw_due(ahead(minutes=3))

    assert passed and not folder_of(page).exists() and not left_in(settings.EDITIONS_DIR)


def test_a_page_that_is_private_goes_though_somebody_holds_its_folder() -> None:
    page = a_page()
    publish(page, now=NOW)
    set_readers(page, readers="signed_in", by=OLGA)

    with files.locked(folder_of(page).parent / ".locks" / folder_of(page).name, wait=0):
        assert work.withdraw_due(ahead(minutes=1))
        assert not folder_of(page).exists()


def test_it_goes_though_its_address_was_changed_before_and_no_publisher_came_by_since() -> None:
    page = a_page()
    publish(page, now=NOW)
    former = folder_of(page)
    change_page(page, slug="elsewhere", by=OLGA)
    set_readers(page, readers="signed_in", by=OLGA)

    withdrawal.withdraw(page)

    assert former != folder_of(page) and not former.exists() and not folder_of(page).exists()


def test_what_a_killed_one_took_away_is_served_by_nobody_and_deleted_by_the_next_look() -> None:
    page = a_page()
    publish(page, now=NOW)
    set_readers(page, readers="signed_in", by=OLGA)

    assert killed_at("taken away", lambda: work.withdraw_due(ahead(minutes=1)))
    assert not folder_of(page).exists()
    assert {path.relative_to(settings.EDITIONS_DIR).parts[0] for path in left_in(settings.EDITIONS_DIR)} == {".gone"}

    work.withdraw_due(ahead(minutes=2))
    assert not left_in(settings.EDITIONS_DIR)


@pytest.mark.uncounted
@pytest.mark.parametrize("step", ["items written", "hot written", "switched"])
def test_made_public_again_it_is_whole_whenever_it_was_taken_away(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = a_page_with_news()
    made_private_at(step, page, monkeypatch)
    publish(page, now=ahead(minutes=2))

    set_readers(page, readers="everyone", by=OLGA)
    work.publish_due(ahead(minutes=3))
    work.render_due(ahead(minutes=3))

    assert verdict_of(page) == VALID and head(page)["edition"] >= 2


def test_a_folder_that_a_killed_publisher_only_began_goes_with_its_page() -> None:
    page = a_page()
    killed_at("items written", lambda: publish(page, now=NOW))
    assert folder_of(page).exists() and not (folder_of(page) / "site.json").exists()
    set_readers(page, readers="signed_in", by=OLGA)

    work.withdraw_due(ahead(minutes=1))

    assert not folder_of(page).exists()


def test_a_public_page_stays_where_it_is() -> None:
    page, other = a_page(), a_page("Other", slug="other")
    for one in (page, other):
        publish(one, now=NOW)
    before = folder_of(page).stat().st_ino
    set_readers(other, readers="signed_in", by=OLGA)

    assert work.withdraw_due(ahead(minutes=1)) and work.withdraw_due(ahead(minutes=2)) == 0

    assert folder_of(page).stat().st_ino == before and verdict_of(page) == VALID
