"""A published edition with its content at hand, to render documents from: before its commit, or read back from the rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import ledger
from aboveboard.publishing.documents import COLD, Contents, Planned, contents_of, planned, rendered
from aboveboard.publishing.models import EditionRow
from aboveboard.publishing.state import Appearance, Edition, EditionFact, PageState, Rendering
from aboveboard.publishing.window import Owned, Reach, hot_subjects, id_of, is_hot, kind_of, month_of, state_of


@dataclass
class Shelf:
    """``owned``: items by subject, those of the hot window at least; ``loaded``: the owners whose items are all there.

    ``recent``: this edition and those before it. ``past``: whether it is not the newest that was asked for.
    """

    page: Page
    audience: Audience
    number: int
    at: datetime
    now: datetime  # that the edition's documents were rendered for
    release: str
    key: str
    reaches: Mapping[str, Reach]
    owned: dict[str, Owned]
    appeared: dict[str, Appearance]
    state: PageState
    recent: tuple[EditionFact, ...]
    past: bool = False
    loaded: set[str] = field(default_factory=set)

    @property
    def contents(self) -> Contents:
        return contents_of(self.state, self.reaches)

    @property
    def languages(self) -> list[str]:
        return self.state.face.languages

    def rendering(self, language: str, now: datetime, state: PageState | None = None) -> Rendering:
        edition = Edition(number=self.number, at=self.at, release=self.release, key=self.key, appeared=self.appeared, recent=self.recent)
        return Rendering(edition, state or self.state, language, now)

    def hot(self, now: datetime, each: Callable[[str, bytes], None] | None = None) -> dict[str, bytes]:
        """Every hot document, by path. ``each`` is told of a document as soon as it is there."""
        made: dict[str, bytes] = {}
        for plan in planned(self.contents, self.languages, hot=True):
            made[plan.path] = rendered(plan, self.rendering(plan.language, now))
            if each is not None:
                each(plan.path, made[plan.path])
        return made

    def shared(self, plans: Iterable[Planned], now: datetime) -> dict[str, bytes]:
        """The documents planned, by path. Reads what cold ones need besides the hot window."""
        several = list(plans)
        cold = self.state_with({owner for plan in several for owner in self._owners(plan)})
        made = {}
        for plan in several:
            state = cold if plan.document.temperature == COLD else self.state
            made[plan.path] = rendered(plan, self.rendering(plan.language, now, state))
        return made

    def _owners(self, plan: Planned) -> Iterable[str]:
        if plan.document.temperature != COLD:
            return ()
        if kind_of(plan.subject) != "month":
            return [plan.subject] if plan.subject in self.reaches else []
        zone, month = ZoneInfo(self.state.face.time_zone), id_of(plan.subject)
        return [s for s, reach in self.reaches.items() if month_of(reach.since, zone) == month]

    def state_with(self, owners: set[str]) -> PageState:
        """The state with the items of these incidents and maintenances besides those of the hot window."""
        if not owners:
            return self.state
        missing = owners - self.loaded
        if missing:
            asked = self.number if self.past else None
            found = ledger.entries_of(self.page, self.audience, missing, self.now, only_owned=True, edition=asked)
            self.owned.update((subject, entry.owned) for subject, entry in found.items() if entry.owned)
            self.appeared.update((subject, Appearance(entry.edition, entry.hash)) for subject, entry in found.items())
            self.loaded |= missing
        hot = hot_subjects(self.reaches.values(), self.now)
        if owners <= hot:
            return self.state
        wanted = (e for e in self.owned.values() if is_hot(e, hot, self.now) or e.owner in owners)
        return state_of(wanted, self.reaches.values())


def read_shelf(
    page: Page, audience: Audience = Audience.PUBLIC, *, now: datetime | None = None, edition: int | None = None
) -> Shelf | None:
    """The newest edition from its rows, or ``edition``; None before the first. ``now`` decides what is hot (default: the line's own
    time). For a past edition, a text that was redacted since is replaced by when and why."""
    rows = EditionRow.objects.filter(page=page, audience=audience)
    row = (rows if edition is None else rows.filter(number=edition)).order_by("-number").first()
    if row is None:
        return None
    line: dict[str, Any] = msgspec.json.decode(bytes(row.line))
    moment = now or datetime.fromisoformat(line["now"])
    reaches = ledger.reaches_of(page, audience, edition)
    hot = hot_subjects(reaches.values(), moment)
    entries = ledger.entries_of(page, audience, hot, moment, edition=edition)
    owned = {subject: entry.owned for subject, entry in entries.items() if entry.owned}
    own = EditionFact(row.number, datetime.fromisoformat(line["at"]), tuple(line["causes"]))
    return Shelf(
        page=page,
        audience=audience,
        number=row.number,
        at=datetime.fromisoformat(line["at"]),
        now=moment,
        release=line["release"],
        key=line["key"],
        reaches=reaches,
        owned=owned,
        appeared={subject: Appearance(entry.edition, entry.hash) for subject, entry in entries.items()},
        state=state_of((entry for entry in owned.values() if is_hot(entry, hot, moment)), reaches.values()),
        recent=(own, *ledger.recent_of(page, audience, row.number)),
        past=edition is not None,
        loaded=hot,
    )
