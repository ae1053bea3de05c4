"""axe-core finds nothing on any kind of document, in either scheme, on a phone and on a desk."""

from collections.abc import Callable

import msgspec
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Tab
from tests.browser.publication import Publication
from tests.browser.scenes import company, in_trouble
from tests.browser.test_reading import PATHS

OpenTab = Callable[..., Tab]


def violations(tab: Tab) -> list[str]:
    """What axe objects to, one line per element."""
    found = Axe().run(tab.page).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_no_document_has_a_violation(scheme: str, width: int, publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(in_trouble(updates=3))
    tab = open_tab(color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    found: dict[str, list[str]] = {}

    for path in (*PATHS, "/nowhere/"):
        tab.page.goto(publication.address + path)
        tab.page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
        found[path] = violations(tab)

    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["de", "ar-XB"])
def test_no_document_has_a_violation_in_another_language(language: str, scheme: str, publication: Publication, open_tab: OpenTab) -> None:
    """``ar-XB``, the pseudo-locale, runs from right to left."""
    face, *rest = in_trouble(updates=3)
    publication.publish([msgspec.structs.replace(face, languages=["en", "de", "ar-XB"]), *rest])  # type: ignore[call-overload]
    tab = open_tab(color_scheme=scheme, reduced_motion="reduce")
    found: dict[str, list[str]] = {}

    for path in (*[f"/{language}{path}" for path in PATHS if path != "/de/"], f"/{language}/nowhere/"):
        tab.page.goto(publication.address + path)
        tab.page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true })")
        found[path] = violations(tab)

    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["404", "405", "500", "503"])
def test_error_pages_have_none(name: str, scheme: str, publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(company())
    tab = open_tab(color_scheme=scheme)
    tab.page.set_content((publication.folder / f"shared/{name}.html").read_text())

    assert violations(tab) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_calm_page_has_no_violation_either(scheme: str, publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(company())
    tab = open_tab(color_scheme=scheme)
    tab.page.goto(publication.address)

    assert violations(tab) == []


def test_axe_is_awake(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.page.set_content("<html lang=en><title>t</title><main><h1>t</h1><img src='data:,'></main></html>")

    assert any(line.startswith("image-alt") for line in violations(tab))
