"""What the lists of a page's record name, read from the rows as they grow: the newest hash of every path."""

import json
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing.ledger import CHUNK, newest_number
from aboveboard.publishing.models import EditionRow, LaterList

LOOK_BACK = 20  # editions whose later lists may still grow: a renderer may be at one while publishers go on


class Named(NamedTuple):
    """``hash`` is None for what was removed. ``edition`` was the newest when it was rendered, for the time ``moment``."""

    hash: str | None
    edition: int
    moment: datetime


class Lists:
    """``named``: by path. ``edition``: the newest that was read, rendered for ``now``."""

    def __init__(self, page: Page) -> None:
        self.named: dict[str, Named] = {}
        self.edition = 0
        self.now: datetime | None = None
        self._page = page
        self._serials: dict[int, int] = {}

    def read(self) -> dict[int, set[str]]:
        """Reads on. Paths by the edition whose lists name them anew; call it in a ``read_snapshot``."""
        newest = newest_number(self._page)
        grown = self._grown()
        numbers = [*sorted(number for number in grown if number <= self.edition), *range(self.edition + 1, newest + 1)]
        fresh: dict[int, set[str]] = {}
        for start in range(0, len(numbers), CHUNK):
            for row in self._editions().filter(number__in=numbers[start : start + CHUNK]).order_by("number"):
                fresh[row.number] = self._take(row, is_grown=row.number in grown)
        self._serials.update(grown)
        self.edition = max(newest, self.edition)
        return {number: paths for number, paths in fresh.items() if paths}

    def written_later(self, numbers: set[int]) -> dict[int, bytes]:
        """The signed later lists of these editions."""
        rows = LaterList.objects.filter(page=self._page, edition__in=numbers)
        return {number: bytes(data) for number, data in rows.values_list("edition", "data")}

    def all_later(self) -> set[int]:
        """The editions that have a later list: superseded ones have none any more."""
        return set(LaterList.objects.filter(page=self._page).values_list("edition", flat=True))

    def _grown(self) -> dict[int, int]:
        rows = LaterList.objects.filter(page=self._page, edition__gt=max(0, self.edition - LOOK_BACK))
        return {number: serial for number, serial in rows.values_list("edition", "serial") if self._serials.get(number) != serial}

    def _editions(self) -> QuerySet[EditionRow]:
        return EditionRow.objects.filter(page=self._page, audience=Audience.PUBLIC).only("number", "line", "documents")

    def _take(self, row: EditionRow, *, is_grown: bool) -> set[str]:
        """A list that no newer one overrules; the later list after the edition's own, so that it overrules that one."""
        now = datetime.fromisoformat(json.loads(bytes(row.line))["now"])
        if row.number >= self.edition:
            self.now = now
        plain = json.loads(bytes(row.documents))["documents"]
        said = {path: Named(value, row.number, now) for path, value in plain.items()}
        later = LaterList.objects.filter(page=self._page, edition=row.number).first() if is_grown else None
        if later is not None:
            listed = json.loads(bytes(later.data))["documents"]
            moments = {path: datetime.fromisoformat(text) for path, text in later.moments.items()}
            said.update((path, Named(value, row.number, moments[path])) for path, value in listed.items())
        fresh = {path: named for path, named in said.items() if self._is_news(path, named)}
        self.named.update(fresh)
        return set(fresh)

    def _is_news(self, path: str, named: Named) -> bool:
        known = self.named.get(path)
        return known is None or (known.edition <= named.edition and known != named)
