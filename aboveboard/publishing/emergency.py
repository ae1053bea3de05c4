"""A notice on top of the newest edition, from the folder and the key alone, while the database is away."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aboveboard.events.actors import ActorKind
from aboveboard.events.verbs import Verb
from aboveboard.incidents.lifecycle import Impact, IncidentStatus
from aboveboard.lib.canonical import item_hash, sha256_hex
from aboveboard.lib.tokens import new_salt, short_id
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import store
from aboveboard.publishing.documents import ASSET, EDITION, planned
from aboveboard.publishing.draft import release
from aboveboard.publishing.editions import (
    NO_BUCKETS,
    Facts,
    Written,
    bucket_hash,
    bucket_of,
    fingerprint,
    item_file,
    line_of,
    list_of,
    public_bytes,
    root_of,
    with_buckets,
)
from aboveboard.publishing.folder import Folder
from aboveboard.publishing.fork import SOUND
from aboveboard.publishing.items import AnyItem, IncidentItem, PageFace, PostmortemItem, UpdateItem, content_of, text_item
from aboveboard.publishing.keys import key_on_disk
from aboveboard.publishing.ledger import RECENT
from aboveboard.publishing.reception import content_in, owner_of
from aboveboard.publishing.renderers.assets import ASSETS
from aboveboard.publishing.renderers.style import STYLE_HASH
from aboveboard.publishing.shelf import Shelf
from aboveboard.publishing.site import site_json, styles_in
from aboveboard.publishing.state import Appearance, EditionFact
from aboveboard.publishing.steps import step
from aboveboard.publishing.verify import verify_folder
from aboveboard.publishing.window import Owned, Reach, hot_subjects, is_hot, kind_of, month_of, state_of, time_covered

WAIT = 10.0  # seconds that the folder's lock is waited for
TITLE = 100  # characters


class EmergencyError(Exception):
    """Nothing can be posted on this folder; the message says why."""


class Posted(NamedTuple):
    """``incident``: the id of the incident that the notice is; ``address``: where readers find it."""

    incident: str
    address: str
    edition: int


class _Record(NamedTuple):
    """All that is said now: subject -> item and hash. ``editions``: newest first."""

    owned: dict[str, Owned]
    hashes: dict[str, Appearance]
    editions: list[EditionFact]
    last: dict[str, Any]
    last_hash: str

    @property
    def face(self) -> PageFace:
        return next(entry.item for entry in self.owned.values() if isinstance(entry.item, PageFace))


def post(folder: Folder, message: str, *, impact: Impact = Impact.MAJOR, now: datetime) -> Posted:
    """Publishes ``message`` as an open incident, pinned, in a signed edition of its own. Asks no database.

    When the database is back, ``fork.take_up`` makes it an incident of the database. Raises ``EmergencyError``,
    ``UnusableKeyError`` and ``files.BusyError``.
    """
    if not folder.newest_line():
        raise EmergencyError(f"{folder.root} holds no published page.")
    with folder.locked(wait=WAIT):
        key = key_on_disk(json.loads((folder.record / "keys.json").read_bytes())["keys"][-1]["fingerprint"])
        verdict = verify_folder(folder.root, pin=fingerprint(public_bytes(key)), pause=lambda _: None)
        if verdict.code not in SOUND:
            raise EmergencyError(f"the record in {folder.root} does not verify: {verdict.code} ({verdict.detail}).")
        known = _read(folder)
        at = max(now, known.editions[0].at)
        items = _items(known, message, impact, at)
        _publish(folder, known, items, key, at)
        return Posted(items[0].id, f"{known.face.url}incidents/{items[0].id}/", known.last["edition"] + 1)


def _read(folder: Folder) -> _Record:
    lines = folder.lines()
    present: dict[str, Appearance] = {}
    editions: list[EditionFact] = []
    for data in lines:
        line = json.loads(data)
        editions.insert(0, EditionFact(line["edition"], datetime.fromisoformat(line["at"]), tuple(line["causes"])))
        for subject, value in line["changes"]:
            if value is None:
                present.pop(subject)
            else:
                present[subject] = Appearance(line["edition"], value)
    items = {subject: _item(folder, entry.hash) for subject, entry in present.items()}
    updates = {subject: item.of for subject, item in items.items() if isinstance(item, UpdateItem | PostmortemItem)}
    owned = {subject: Owned(item, owner_of(subject, item, updates), 0) for subject, item in items.items() if item is not None}
    return _Record(owned, present, editions, json.loads(lines[-1]), sha256_hex(lines[-1]))


def _item(folder: Folder, value: str) -> AnyItem | None:
    return content_in((folder.record / "items" / f"{value[:32]}.json").read_bytes())


def _items(known: _Record, message: str, impact: Impact, at: datetime) -> list[AnyItem]:
    language = known.face.languages[0]
    stage = IncidentStatus.INVESTIGATING.value
    incident = IncidentItem(
        id=short_id(),
        status=stage,
        impact=impact.value,
        pinned=True,
        components=[],
        occurred_at=at,
        published_at=at,
        resolved_at=None,
        next_update_at=None,
    )
    update = UpdateItem(id=short_id(), of=incident.subject, status=stage, components=[], at=at, edited_at=[])
    title = text_item(incident.subject, "title", language, title_of(message))
    return [incident, update, title, text_item(update.subject, "body", language, message)]


def title_of(message: str) -> str:
    """The message's first sentence, at most 100 characters of it."""
    line = message.strip().partition("\n")[0]
    sentence, stop, _ = line.partition(". ")
    words = f"{sentence}." if stop else line
    return words if len(words) <= TITLE else f"{words[:TITLE].rpartition(' ')[0] or words[:TITLE]}…"


def _publish(folder: Folder, known: _Record, items: list[AnyItem], key: Ed25519PrivateKey, at: datetime) -> None:
    number = known.last["edition"] + 1
    fresh = {item.subject: (item, *_sealed(item)) for item in items}
    for subject, (item, value, _) in fresh.items():
        known.owned[subject] = Owned(item, items[0].subject, 0)
        known.hashes[subject] = Appearance(number, value)
    causes = (Verb.EMERGENCY_POSTED.value, Verb.INCIDENT_OPENED.value)
    shelf = _shelf(known, EditionFact(number, at, causes), fingerprint(public_bytes(key)))
    hot, shared = shelf.hot(at), shelf.shared(_shared(folder, shelf, at), at)
    documents = list_of(number, dict(store.hashes_of({**shared, **hot})))
    line = _line(known, number, at, [(subject, value) for subject, (_, value, _) in fresh.items()], documents, key, causes)
    with folder.changing():
        folder.write_items((value, file) for _, value, file in fresh.values())
        folder.write_list(str(number), documents.data)
        _write_site(folder, shelf)
        folder.write_shared(shared)
        folder.write_hot(str(number), hot, at=at)
        step("emergency written")
        folder.append_lines(number, [line.data])
        step("emergency line written")
        folder.switch(str(number))
        folder.remove_shared(hot)
        store.write_head(folder, shelf, at)
        folder.prune()


def _sealed(item: AnyItem) -> tuple[str, bytes]:
    content, salt = content_of(item), new_salt()
    return item_hash(content, salt), item_file(content, salt)


def _line(
    known: _Record,
    number: int,
    at: datetime,
    changes: list[tuple[str, str | None]],
    documents: Written,
    key: Ed25519PrivateKey,
    causes: tuple[str, ...],
) -> Written:
    present: dict[int, list[tuple[str, str]]] = {}
    for subject, entry in known.hashes.items():
        present.setdefault(bucket_of(subject), []).append((subject, entry.hash))
    buckets = with_buckets(NO_BUCKETS, {bucket: bucket_hash(pairs) for bucket, pairs in present.items()})
    facts = Facts(page=known.last["page"], at=at, now=at, release=release(), causes=causes, actors=[ActorKind.COMMAND.value])
    return line_of(number, facts, changes, root=root_of(buckets), documents=documents.hash, previous=known.last_hash, key=key)


def _shelf(known: _Record, edition: EditionFact, key: str) -> Shelf:
    reaches = _reaches(known.owned)
    hot = hot_subjects(reaches.values(), edition.at)
    return Shelf(
        page=Page(key=known.last["page"]),
        audience=Audience.PUBLIC,
        number=edition.number,
        at=edition.at,
        now=edition.at,
        release=release(),
        key=key,
        reaches=reaches,
        owned=known.owned,
        appeared=known.hashes,
        state=state_of((entry for entry in known.owned.values() if is_hot(entry, hot, edition.at)), reaches.values()),
        recent=(edition, *known.editions[:RECENT]),
        loaded=set(reaches),
    )


def _reaches(owned: Mapping[str, Owned]) -> dict[str, Reach]:
    found = {}
    for subject, entry in owned.items():
        since, until = time_covered(entry.item)
        if kind_of(subject) in ("incident", "maintenance") and since is not None:
            found[subject] = Reach(subject, 0, since, until)
    return found


def _shared(folder: Folder, shelf: Shelf, at: datetime) -> list[Any]:
    """What every edition changes, the month that the notice falls into, and the program's own assets, if an earlier release did not
    have them."""
    month = f"month/{month_of(at, ZoneInfo(shelf.state.face.time_zone))}"
    plans = planned(shelf.contents, shelf.languages, hot=False, subjects={EDITION, month, ASSET})
    return [plan for plan in plans if plan.subject != ASSET or (plan.path in ASSETS and not (folder.shared / plan.path).exists())]


def _write_site(folder: Folder, shelf: Shelf) -> None:
    """site.json admits the style of this release, if an earlier one wrote it."""
    styles, site = styles_in(folder.site()), json.loads(folder.site())
    if STYLE_HASH not in styles:
        face = shelf.state.face
        folder.write_site(site_json(face, hosts=site["hosts"], base=site["base"], style_hashes=styles | {STYLE_HASH}))
