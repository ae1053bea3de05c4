"""What stands in a past edition where a text stood that was redacted since. Pure."""

from datetime import datetime

import msgspec

from aboveboard.publishing.items import TextItem, text_item
from aboveboard.publishing.renderers.words import words_for


class _Removal(msgspec.Struct):
    at: datetime
    reason: str


class _Tombstone(msgspec.Struct):
    redacted: _Removal
    subject: str


_decoder = msgspec.json.Decoder(_Tombstone)


def stand_in(file: bytes) -> TextItem | None:
    """When and why the text was removed, in the text's own language; ``file`` is that of the redacted item. None if it was no text."""
    tombstone = _decoder.decode(file)
    kind, _, rest = tombstone.subject.partition("/")
    parts = rest.rsplit("/", 2)
    if kind != "text" or len(parts) != 3:
        return None
    of, slot, language = parts
    words = words_for(language, "UTC")
    said = {"date": words.full_date(tombstone.redacted.at), "reason": tombstone.redacted.reason}
    return text_item(of, slot, language, words._("Removed on %(date)s: %(reason)s") % said)
