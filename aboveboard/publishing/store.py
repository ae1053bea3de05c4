"""The folder as a projection of the rows: whatever was committed is brought to the files, by whoever comes next."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from django.db import transaction

from aboveboard.lib.canonical import sha256_hex
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import addresses, files, fork, later, redaction, withdrawal
from aboveboard.publishing.compress import Copies, copies_of
from aboveboard.publishing.documents import ASSET, EDITION, HOT, Planned, planned
from aboveboard.publishing.draft import release
from aboveboard.publishing.editions import time_text
from aboveboard.publishing.folder import KEPT, Folder
from aboveboard.publishing.keys import keys_json
from aboveboard.publishing.ledger import hold, newest_number
from aboveboard.publishing.models import DocumentRow, EditionRow, ItemRow, LaterList
from aboveboard.publishing.renderers.style import STYLE_HASH
from aboveboard.publishing.renderers.view import view_of
from aboveboard.publishing.shelf import Shelf, read_shelf
from aboveboard.publishing.site import site_json, styles_in
from aboveboard.publishing.steps import step

WAIT = 30.0  # seconds that a publisher waits for another one to finish with the folder


class Prepared(NamedTuple):
    """The documents of an edition, rendered before its commit."""

    shelf: Shelf
    hot: Mapping[str, bytes]
    shared: Mapping[str, bytes]
    hashes: Mapping[str, str]
    gone: tuple[str, ...]
    copies: Copies = copies_of
    forgets: bool = False  # older hot trees hold something that was redacted


def folder_for(page: Page) -> Folder:
    return Folder(addresses.folder_of(page))


def bring_up_to_date(page: Page, prepared: Prepared | None = None) -> None:
    """Makes the page's folder show the newest edition. Cheap if it does already.

    ``prepared`` saves rendering again, if it is of that edition and nothing is missing between. Raises ``files.BusyError``.
    """
    folder = folder_for(page)
    with folder.locked(wait=WAIT):
        adopt(page, folder)
        newest = 0 if _is_private(page) else newest_number(page)
        is_shown, is_redacted = folder.shown() == newest and not folder.is_unfinished, redaction.is_in_step(page, folder)
        if not newest or (is_shown and is_redacted) or fork.parting(page) is not None:
            return  # the next edition takes up what the folder knows
        if not begin(page, folder):
            return
        fits = prepared is not None and prepared.shelf.number == newest
        whole = folder.shown() == newest - 1 and not folder.is_unfinished
        with folder.changing():
            if not is_redacted:
                redaction.apply(page, folder)
            if fits and whole and prepared is not None:
                _show(page, folder, prepared)
            elif not is_shown:
                _repair(page, folder)


def _is_private(page: Page) -> bool:
    """By now: the publisher that calls may have read the page before it was made private, and be late with what it committed."""
    return Page.objects.private().filter(pk=page.pk).exists()


def begin(page: Page, folder: Folder) -> bool:
    """Makes the page's folder if it is not there. False if the page is for some readers only by now, or deleted."""
    return folder.begin(may_be=lambda: Page.objects.public().filter(pk=page.pk).exists())


def is_behind(page: Page) -> bool:
    """Whether the page was never published, or its folder does not show the newest edition whole."""
    folder = folder_for(page)
    if folder.is_unfinished or not folder.shown() or folder.shown() != newest_number(page):
        return True
    return fork.parting(page) is not None or not redaction.is_in_step(page, folder)


def take_down(page: Page) -> None:
    """Removes the page's folder, and with it everything that it published."""
    step("taking down")
    withdrawal.withdraw(page)
    withdrawal.remove_leftovers()
    step("folder taken away")
    with transaction.atomic():
        hold(page)
        DocumentRow.objects.filter(page=page).update(due=True)


def _show(page: Page, folder: Folder, prepared: Prepared) -> None:
    """Puts an edition that follows the one shown into the folder: record, shared documents, switch, removals, head."""
    shelf = prepared.shelf
    write_record(page, folder, shelf.number, shelf.number)
    write_site(page, folder, shelf)
    step("record written")
    folder.write_shared(prepared.shared)
    step("shared written")
    folder.write_hot(str(shelf.number), prepared.hot, at=shelf.now, copies=prepared.copies)
    step("hot written")
    append_lines(page, folder, shelf.number)
    step("line written")
    folder.switch(str(shelf.number))
    step("switched")
    folder.remove_shared([*prepared.gone, *prepared.hot])
    step("removed")
    write_head(folder, shelf, shelf.now)
    step("head written")
    folder.prune(keep=1 if prepared.forgets else KEPT)
    are_written(page, {path: prepared.hashes[path] for path in prepared.shared})


def _repair(page: Page, folder: Folder) -> None:
    """Brings a folder in whatever state to the newest edition, from the rows alone."""
    shelf = read_shelf(page)
    if shelf is None:
        return
    lost = folder.last_line() == 0
    # Up to the head's edition the folder was whole once, whatever was begun since.
    first = 1 if lost else min(int(folder.head().get("edition", 0)) + 1, shelf.number)
    if lost:
        step("found lost")
        with transaction.atomic():
            hold(page)
            DocumentRow.objects.filter(page=page).exclude(temperature=HOT).update(due=True)
    write_record(page, folder, first, shelf.number)
    write_site(page, folder, shelf)
    named = _named_since(page, first)
    live = {*DocumentRow.objects.filter(page=page).values_list("path", flat=True)}
    plans = planned(shelf.contents, shelf.languages, hot=False)
    shared = shelf.shared((plan for plan in plans if named.get(plan.path) and plan.path in live), shelf.now)
    gone = [path for path in named if path not in live]
    folder.write_shared(shared)
    step("repaired shared")
    append_lines(page, folder, shelf.number)
    step("repaired line")
    unsaid = {path: None for path in gone if named[path] is not None}
    renew(page, folder, shelf, shelf.now, also={**unsaid, **hashes_of(shared)})
    folder.remove_shared(gone)
    write_head(folder, shelf, shelf.now)
    folder.prune(keep=1)
    are_written(page, hashes_of(shared))


def renew(page: Page, folder: Folder, shelf: Shelf, now: datetime, also: Mapping[str, str | None] = MappingProxyType({})) -> None:
    """Renders for ``now`` what every edition may change: the hot documents into a new tree, and shared ones. Lists it all (and ``also``)
    as written later, and switches."""
    hot, plans = shelf.hot(now), _beside(page, shelf)
    shared = shelf.shared(plans, now)
    name = next_tree(folder, shelf.number)
    _are_due(page, plans)
    folder.write_shared(shared)
    folder.write_hot(name, hot, at=now)
    step("renewed tree written")
    later.add(page, folder, shelf, {**also, **hashes_of(shared), **hashes_of(hot)}, at=now)
    step("later list written")
    folder.switch(name)
    step("renewed tree switched")
    folder.remove_shared(hot)
    folder.prune()
    are_renewed(page, hashes_of(shared), now)


def _beside(page: Page, shelf: Shelf) -> list[Planned]:
    """The shared documents that every edition may change, and scripts that a new release names and no edition has written yet."""
    known = set(DocumentRow.objects.filter(page=page, subject=ASSET).values_list("path", flat=True))
    plans = planned(shelf.contents, shelf.languages, hot=False, subjects={EDITION, ASSET})
    return [plan for plan in plans if plan.subject == EDITION or plan.path not in known]


def _are_due(page: Page, plans: Collection[Planned]) -> None:
    """Until somebody finds them listed and there. What an earlier release had among the hot ones changes its row."""
    paths = [plan.path for plan in plans]
    with transaction.atomic():
        hold(page)
        DocumentRow.objects.filter(page=page, path__in=paths, temperature=HOT).delete()
        DocumentRow.objects.filter(page=page, path__in=paths).update(due=True)
        rows = [DocumentRow(page=page, path=p.path, subject=p.subject, temperature=p.document.temperature.value, due=True) for p in plans]
        DocumentRow.objects.bulk_create(rows, ignore_conflicts=True)


def write_record(page: Page, folder: Folder, first: int, last: int) -> None:
    """Items and lists of the editions ``first`` to ``last``, and the keys. Lines are a matter of their own: see ``append_lines``."""
    items = ItemRow.objects.filter(page=page, audience=Audience.PUBLIC, edition__gte=first, edition__lte=last)
    folder.write_items((value, bytes(file)) for value, file in items.values_list("hash", "file").iterator(chunk_size=500))
    step("items written")
    editions = EditionRow.objects.filter(page=page, audience=Audience.PUBLIC, number__gte=first, number__lte=last).order_by("number")
    for number, documents in editions.values_list("number", "documents").iterator(chunk_size=100):
        folder.write_list(str(number), bytes(documents))
    folder.write_keys(keys_json(page))


def append_lines(page: Page, folder: Folder, last: int) -> None:
    """The lines up to ``last`` that the folder has not yet."""
    first = folder.last_line() + 1
    lines = EditionRow.objects.filter(page=page, audience=Audience.PUBLIC, number__gte=first, number__lte=last).order_by("number")
    folder.append_lines(first, (bytes(line) for line in lines.values_list("line", flat=True).iterator(chunk_size=100)))


def write_site(page: Page, folder: Folder, shelf: Shelf) -> None:
    """site.json. Styles of earlier releases stay while a document of theirs may be in the folder."""
    styles = {STYLE_HASH}
    if DocumentRow.objects.filter(page=page).exclude(release__in=("", release())).exclude(subject=ASSET).exists():
        styles |= styles_in(folder.site())
    hosts, base = addresses.host_names(page), addresses.base_path(page)
    folder.write_site(site_json(shelf.state.face, hosts=hosts, base=base, style_hashes=styles))


def write_head(folder: Folder, shelf: Shelf, confirmed_at: datetime) -> None:
    head = {
        "edition": shelf.number,
        "published_at": time_text(shelf.at),
        "confirmed_at": time_text(confirmed_at.replace(microsecond=0)),
        "indicator": view_of(shelf.rendering(shelf.languages[0], shelf.now)).indicator,
    }
    folder.write_head(json.dumps(head).encode())


def are_written(page: Page, hashes: Mapping[str, str]) -> None:
    """The documents are no longer due, unless a newer edition changed them meanwhile."""
    for path, value in hashes.items():
        DocumentRow.objects.filter(page=page, path=path, hash=value).update(due=False)


def are_renewed(page: Page, hashes: Mapping[str, str], now: datetime) -> None:
    """The documents were rendered for ``now``, and a later list says so."""
    for path, value in hashes.items():
        fields = {"hash": value, "release": release(), "written_at": now, "due": False}
        DocumentRow.objects.filter(page=page, path=path).update(**fields)


def hashes_of(documents: Mapping[str, bytes]) -> dict[str, str]:
    return {path: sha256_hex(data) for path, data in documents.items()}


def _named_since(page: Page, first: int) -> dict[str, str | None]:
    """Path -> hash as the lists from ``first`` on name it last, an edition's later list after its own."""
    named: dict[str, str | None] = {}
    lists = EditionRow.objects.filter(page=page, audience=Audience.PUBLIC, number__gte=first).order_by("number")
    written_later = dict(LaterList.objects.filter(page=page, edition__gte=first).values_list("edition", "data"))
    for number, documents in lists.values_list("number", "documents").iterator(chunk_size=100):
        for data in (documents, written_later.get(number, b'{"documents":{}}')):
            named.update(json.loads(bytes(data))["documents"])
    return named


def next_tree(folder: Folder, number: int) -> str:
    """The name of a hot tree of edition ``number`` beside the present one."""
    present, _, renewal = folder.tree().partition(".")
    return f"{number}.{int(renewal or 0) + 1}" if present == str(number) else str(number)


def adopt(page: Page, folder: Folder) -> None:
    """After a page's address changed, its folder bears the old name, or another page's folder bears this one's."""
    owner = folder.page()
    if owner == page.key:
        return
    if owner:
        folder.root.replace(folder.root.with_name(f".moved-{owner}"))
    for other in folder.root.parent.glob("*") if folder.root.parent.exists() else ():
        if other != folder.root and Folder(other).page() == page.key:
            other.replace(folder.root)
            return


def confirm_head(page: Page, now: datetime) -> bool:
    """Writes the time into head.json if it names the newest edition. False if it does not, or a publisher is at work."""
    folder = folder_for(page)
    try:
        with folder.locked(wait=0):
            head = folder.head()
            if not folder.shown() or folder.shown() != newest_number(page):
                return False
            folder.write_head(json.dumps({**head, "confirmed_at": time_text(now.replace(microsecond=0))}).encode())
            return True
    except files.BusyError:
        return False
