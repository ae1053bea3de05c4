"""An open page follows the editions by itself and takes nothing away from its reader."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from aboveboard.publishing.renderers.assets import ASSETS, SCRIPT_PATH
from tests.browser.conftest import Tab
from tests.browser.publication import Publication
from tests.browser.scenes import INCIDENT, company, component_name, group_key, in_trouble, resolved
from tests.publishing.renderers.telling import NOW

OpenTab = Callable[..., Tab]
BROWSERS_NOW = NOW + timedelta(days=97)  # nothing may be told by its clock
WITHIN = 60.0  # seconds of ours


def visit(publication: Publication, open_tab: OpenTab, path: str = "/", **options: object) -> Tab:
    """Opens a published address, with the browser's time in the test's hand: it stands still but for ``later``."""
    tab = open_tab(**options)
    tab.page.clock.install(time=BROWSERS_NOW)
    tab.page.clock.pause_at(BROWSERS_NOW + timedelta(seconds=1))
    tab.page.goto(publication.address + path)
    expect(tab.page.locator("[data-confirmed]")).not_to_be_empty()  # the script has looked once
    return tab


def later(page: Page, seconds: int = 5) -> None:
    page.clock.run_for(seconds * 1000)


def until(page: Page, happened: Callable[[], bool]) -> None:
    """Lets the page's time pass until something has happened."""
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        later(page, 1)
        page.wait_for_timeout(20)
        if happened():
            return
    pytest.fail("it did not happen")


def edition(page: Page) -> int:
    return int(page.locator("html").get_attribute("data-edition") or 0)


def expect_said(page: Page, words: str) -> None:
    """What the live region says a moment after the new edition is there."""
    later(page, 1)
    expect(page.locator("#said")).to_have_text(words)


def scrolled(page: Page) -> int:
    return round(float(page.evaluate("scrollY")))


def listening(tab: Tab) -> None:
    """Keeps what the live region says in ``window.heard``, as a screen reader would hear it."""
    tab.page.evaluate(
        """() => {
            window.heard = []
            const said = document.getElementById('said')
            const hear = () => said.textContent && heard.push(said.textContent)
            new MutationObserver(hear).observe(said, {childList: true, characterData: true, subtree: true})
        }"""
    )


def is_open(page: Page, group: int) -> bool:
    return bool(page.locator(f"#group-{group_key(group)}").evaluate("e => e.open"))


def test_three_swaps_keep_scroll_focus_and_what_the_reader_opened_or_closed(publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(company())
    tab = visit(publication, open_tab)
    page = tab.page
    listening(tab)
    page.locator(f"#group-{group_key(2)} > summary").click()
    link = page.locator(f"#group-{group_key(2)} a").nth(1)
    link.focus()
    page.evaluate("scrollTo(0, 400)")
    assert scrolled(page) == 400

    for count in (1, 2, 3):
        publication.publish(in_trouble(updates=count))
        later(page)
        expect(page.locator("main")).to_contain_text(f"Message {count}:")
        expect_said(page, "Webhooks & feeds are partly down.")
        assert scrolled(page) == 400
        assert is_open(page, 2), "the reader opened this group"
        expect(link).to_be_focused()
        expect(link).to_contain_text(component_name(2, 1))
        if count == 1:
            assert is_open(page, 4), "a group in trouble opens itself"
            page.locator(f"#group-{group_key(4)} > summary").evaluate("e => e.click()")
        else:
            assert not is_open(page, 4), "the reader closed this group"

    assert page.evaluate("heard") == ["Webhooks & feeds are partly down."] * 3
    assert tab.complaints == []
    assert publication.asked.count("/") == 4


def test_a_group_that_is_well_again_closes_unless_the_reader_is_in_it(publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(in_trouble())
    inside, elsewhere = visit(publication, open_tab), visit(publication, open_tab)
    link = inside.page.locator(f"#group-{group_key(4)} a").first
    link.focus()
    assert is_open(elsewhere.page, 4)

    publication.publish(resolved())

    for tab in (inside, elsewhere):
        later(tab.page)
        expect(tab.page.locator("h1")).to_have_text("Everything is working.")
        expect_said(tab.page, "Everything is working.")
    assert is_open(inside.page, 4) and not is_open(elsewhere.page, 4)
    expect(link).to_be_focused()


def test_what_is_over_leaves_the_open_page(publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(in_trouble())
    page = visit(publication, open_tab).page
    expect(page.locator(f"#incident-{INCIDENT}")).to_be_visible()

    publication.publish(resolved())
    later(page)

    expect(page.locator(f"#incident-{INCIDENT}")).to_have_count(0)
    expect(page).to_have_title("Everything is working. · Harbourline")


def test_an_open_incident_is_followed_to_its_end(publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(in_trouble())
    tab = visit(publication, open_tab, f"/incidents/{INCIDENT}/")

    publication.publish(in_trouble(updates=2))
    later(tab.page)
    expect(tab.page.locator("main")).to_contain_text("Message 2:")
    publication.publish(resolved())
    later(tab.page)

    expect(tab.page.locator("main")).to_contain_text("All caught up.")
    later(tab.page, 1)
    expect(tab.page.locator("#said")).not_to_be_empty()
    assert tab.complaints == []


def test_an_edition_older_than_the_heads_is_never_swapped_in(publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(company())
    page = visit(publication, open_tab).page

    publication.publish(in_trouble(), number=2, head=3)  # a cache in between still has the second page
    until(page, lambda: publication.asked.count("/") == 4)
    assert edition(page) == 1
    expect(page.locator("h1")).to_have_text("Everything is working.")
    publication.publish(in_trouble(), number=3)
    later(page)

    expect(page.locator("html")).to_have_attribute("data-edition", "3")


def test_a_document_that_stays_behind_is_not_asked_for_for_ever(publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(company())
    page = visit(publication, open_tab).page

    publication.confirm(edition=9)
    until(page, lambda: publication.asked.count("/head.json") >= 12)

    assert publication.asked.count("/") == 1 + 5


def test_the_page_below_a_path_follows_its_own_head(publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(company("/p/acme/"))
    page = visit(publication, open_tab, "/p/acme/").page

    publication.publish(in_trouble(base="/p/acme/"))
    later(page)

    expect(page.locator("h1")).to_have_text("Webhooks & feeds are partly down.")
    assert "/p/acme/head.json" in publication.asked and "/head.json" not in publication.asked


def test_the_folio_says_when_the_page_was_confirmed_and_warns_after_three_minutes(publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(company())
    publication.confirm(at=publication.now - timedelta(seconds=12))
    page = visit(publication, open_tab, timezone_id="Asia/Tokyo").page
    fresh = page.locator(".fresh")
    expect(fresh).to_contain_text("confirmed 12 seconds ago")

    publication.now += timedelta(minutes=4)
    later(page)

    expect(fresh).to_contain_text("Not confirmed since 09:40")
    expect(fresh).to_have_class("fresh stale")


def test_relative_times_are_kept_true_by_the_servers_clock(publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(in_trouble())
    page = visit(publication, open_tab).page  # the browser's own clock is anywhere else
    began = page.locator(f"#incident-{INCIDENT} time[data-ago][datetime='2026-11-24T08:52:00Z']").last
    due = page.locator(f"#incident-{INCIDENT} time[data-ago][datetime='2026-11-24T10:00:00Z']")
    expect(began).to_have_text("49 minutes ago")
    expect(due).to_have_text("in 19 minutes")

    publication.now += timedelta(minutes=30)
    later(page)

    expect(began).to_have_text("1 hour ago")
    expect(due).to_have_text("11 minutes ago")


def test_a_hidden_page_asks_for_nothing_and_asks_at_once_when_it_is_seen(publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(company())
    page = visit(publication, open_tab).page
    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    asked = len(publication.asked)
    later(page, 120)
    page.wait_for_timeout(100)
    assert len(publication.asked) <= asked + 1  # one may have been on its way

    publication.publish(in_trouble())
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator("h1")).to_have_text("Webhooks & feeds are partly down.")


def test_a_page_that_cannot_reach_its_head_asks_less_and_less_and_stays_as_it_is(publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(company())
    page = visit(publication, open_tab).page
    publication.is_down = True
    asked = publication.asked.count("/head.json")

    for _ in range(60):
        later(page, 2)
        page.wait_for_timeout(10)

    assert 2 <= publication.asked.count("/head.json") - asked <= 6  # two minutes
    expect(page.locator("h1")).to_have_text("Everything is working.")


def test_the_chosen_colours_are_remembered(publication: Publication, open_tab: OpenTab) -> None:
    publication.publish(company())
    page = visit(publication, open_tab, color_scheme="light").page

    page.locator("input[name=theme][value=dark]").check()
    page.reload()

    expect(page.locator("input[name=theme][value=dark]")).to_be_checked()
    page.goto(f"{publication.address}/history/")
    expect(page.locator("input[name=theme][value=dark]")).to_be_checked()


@pytest.mark.parametrize("name", [SCRIPT_PATH])
def test_the_script_is_at_most_four_kilobytes(name: str) -> None:
    assert len(ASSETS[name]) <= 4096
