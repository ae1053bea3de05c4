"""axe-core finds nothing on any kind of document, in either scheme, on a phone and on a desk.

Most of what that costs is measuring contrast, so schemes and widths (or languages) are crossed: each document is looked at in both
schemes and in both widths, and its neighbour, which shares the frame, the other way round.
"""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Tab
from tests.browser.publication import Publication, served
from tests.browser.scenes import company, in_trouble
from tests.browser.test_reading import PATHS
from tests.publishing.renderers.telling import NOW

OpenTab = Callable[..., Tab]
SCHEMES = ("light", "dark")
AXE = Axe().axe_script
RUN = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"


def violations(tab: Tab, *schemes: str) -> list[str]:
    """What axe objects to in these schemes, one line per element."""
    if not tab.page.evaluate("'axe' in window"):
        tab.page.evaluate(AXE)
    found = []
    for scheme in schemes:
        tab.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{scheme} {rule['id']}: {_element(node)}" for rule in tab.page.evaluate(RUN) for node in rule["nodes"]]
    return found


def by_turns(place: int, turn: int) -> str:
    """The scheme for the document at this place of a list that is gone through in two turns, the other one in the second."""
    return SCHEMES[(place + turn) % 2]


def _element(node: dict[str, Any]) -> str:
    return f"{node['target']} {node['html'][:160]}"


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publication]:
    """In trouble, and in ``ar-XB`` too, the pseudo-locale, which runs from right to left."""
    published = Publication(tmp_path_factory.mktemp("access"), NOW)
    face, *rest = in_trouble(updates=3)
    published.publish([msgspec.structs.replace(face, languages=["en", "de", "ar-XB"]), *rest])  # type: ignore[call-overload]
    with served(published):
        yield published


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publication]:
    published = Publication(tmp_path_factory.mktemp("calm"), NOW)
    published.publish(company())
    with served(published):
        yield published


@pytest.mark.parametrize(("turn", "language", "width"), [(0, "", 390), (1, "", 1440), (0, "/de", 1440), (1, "/ar-XB", 1440)])
def test_no_document_has_a_violation(turn: int, language: str, width: int, standing: Publication, open_tab: OpenTab) -> None:
    tab = open_tab(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    found: dict[str, list[str]] = {}

    for place, path in enumerate((*(path for path in PATHS if path != "/de/"), "/nowhere/")):
        tab.page.goto(standing.address + language + path)
        tab.page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
        found[path] = violations(tab, by_turns(place, turn))

    assert {path: lines for path, lines in found.items() if lines} == {}


def test_error_pages_have_none(calm: Publication, open_tab: OpenTab) -> None:
    tab = open_tab(reduced_motion="reduce")
    found: dict[str, list[str]] = {}

    for name in ("404", "405", "500", "503"):
        tab.page.goto("about:blank")
        tab.page.set_content((calm.folder / f"shared/{name}.html").read_text())
        found[name] = violations(tab, *SCHEMES)

    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_calm_page_has_no_violation_either(calm: Publication, open_tab: OpenTab) -> None:
    tab = open_tab(reduced_motion="reduce")
    tab.page.goto(calm.address)

    assert violations(tab, *SCHEMES) == []


def test_axe_is_awake_in_either_scheme(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.page.set_content(
        "<html lang=en><title>t</title><style>@media (prefers-color-scheme: dark) { p { color: #eee } }</style>"
        "<main><h1>t</h1><p>Pale in the dark</p><img src='data:,'></main></html>"
    )

    assert [line.split(":")[0] for line in violations(tab, *SCHEMES)] == ["light image-alt", "dark color-contrast", "dark image-alt"]
