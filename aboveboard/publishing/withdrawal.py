"""Taking a page's folder away: it goes at once, before and beside everything else that is done to it.

One rename takes all of it from every server, and waits for no lock. Whoever was writing there finds no folder any more and stops
(``files.WithdrawnError``), since nothing but ``Folder.begin`` makes one, and that asks first whether the page is still public. What was
taken away lies in ``.gone``, where no server looks, until it is deleted; a process that is killed leaves that to the next look.
"""

import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from secrets import token_hex

from django.conf import settings

from aboveboard.pages.models import Page
from aboveboard.publishing import files
from aboveboard.publishing.addresses import folder_of
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.steps import step

log = logging.getLogger(__name__)

ROUNDS = 10  # looks at the folders, while a publisher renames one of them to its page's new address


def withdraw(page: Page) -> None:
    """Takes away what is served of ``page``, which must not be public any more. Raises ``OSError`` where this process may not."""
    _repeat(lambda: [root for root, owner in _roots() if owner == page.key or (not owner and root == folder_of(page))])


def withdraw_here(page: Page) -> None:
    """The same right after the commit, worker or no worker; where this process may not, the worker does it."""
    try:
        withdraw(page)
    except OSError as problem:
        log.warning("the folder of %s cannot be taken away here: %s", page, problem)


def sweep() -> int:
    """Takes away every folder that no public page has, and deletes it. Returns how many."""
    return _repeat(_unwanted) + remove_leftovers()


def remove_leftovers() -> int:
    """Deletes what was taken away. Returns how many folders that were."""
    gone = list(_gone().iterdir()) if _gone().exists() else []
    for tree in gone:
        files.remove_tree(tree)
    return len(gone)


def _repeat(find: Callable[[], list[Path]]) -> int:
    done = 0
    for _ in range(ROUNDS):
        found = find()
        done += sum(_take_away(root) for root in found)
        if not found:
            break
    return done


def _unwanted() -> list[Path]:
    """One that is nobody's yet is in the making, unless it is where a private page's would be."""
    there = list(_roots())
    pages = list(Page.objects.only("key", "readers", "host", "slug")) if there else []
    public = {page.key for page in pages if not page.is_private}
    private = {folder_of(page) for page in pages if page.is_private}
    return [root for root, owner in there if (owner and owner not in public) or (not owner and root in private)]


def _roots() -> list[tuple[Path, str]]:
    """Each folder and the key of the page that it belongs to, "" if it is nobody's yet."""
    editions: Path = settings.EDITIONS_DIR
    roots = [root for root in editions.iterdir() if root.is_dir() and root.name not in (".gone", ".locks")] if editions.exists() else []
    return [(root, _owner(root)) for root in roots]


def _owner(root: Path) -> str:
    try:
        found = (root / "site.json").stat()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    return _page_in(root, found.st_ino, found.st_ctime_ns)


@lru_cache(maxsize=1024)
def _page_in(root: Path, inode: int, changed_ns: int) -> str:
    """Read once for each site.json that there is: it is asked for several times a second."""
    return Folder(root).page()


def _take_away(root: Path) -> bool:
    _gone().mkdir(parents=True, exist_ok=True)
    try:
        root.replace(_gone() / token_hex(8))
    except FileNotFoundError:
        return False  # somebody else did, or its page has another address now
    step("taken away")
    files.flush_folder(root.parent)
    return True


def _gone() -> Path:
    editions: Path = settings.EDITIONS_DIR
    return editions / ".gone"
