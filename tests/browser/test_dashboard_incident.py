"""An incident from the first click to the last: on a desk, by keys, on a phone; by two at once, without a session or a server."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.dashboard import PASSWORD, OpenTab, chip, give_password, make_person, readers_read, sign_in
from tests.browser.hands import Finger, Keys, Pointer
from tests.browser.installation import Installation, installed
from tests.dashboard.entering import code_of


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, staffed: Path) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("dashboard"), staffed) as running:
        yield running


def names_of(page: Page, count: int) -> list[str]:
    picks = page.locator("#chips-list .pick")
    return [str(picks.nth(place).get_attribute("data-name")) for place in range(count)]


def test_two_components_take_four_clicks_and_no_typing(installation: Installation, open_tab: OpenTab) -> None:
    tab = sign_in(open_tab(), installation, "rae@harbourline.example")
    tab.page.evaluate("sessionStorage.clicks = 0")
    tab.page.context.add_init_script("addEventListener('click', e => e.isTrusted && sessionStorage.clicks++, true)")
    tab.page.reload()

    tab.page.get_by_role("link", name="Report incident").click()
    names = names_of(tab.page, 2)
    for name in names:
        chip(tab.page, name).click()
    tab.page.get_by_role("button", name="Publish", exact=True).click()

    expect(tab.page.locator(".toast")).to_contain_text("Readers see it.")
    assert tab.page.evaluate("sessionStorage.clicks") == "4"
    title = tab.page.locator("h1").inner_text()
    assert title.endswith("degraded")
    readers_read(tab, f"{installation.address}/", title)

    tab.page.get_by_role("link", name="Home").first.click()
    card = tab.page.locator(".card", has_text=title)
    card.get_by_role("button", name="Identified").click()
    expect(card.locator(".stage-line b")).to_have_text("Identified")
    card.get_by_role("link", name="Write update").click()
    tab.page.get_by_label("What readers should know").fill("A cable came loose.")
    tab.page.get_by_role("radiogroup", name=names[0]).locator("label").first.click()
    tab.page.get_by_role("button", name="Monitoring").click()
    expect(tab.page.locator(".said-so-far li").first).to_contain_text("A cable came loose.")
    readers_read(tab, f"{installation.address}/", "A cable came loose.")
    tab.page.get_by_role("button", name="Resolved").click()
    expect(tab.page.locator(".incident-head .stage-line b")).to_have_text("Resolved")
    assert tab.complaints == []


def test_what_was_just_published_can_be_taken_back(installation: Installation, open_tab: OpenTab) -> None:
    tab = sign_in(open_tab(), installation, "rae@harbourline.example", at="/dashboard/incidents/new/")
    tab.page.get_by_label("Title").fill("A slip of the finger")
    tab.page.get_by_role("button", name="Publish", exact=True).click()
    tab.page.get_by_role("button", name="Undo").click()
    expect(tab.page.locator(".toast")).to_contain_text("is taken back")
    expect(tab.page.get_by_text("A slip of the finger", exact=True)).to_have_count(0)


def leads_on(page: Page, key: str) -> None:
    """Presses what sends a form, and waits until the next screen listens to keys, which is later than it is seen."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_an_incident_by_keys_alone(installation: Installation, open_tab: OpenTab) -> None:
    tab = sign_in(open_tab(), installation, "ed@harbourline.example")
    page, keys = tab.page, tab.page.keyboard
    keys.press("n")
    page.wait_for_url("**/incidents/new/")
    expect(page.locator("#chips-list .pick > button").first).to_be_visible()
    name = names_of(page, 1)[0]
    for _ in range(60):
        keys.press("Tab")
        if page.evaluate("document.activeElement.parentElement?.dataset.name") == name:
            break
    keys.press("Space")
    keys.press("Space")
    expect(chip(page, name)).to_contain_text("partial outage")
    expect(page.locator("#preview .hanging .title")).to_contain_text("partly down")
    leads_on(page, "Control+Enter")
    expect(page.locator("#saying")).to_be_visible()

    keys.press("u")
    keys.type("Typed with both hands.")
    leads_on(page, "Control+Enter")
    expect(page.locator(".said-so-far li").first).to_contain_text("Typed with both hands.")
    expect(page.locator(".incident-head .stage-line b")).to_have_text("Identified")
    keys.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    keys.press("Escape")
    leads_on(page, "r")
    expect(page.locator(".incident-head .stage-line b")).to_have_text("Resolved")
    keys.press("g")
    keys.press("h")
    page.wait_for_url("**/dashboard/")
    assert tab.complaints == []


def test_a_draft_outlives_its_session(installation: Installation, open_tab: OpenTab) -> None:
    tab = sign_in(open_tab(), installation, "rae@harbourline.example", at="/dashboard/incidents/new/")
    page = tab.page
    name = names_of(page, 2)[1]
    chip(page, name).click()
    page.get_by_label("What readers should know").fill("Half a thought")
    expect(page.locator("[data-kept]")).to_contain_text("Draft kept")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Publish", exact=True).click()
    give_password(page, "rae@harbourline.example")

    page.wait_for_url("**/incidents/new/")
    expect(page.get_by_label("What readers should know")).to_have_value("Half a thought")
    expect(chip(page, name)).to_contain_text("degraded")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".said-so-far")).to_contain_text("Half a thought")
    page.goto(f"{installation.address}/dashboard/incidents/new/")
    expect(page.get_by_label("What readers should know")).to_have_value("")


def test_of_two_who_write_at_once_the_second_sees_what_the_first_said(installation: Installation, open_tab: OpenTab) -> None:
    key = installation.run("incident", "open", "--title", "Written about by two", "--message", "We are looking.")
    ed = sign_in(open_tab(), installation, "ed@harbourline.example", at=f"/dashboard/incidents/{key}/").page
    ada = sign_in(open_tab(), installation, "ada@harbourline.example", at=f"/dashboard/incidents/{key}/").page
    ed.get_by_label("What readers should know").fill("Ed found a full disk.")
    ada.get_by_label("What readers should know").fill("Ada found it first.")
    ada.get_by_role("button", name="Identified").click()
    expect(ada.locator(".said-so-far")).to_contain_text("Ada found it first.")

    ed.get_by_role("button", name="Identified").click()

    expect(ed.get_by_role("alert")).to_contain_text("nothing is lost")
    expect(ed.get_by_role("alert")).to_contain_text("Ada · update posted")
    expect(ed.locator(".said-so-far")).to_contain_text("Ada found it first.")
    expect(ed.get_by_label("What readers should know")).to_have_value("Ed found a full disk.")
    ed.get_by_role("button", name="Identified").click()
    expect(ed.locator(".said-so-far li").first).to_contain_text("Ed found a full disk.")


def test_a_draft_outlives_the_server(tmp_path: Path, staffed: Path, open_tab: OpenTab) -> None:
    own = Installation(tmp_path, staffed)
    with own.started():
        tab = sign_in(open_tab(), own, "rae@harbourline.example", at="/dashboard/incidents/new/")
        name = names_of(tab.page, 1)[0]
        chip(tab.page, name).click()
    tab.page.get_by_label("What readers should know").fill("Written while nobody listened")
    expect(tab.page.locator("[data-kept]")).to_contain_text("Draft kept")
    with own.started():
        tab.page.get_by_role("button", name="Publish", exact=True).click()
        expect(tab.page.locator(".said-so-far")).to_contain_text("Written while nobody listened")
        expect(tab.page.locator(".hit")).to_contain_text(name)


@pytest.mark.parametrize(("how", "name"), [(Pointer, "Mia"), (Keys, "Kai"), (Finger, "Fay")])
def test_from_the_first_sign_in_to_the_last_word(
    how: type[Pointer], name: str, installation: Installation, open_tab: OpenTab, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody new sets up an app, comes in with its code, and tells readers of an incident on two components until it is over."""
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True} if how is Finger else {}
    tab, readers = open_tab(**phone), open_tab()
    hand, page = how(tab.page), tab.page
    come_in_with_an_app(hand, make_person(installation, name, "editor"), name, installation)

    readers.page.goto(installation.address)
    page.evaluate("sessionStorage.clicks = 0")
    page.context.add_init_script("addEventListener('click', e => e.isTrusted && sessionStorage.clicks++, true)")
    page.reload()
    began = time.monotonic()
    hand.press(page.locator(".foot .report") if how is Finger else page.get_by_role("link", name="Report incident"))
    names = names_of(page, 2)
    for each in names:
        hand.press(chip(page, each))
    hand.press(page.get_by_role("button", name="Publish", exact=True))
    expect(page.locator("#saying")).to_be_visible()
    clicks, published = int(page.evaluate("sessionStorage.clicks")), time.monotonic()
    title, sheet = page.locator("h1").inner_text(), readers.page.locator(f"#incident-{page.url.split('/')[-2]}")
    readers_read(readers, f"{installation.address}/", title)
    seen = time.monotonic()
    expect(sheet.get_by_role("heading", name=title)).to_be_visible()
    assert clicks == len(names) + 2

    bring_back_and_resolve(hand, sheet, name, names)
    over = time.monotonic()

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.complaints == []
    told = f"{how.__name__}: {len(names)} components, {clicks} clicks, {published - began:.1f} s until published, read "
    with capsys.disabled():
        sys.stdout.write(f"\n{told}{seen - published:.1f} s later, over after {over - began:.1f} s\n")


def bring_back_and_resolve(hand: Pointer, sheet: Locator, name: str, names: list[str]) -> None:
    """``sheet``: of the incident, on the readers' page, which stays open meanwhile."""
    page = hand.page
    hand.write(page.get_by_label("What readers should know"), f"{name} found a loose cable.")
    hand.choose_first(page.get_by_role("radiogroup", name=names[0]))
    hand.press(page.get_by_role("button", name="Identified"))
    expect(page.locator(".hit li", has_text=names[0])).to_contain_text("Operational")
    expect(page.locator(".hit li", has_text=names[1])).not_to_contain_text("Operational")
    expect(sheet).to_contain_text(f"{name} found a loose cable.")
    hand.press(page.get_by_role("button", name="Resolved"))
    expect(page.locator(".incident-head .stage-line b")).to_have_text("Resolved")
    expect(sheet).to_have_count(0)


def come_in_with_an_app(hand: Pointer, email: str, name: str, installation: Installation) -> None:
    """By password once, to set up the app; then out, and in with password and code."""
    page = hand.page
    page.goto(f"{installation.address}/dashboard/login/")
    give_words(hand, email)
    press_in_menu(hand, page.get_by_role("link", name=name, exact=True))
    hand.press(page.get_by_role("link", name="Set up an app"))
    hand.write(page.get_by_label("Password"), PASSWORD)
    hand.press(page.locator("main form button"))
    secret = page.locator("main code").inner_text()
    hand.write(page.get_by_label("Code that the app shows"), code_of(secret))
    hand.press(page.get_by_role("button", name="Use this app"))
    hand.press(page.get_by_role("link", name="I have kept them"))
    press_in_menu(hand, page.get_by_role("button", name="Sign out"))
    give_words(hand, email)
    hand.write(page.get_by_label("Code"), code_of(secret, steps_away=1))
    hand.press(page.get_by_role("button", name="Go on"))
    page.wait_for_url("**/dashboard/")


def give_words(hand: Pointer, email: str) -> None:
    hand.write(hand.page.get_by_label("E-mail"), email)
    hand.write(hand.page.get_by_label("Password"), PASSWORD)
    hand.press(hand.page.get_by_role("button", name="Sign in", exact=True))


def press_in_menu(hand: Pointer, target: Any) -> None:
    """What a phone keeps under "More"."""
    if isinstance(hand, Finger):
        hand.press(hand.page.locator(".foot summary"))
    hand.press(target)
