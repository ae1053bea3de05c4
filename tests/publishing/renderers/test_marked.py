"""Every word of the program's own is marked for translation, proven with a language that has no Latin letters.

The pseudo-locale is Greek for Babel; its catalogue turns the letters of each string into wide ones, and what people wrote is
turned into Greek. A plain Latin letter that is left over stands in a template or in code without a mark.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from babel.messages.pofile import read_po, write_po

from aboveboard.publishing.documents import contents_of, planned, rendered
from aboveboard.publishing.items import AnyItem, IncidentItem, MaintenanceItem, TextItem, text_item
from aboveboard.publishing.renderers import i18n
from aboveboard.publishing.renderers.html.changes import render_changes
from aboveboard.publishing.renderers.i18n import LOCALE_DIR
from aboveboard.publishing.state import EditionFact, Rendering, state_from_items
from aboveboard.publishing.window import Reach, months_of, time_covered
from tests.browser.scenes import INCIDENT, company, in_trouble
from tests.publishing.renderers.telling import NOW, a_component, a_span, ago, an_update, rendering

PSEUDO = "el-XA"
WIDE = {code: code + 0xFEE0 for code in (*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1))}
GREEK = {code: 0x3B1 + code % 24 for code in WIDE}
KEPT = re.compile(r"(%\(\w+\)[sd]|<[^>]*>|\{\w*\})")
DATES = re.compile(r"[EMLdy ,.’'/–-]+")
SPOKEN = ("aria-label", "alt", "title", "content", "data-confirmed", "data-stale", "data-verdict", "data-well")
UNTRANSLATED = {"code", "style", "script"}
NAMES = re.compile(r"https?://\S+|\b(?:Aboveboard|UTC|RSS|JSON Feed|API|verify\.py|editions\.jsonl|keys\.json|English)\b")
LATIN = re.compile(r"[A-Za-z]{2,}")


def wide(text: str) -> str:
    if DATES.fullmatch(text):
        return text
    return "".join(part if n % 2 else part.translate(WIDE) for n, part in enumerate(KEPT.split(text)))


@pytest.fixture
def pseudo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue of the pseudo-locale, which holds every string that the German one has."""
    with (LOCALE_DIR / "de/LC_MESSAGES/aboveboard.po").open("rb") as source:
        catalogue = read_po(source, locale="el")
    for message in catalogue:
        if message.id:
            message.string = tuple(map(wide, message.id)) if isinstance(message.id, tuple | list) else wide(message.id)
    folder = tmp_path / "el_XA/LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "aboveboard.po").open("wb") as target:
        write_po(target, catalogue, omit_header=True)
    monkeypatch.setattr(i18n, "LOCALE_DIR", tmp_path)


class Words(HTMLParser):
    """Collects what a document shows and says, without code and what is marked as another language."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag in UNTRANSLATED or (tag != "html" and "lang" in told):
            self._skipped.append(tag)
        is_spoken = tag != "meta" or told.get("name") == "description"
        self.found += [told[name] or "" for name in SPOKEN if name in told and is_spoken]

    def handle_endtag(self, tag: str) -> None:
        if self._skipped and tag == self._skipped[-1]:
            self._skipped.pop()

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.found.append(data)


def unmarked(document: bytes) -> list[str]:
    words = Words()
    words.feed(document.decode())
    return sorted({found for said in words.found for found in LATIN.findall(NAMES.sub("", said))})


def in_greek(item: AnyItem) -> AnyItem:
    """What people wrote, without Latin letters."""
    if isinstance(item, TextItem):
        return text_item(item.of, item.slot, PSEUDO, item.text.translate(GREEK))
    changes: dict[str, object] = {}
    if hasattr(item, "name"):
        changes["name"] = item.name.translate(GREEK)
    if getattr(item, "description", None):
        changes["description"] = {PSEUDO: "αβγ"}
    if hasattr(item, "footer_links"):
        changes |= {"footer_links": [], "languages": [PSEUDO, "en"]}
    return msgspec.structs.replace(item, **changes)


def told(items: list[AnyItem]) -> Rendering:
    reaches = [Reach(item.subject, 1, *_covered(item)) for item in items if isinstance(item, IncidentItem | MaintenanceItem)]
    made = rendering(items, language=PSEUDO)
    recent = (EditionFact(1207, NOW, ("incident.updated",)), EditionFact(1206, ago(days=1), ()))
    edition = msgspec.structs.replace(made.edition, recent=recent)
    return msgspec.structs.replace(made, edition=edition, state=state_from_items(items, months_of(reaches, ZoneInfo("UTC"))))


def _covered(item: IncidentItem | MaintenanceItem) -> tuple[object, object]:
    since, until = time_covered(item)
    return since or item.published_at, until


def documents(items: list[AnyItem]) -> Iterator[tuple[str, bytes]]:
    r = told(items)
    reaches = {item.subject: Reach(item.subject, 1, *_covered(item)) for item in [*r.state.incidents, *r.state.maintenances]}
    contents = contents_of(r.state, reaches)
    for hot in (True, False):
        for plan in planned(contents, [PSEUDO], hot=hot):
            if plan.path.endswith((".html", ".md")):
                yield plan.path, rendered(plan, r)


@pytest.mark.usefixtures("pseudo")
def test_no_document_has_a_word_that_cannot_be_translated() -> None:
    edited = an_update("upd000000077", f"incident/{INCIDENT}", "monitoring", ago(minutes=2), "Is it?", edited_at=[ago(minutes=1)])
    silent = [a_component("silent", "Silent"), a_span("silent", "unknown")]
    left = {}
    for items in (company(), [*in_trouble(updates=3), *edited, *silent]):
        left |= {path: words for path, document in documents(list(map(in_greek, items))) if (words := unmarked(document))}
    assert left == {}


@pytest.mark.usefixtures("pseudo")
def test_what_changed_is_told_in_the_readers_language_alone() -> None:
    before, after = (told(list(map(in_greek, items))) for items in (company(), in_trouble(updates=2)))
    pasts = [msgspec.structs.replace(r, newest=1300) for r in (before, after)]
    subjects = {item.subject: (None, in_greek(item)) for item in in_trouble(updates=2)}
    assert unmarked(render_changes(pasts[1], pasts[0], subjects)) == []
