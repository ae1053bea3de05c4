"""A past edition for programs: when it was published, why, and every item that its page was made of."""

import json
from typing import Any

from aboveboard.publishing.items import AnyItem, content_of
from aboveboard.publishing.renderers.html.marks import stamp
from aboveboard.publishing.renderers.view import view_of
from aboveboard.publishing.state import PageState, Rendering


def past_json(r: Rendering) -> bytes:
    """``record/<number>/state.json``. Each item bears its hash, whose first 32 characters name its file in ``record/items/``."""
    own = r.edition.recent[0] if r.edition.recent else None
    said = {
        "edition": r.edition.number,
        "newest": r.newest,
        "published_at": stamp(r.edition.at),
        "now": stamp(r.now),
        "release": r.edition.release,
        "causes": list(own.causes) if own else [],
        "indicator": view_of(r).indicator,
        "items": [_said(r, item) for item in items_of(r.state)],
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"


def items_of(state: PageState) -> list[AnyItem]:
    """Everything in the state but its texts, which ``past_json`` puts where they belong."""
    updates = [update for said in state.updates.values() for update in said]
    learned = state.postmortems.values()
    return [state.face, *state.groups, *state.components, *state.incidents, *state.maintenances, *updates, *learned, *state.spans]


def _said(r: Rendering, item: AnyItem) -> dict[str, Any]:
    appeared = r.edition.appeared.get(item.subject)
    texts = {slot: dict(words) for (of, slot), words in r.state.texts.items() if of == item.subject}
    said = {**content_of(item), "since_edition": appeared.edition if appeared else None, "hash": appeared.hash if appeared else None}
    return {**said, "texts": texts} if texts else said
