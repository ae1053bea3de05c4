"""Documents rendered once more, the way that their list says: same edition, same time, and so the same bytes."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from aboveboard.lib.canonical import sha256_hex
from aboveboard.pages.models import Page
from aboveboard.publishing.documents import COLD, Planned, planned
from aboveboard.publishing.lists import Named
from aboveboard.publishing.shelf import Shelf, read_shelf


class Replay:
    """Renders shared documents of one page; ``shelf`` is the newest edition's. Use it within one ``read_snapshot``.

    ``differing``: paths that came out otherwise than their list says, because another release or other settings made them.
    """

    def __init__(self, page: Page, shelf: Shelf, named: Mapping[str, Named]) -> None:
        self._page, self._newest, self._named = page, shelf, named
        self.differing: set[str] = set()

    def shared(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The documents at ``paths``, as far as this release knows how to make them."""
        wanted = set(paths)
        made = self._cold(wanted)
        groups: dict[tuple[int, datetime], set[str]] = {}
        for path in wanted - made.keys():
            groups.setdefault((self._named[path].edition, self._named[path].moment), set()).add(path)
        for (number, moment), members in sorted(groups.items()):
            shelf = read_shelf(self._page, now=moment, edition=number)
            if shelf is not None:
                made.update(_rendered(shelf, members, moment))
        missing = wanted - made.keys()
        if missing:  # a thing that its edition knew in another way
            made.update(_rendered(self._newest, missing, self._newest.now))
        self.differing |= {path for path in wanted if path not in made or sha256_hex(made[path]) != self._named[path].hash}
        return made

    def _cold(self, wanted: set[str]) -> dict[str, bytes]:
        """Cold documents mostly come out the same of the newest edition, which saves reading older ones."""
        plans = [plan for plan in _plans(self._newest, wanted) if plan.document.temperature == COLD]
        made = self._newest.shared(plans, self._newest.now)
        return {path: data for path, data in made.items() if sha256_hex(data) == self._named[path].hash}


def _rendered(shelf: Shelf, paths: set[str], moment: datetime) -> dict[str, bytes]:
    return shelf.shared(_plans(shelf, paths), moment)


def _plans(shelf: Shelf, paths: set[str]) -> list[Planned]:
    return [plan for hot in (False, True) for plan in planned(shelf.contents, shelf.languages, hot=hot) if plan.path in paths]
