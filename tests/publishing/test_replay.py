"""Replay: a history published step by step can be rendered again for every edition, byte for byte as it was served."""

import json
from datetime import timedelta

import pytest

from aboveboard.components.actions import delete_component
from aboveboard.components.models import Component
from aboveboard.lib.canonical import sha256_hex
from aboveboard.pages.actions import change_page
from aboveboard.pages.models import Page
from aboveboard.publishing.actions import publish
from aboveboard.publishing.models import EditionRow
from aboveboard.publishing.past import read_past
from tests.publishing.folders import folder_of
from tests.record.program_site import Life
from tests.world import ED, OLGA, a_component, an_incident

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.uncounted]

STEPS = 50


def test_a_history_in_fifty_steps_renders_again_for_every_edition_as_it_was_served() -> None:
    life = Life()
    served = {1: hot_tree(life.page)}

    for step in range(STEPS):
        life.now += timedelta(hours=9)
        take(life, step)
        edition = publish(life.page, now=life.now)
        if edition is not None:
            served[edition.number] = hot_tree(life.page)

    assert len(served) > STEPS * 0.9
    for number, documents in served.items():
        past = read_past(life.page, number)
        assert past is not None
        assert past.shelf.hot(past.shelf.now) == documents, f"edition {number}"


def test_what_is_rendered_again_has_the_hashes_that_the_edition_signed() -> None:
    life = Life()
    life.grow(20)

    for row in EditionRow.objects.filter(page=life.page):
        past = read_past(life.page, row.number)
        assert past is not None
        listed = json.loads(bytes(row.documents))["documents"]
        hot = {path: sha256_hex(data) for path, data in past.shelf.hot(past.shelf.now).items()}
        assert hot == {path: listed[path] for path in hot}


def take(life: Life, step: int) -> None:
    """One step of a site's life: trouble and its end, plans, corrections, things that come, go and are renamed."""
    steps = (
        life.an_incident, life.an_update, life.an_edit, life.an_end, life.a_baseline, life.a_mistake, life.taken_back,
        lambda: a_component(f"Part {step}", at=life.now), life.a_name, lambda: remove(f"Part {step - 2}", life),
        lambda: change_page(life.page, name=f"Harbourline {step}", by=OLGA),
        lambda: an_incident(f"Long ago, told in step {step}", {life.api: "major_outage"}, status="resolved",
                            occurred_at=life.now - timedelta(days=120), at=life.now - timedelta(days=119)),
    )  # fmt: skip
    steps[step % len(steps)]()


def remove(name: str, life: Life) -> None:
    delete_component(Component.objects.get(name=name), at=life.now, by=ED)


def hot_tree(page: Page) -> dict[str, bytes]:
    """What is served of the hot tree now: path -> bytes, without compressed copies."""
    tree = folder_of(page) / "current"
    files = (path for path in tree.rglob("*") if path.is_file() and path.suffix not in (".gz", ".br"))
    return {path.relative_to(tree).as_posix(): path.read_bytes() for path in files}
