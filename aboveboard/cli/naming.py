"""What people type for a component or a status, and which one they mean. Pure: no models."""

import difflib
from collections.abc import Iterable, Sequence
from typing import Protocol

from aboveboard.cli.outcome import RefusedError
from aboveboard.components.status import Status


class Named(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def slug(self) -> str: ...


STATUS_WORDS = {status.value: status for status in Status} | {
    "up": Status.OPERATIONAL,
    "ok": Status.OPERATIONAL,
    "degraded": Status.DEGRADED_PERFORMANCE,
    "partial": Status.PARTIAL_OUTAGE,
    "major": Status.MAJOR_OUTAGE,
    "down": Status.MAJOR_OUTAGE,
    "maintenance": Status.UNDER_MAINTENANCE,
}


def status_named(word: str) -> Status:
    """The status that ``word`` means ("degraded", "Partial outage", "major_outage"). Refuses any other word, naming all."""
    folded = word.strip().lower().replace("-", "_").replace(" ", "_")
    if folded in STATUS_WORDS:
        return STATUS_WORDS[folded]
    raise RefusedError(f"STATUS: “{word}” is not a status. One of: {', '.join(status.value for status in Status)}.")


def named[T: Named](words: str, candidates: Iterable[T], *, what: str = "component") -> T:
    """The candidate with this name (in any case), slug or id. Refuses when none or several match, naming those near."""
    known = list(candidates)
    folded = words.strip().casefold()
    for exact in (
        [one for one in known if words in (one.slug, one.key)],
        [one for one in known if one.name == words.strip()],
        [one for one in known if one.name.casefold() == folded],
    ):
        if len(exact) == 1:
            return exact[0]
        if exact:
            slugs = ", ".join(sorted(one.slug for one in exact))
            raise RefusedError(f"{what}: several are called “{words}”. Name one by its slug: {slugs}.")
    raise RefusedError(f"{what}: there is none called “{words}”. {_near(folded, known)}")


def assignments[T: Named](pairs: Iterable[str], candidates: Iterable[T]) -> dict[T, Status]:
    """Reads ``NAME=STATUS`` pairs. A name may hold "=": the last one counts."""
    known = list(candidates)
    statuses: dict[T, Status] = {}
    for pair in pairs:
        name, equals, word = pair.rpartition("=")
        if not equals or not name.strip():
            raise RefusedError(f"--component: “{pair}” is not of the form NAME=STATUS, for example “API=degraded”.")
        statuses[named(name, known)] = status_named(word)
    return statuses


def _near(folded: str, known: Sequence[Named]) -> str:
    if not known:
        return "There are none yet."
    by_word = {one.name.casefold(): one.name for one in known} | {one.slug: one.name for one in known}
    inside = [name for word, name in by_word.items() if folded and folded in word]
    close = [by_word[word] for word in difflib.get_close_matches(folded, by_word, n=5)]
    near = list(dict.fromkeys([*close, *inside]))[:5]
    if near:
        return f"Near it: {', '.join(near)}."
    if len(known) <= 8:
        return f"There are: {', '.join(one.name for one in known)}."
    return "`aboveboard component list` shows all."
