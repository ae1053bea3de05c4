"""What a reader can count on: one request, no script needed, the keyboard alone, no noise, nobody else's servers."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Tab
from tests.browser.publication import Publication, served
from tests.browser.scenes import CLOSED, INCIDENT, MAINTENANCE, component_key, component_name, group_key, in_trouble
from tests.publishing.renderers.telling import NOW

OpenTab = Callable[..., Tab]
PATHS = (
    "/",
    f"/incidents/{INCIDENT}/",
    f"/incidents/{CLOSED}/",
    f"/maintenances/{MAINTENANCE}/",
    f"/components/{component_key(4, 0)}/",
    "/history/",
    "/history/2026-11/",
    "/record/",
    "/de/",
)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publication]:
    """One edition for all of these tests: they only read."""
    published = Publication(tmp_path_factory.mktemp("standing"), NOW)
    published.publish(in_trouble(updates=3))
    with served(published):
        yield published


@pytest.fixture
def address(standing: Publication) -> str:
    return standing.address


def ground(page: Page) -> str:
    """The colour that the page is painted on."""
    colour: str = page.evaluate(
        "getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).backgroundColor"
    )
    return colour


def press_until(page: Page, wanted: Locator, *, key: str = "Tab", at_most: int = 150) -> None:
    """Moves the focus with one key until it is on ``wanted``."""
    for _ in range(at_most):
        page.keyboard.press(key)
        if wanted.evaluate("e => e === document.activeElement"):
            return
    pytest.fail(f"{key} pressed {at_most} times and {wanted} never had the focus")


def test_everything_is_there_without_script(address: str, open_tab: OpenTab) -> None:
    page = open_tab(java_script_enabled=False).page
    page.goto(address)

    expect(page.locator("h1")).to_have_text("Webhooks & feeds are partly down.")
    expect(page.locator("main")).to_contain_text("Message 3:")
    expect(page.get_by_text(component_name(4, 0)).last).to_be_visible()
    expect(page.get_by_text(component_name(2, 0)).last).not_to_be_visible()
    page.locator(f"#group-{group_key(2)} > summary").click()
    expect(page.get_by_text(component_name(2, 0)).last).to_be_visible()
    expect(page.locator("#history")).to_contain_text("Exports were slow")


def test_the_first_answer_is_enough_to_read_it_in_its_own_look(address: str, open_tab: OpenTab) -> None:
    tab = open_tab()
    answered: list[str] = []

    def only_the_first(route: object) -> None:
        answered.append(route.request.url)  # type: ignore[attr-defined]
        route.continue_() if len(answered) == 1 else route.abort()  # type: ignore[attr-defined]

    tab.page.route("**/*", only_the_first)
    tab.page.goto(address, wait_until="domcontentloaded")

    expect(tab.page.locator("h1")).to_have_text("Webhooks & feeds are partly down.")
    assert tab.page.locator(".verdict").evaluate("e => parseFloat(getComputedStyle(e).borderBottomWidth)") >= 5
    assert tab.page.evaluate("document.styleSheets.length") == 1


def test_without_script_there_is_one_request(address: str, standing: Publication, open_tab: OpenTab) -> None:
    tab = open_tab(java_script_enabled=False)
    before = len(standing.asked)
    tab.page.goto(address)

    assert [path for path in standing.asked[before:] if path != "/favicon.svg"] == ["/"]


def test_nothing_comes_from_elsewhere_nothing_is_refused_and_nothing_is_kept(address: str, open_tab: OpenTab) -> None:
    tab = open_tab()
    for path in PATHS:
        answer = tab.page.goto(address + path, wait_until="networkidle")

        assert answer is not None and answer.status == 200, path
        assert {urlsplit(url).netloc for url in tab.requests} == {urlsplit(address).netloc}, path
        assert tab.complaints == [], path
        assert tab.page.context.cookies() == [], path
        assert tab.page.evaluate("localStorage.length + sessionStorage.length") == 0, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system_and_can_be_chosen_without_script(scheme: str, address: str, open_tab: OpenTab) -> None:
    page = open_tab(java_script_enabled=False, color_scheme=scheme).page
    page.goto(address)
    by_system = ground(page)

    page.locator("label", has_text="Light").click()
    light = ground(page)
    page.locator("label", has_text="Dark").click()
    dark = ground(page)

    assert light != dark
    assert by_system == {"light": light, "dark": dark}[scheme]
    page.locator("label", has_text="Auto").click()
    assert ground(page) == by_system


def test_the_keyboard_alone_leads_from_the_page_to_a_day_of_a_component_and_its_incident(address: str, open_tab: OpenTab) -> None:
    page = open_tab().page
    page.goto(address)

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    press_until(page, page.locator(f"#group-{group_key(0)} > summary"))
    page.keyboard.press("Enter")
    press_until(page, page.locator(f"a[href='/components/{component_key(0, 1)}/']").first)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(component_name(0, 1))
    press_until(page, page.locator(f"main a[href='/incidents/{CLOSED}/']").first)
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Exports were slow")


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_no_document_scrolls_sideways(width: int, address: str, open_tab: OpenTab) -> None:
    page = open_tab(viewport={"width": width, "height": 800}).page
    widths = {}

    for path in PATHS:
        page.goto(address + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")

    assert {path: found for path, found in widths.items() if found > width} == {}
