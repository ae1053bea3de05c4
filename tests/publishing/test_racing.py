"""Publishers at the same time: no fork, no number twice, and the folder shows the last word."""

import os
import shutil
import signal
from collections.abc import Callable
from functools import partial
from multiprocessing import Barrier
from pathlib import Path

import pytest
from django.db import transaction

from aboveboard.components.actions import create_component
from aboveboard.pages.actions import change_page
from aboveboard.pages.models import Page
from aboveboard.publishing import clock, store
from aboveboard.publishing.actions import publish
from aboveboard.publishing.clock import CHUNK
from aboveboard.publishing.editions import fingerprint, public_bytes
from aboveboard.publishing.keys import rotate_key, signing_key
from aboveboard.publishing.ledger import hold
from aboveboard.publishing.models import DocumentRow, EditionRow, ItemRow
from tests.publishing.folders import VALID, document, head, lines, verdict_of
from tests.publishing.processes import in_process, outcome_of
from tests.world import ADA, NOW, OLGA, a_component, a_page, ahead, an_incident

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.uncounted]


def meets_at(step: str, parties: int) -> Callable[[str], None]:
    """A hook at which so many processes wait for each other, the first time."""
    barrier = Barrier(parties)
    passed: list[str] = []

    def hook(name: str) -> None:
        if name == step and not passed:
            passed.append(name)
            barrier.wait(60)

    return hook


def test_of_publishers_that_gathered_the_same_one_wins_and_the_other_gathers_again() -> None:
    page, api = a_page(), a_component()
    publish(page, now=NOW)
    an_incident(statuses={api: "major_outage"})
    hook = meets_at("rendered", 2)

    children = [in_process(lambda: publish(page, now=NOW), hook) for _ in range(2)]

    assert [outcome_of(child) for child in children] == [0, 0]
    assert (EditionRow.objects.count(), head(page)["edition"], verdict_of(page)) == (2, 2, VALID)


def test_publishers_and_writers_at_once_never_fork_the_record() -> None:
    page = a_page()
    publish(page, now=NOW)

    def writes_and_publishes(who: int) -> Callable[[], object]:
        def work() -> None:
            for turn in range(4):
                create_component(name=f"Component {who} {turn}", by=ADA)
                publish(page)

        return work

    children = [in_process(writes_and_publishes(who), lambda name: None) for who in range(3)]

    assert [outcome_of(child) for child in children] == [0, 0, 0]
    numbers = list(EditionRow.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1)) and head(page)["edition"] == len(numbers)
    assert ItemRow.objects.filter(kind="component", current=True).count() == 12
    assert verdict_of(page) == VALID


def test_the_publisher_that_comes_last_to_the_folder_finds_its_work_done() -> None:
    page, api = a_page(), a_component()
    publish(page, now=NOW)
    an_incident("The slow one's news", {api: "major_outage"})
    slow = in_process(lambda: publish(page, now=NOW), _stops_itself_at("committed"))
    _wait_until_stopped(slow)

    an_incident("The fast one's news", {api: "major_outage"}, at=ahead(minutes=1))
    publish(page, now=ahead(minutes=1))
    os.kill(slow, signal.SIGCONT)

    assert outcome_of(slow) == 0
    assert [line["edition"] for line in lines(page)] == [1, 2, 3] and head(page)["edition"] == 3
    assert "The fast one" in document(page, "index.html") and "The slow one" in document(page, "index.html")
    assert verdict_of(page) == VALID


def test_two_pages_publish_at_once() -> None:
    pages = [a_page("One"), a_page("Two", slug="two")]
    a_component()
    hook = meets_at("rendered", 2)

    children = [in_process(partial(publish, page, now=NOW), hook) for page in pages]

    assert [outcome_of(child) for child in children] == [0, 0]
    assert [verdict_of(page) for page in pages] == [VALID, VALID]


def takes_down(page: Page) -> None:
    store.take_down(page)


def finds_the_folder_lost(page: Page) -> None:
    shutil.rmtree(store.folder_for(page).root)
    store.bring_up_to_date(page)


def has_nothing_to_write_any_more(page: Page) -> None:
    clock.write_due(page, now=ahead(minutes=1), most=100)


@pytest.mark.parametrize(
    ("other", "step"),
    [(takes_down, "folder taken away"), (finds_the_folder_lost, "found lost"), (has_nothing_to_write_any_more, "due documents listed")],
)
def test_whoever_changes_rows_of_documents_waits_for_whoever_commits_an_edition(other: Callable[[Page], None], step: str) -> None:
    """An edition changes them one by one, in an order of its own: on a server one of the two would be told of a deadlock."""
    page = a_page()
    publish(page, now=NOW)
    DocumentRow.objects.update(due=False)
    rows = [DocumentRow(page=page, path=f"gone/{n:03}", subject="page", temperature="warm", due=True) for n in range(200)]
    DocumentRow.objects.bulk_create(rows)
    keys = list(DocumentRow.objects.filter(due=True).order_by("path").values_list("pk", flat=True))

    def commits() -> None:
        with transaction.atomic():
            hold(page)
            DocumentRow.objects.filter(pk=keys[CHUNK - 1]).update(due=True)
            meets(step)
            for key in (*keys[CHUNK:], *reversed(keys[: CHUNK - 1])):
                DocumentRow.objects.filter(pk=key).update(due=True)

    meets = meets_at(step, 2)
    children = [in_process(commits, lambda name: None), in_process(partial(other, page), meets)]

    assert [outcome_of(child) for child in children] == [0, 0]


def test_the_key_is_made_once_however_many_need_it_first(data_dir: Path) -> None:
    def note() -> None:
        made = fingerprint(public_bytes(signing_key()))
        (data_dir / f"seen-{made}-{os.getpid()}").touch()

    children = [in_process(note, lambda name: None) for _ in range(4)]

    assert [outcome_of(child) for child in children] == [0] * 4
    seen = [path.name.split("-")[1] for path in data_dir.glob("seen-*")]
    assert len(seen) == 4 and set(seen) == {fingerprint(public_bytes(signing_key()))}


def test_a_key_rotated_while_an_edition_is_rendered_signs_that_edition() -> None:
    page = a_page()
    publish(page, now=NOW)
    change_page(page, name="Harbourline Status", by=OLGA)
    slow = in_process(lambda: publish(page, now=NOW), _stops_itself_at("rendered"))
    _wait_until_stopped(slow)

    fresh = rotate_key(by=OLGA)
    os.kill(slow, signal.SIGCONT)

    assert outcome_of(slow) == 0
    assert lines(page)[-1]["key"] == fresh and verdict_of(page) == VALID


def _stops_itself_at(step: str) -> Callable[[str], None]:
    passed: list[str] = []

    def hook(name: str) -> None:
        if name == step and not passed:
            passed.append(name)
            os.kill(os.getpid(), signal.SIGSTOP)

    return hook


def _wait_until_stopped(child: int) -> None:
    _, status = os.waitpid(child, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
