"""Passkeys in a browser, with a virtual security key: added, second factor, alone; replayed, somebody else's, unverified (R44)."""

import re
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, expect

from aboveboard.accounts.actions import create_user
from aboveboard.accounts.permissions import Role
from aboveboard.accounts.requirements import change_sign_in
from tests.browser.conftest import Tab
from tests.browser.dashboard import PASSWORD, OpenTab, Site, give_password, sign_in
from tests.browser.passkeys import SecurityKey, sent_assertions
from tests.world import NOW, OLGA

ED = "ed@harbourline.example"
LOGIN = "/dashboard/login/"
ALONE = "/dashboard/login/passkey/"


@pytest.fixture
def site(live_server: Any) -> Site:
    """In this process: one server for all tests, each with a database that holds nobody but Ed."""
    create_user(email=ED, role=Role.EDITOR, name="Ed", password=PASSWORD, at=NOW, by=OLGA)
    return Site(live_server.url)


def at_desk(open_tab: OpenTab) -> Tab:
    """A tab that does not ask for the icon, which a whole installation publishes."""
    tab: Tab = open_tab()
    tab.page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    return tab


def add_passkey(tab: Tab, site: Site, *, alone: bool = True) -> None:
    page = tab.page
    page.goto(f"{site.address}/dashboard/account/")
    page.get_by_role("link", name="Add a passkey").click()
    page.wait_for_url(re.compile("/passkeys/add/|/reauthenticate/"))
    if "/reauthenticate/" in page.url:
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
    page.wait_for_url("**/passkeys/add/")
    page.get_by_label("Sign in with it alone").set_checked(alone)
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/account/codes/")


def use_passkey_alone(page: Page, site: Site) -> None:
    page.goto(site.address + LOGIN)
    page.get_by_role("button", name="Sign in with a passkey").click()


def sign_out(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def is_in(page: Page, site: Site) -> bool:
    return page.context.request.get(f"{site.address}/dashboard/", max_redirects=0).status == 200


def posted_again(page: Page, site: Site, body: str, **more: str) -> int:
    """The status of what ``page`` gets for a form with the credential of ``body``, a fresh token, and ``more`` fields."""
    page.goto(site.address + LOGIN)
    page.evaluate(f"fetch('{ALONE}', {{headers: {{Accept: 'application/json'}}}})")  # so that a challenge is waiting
    form = {"csrfmiddlewaretoken": page.locator("[name=csrfmiddlewaretoken]").first.input_value()}
    form |= {"credential": parse_qs(body)["credential"][0], **more}
    return page.context.request.post(site.address + ALONE, form=form, max_redirects=0).status


def test_a_passkey_is_second_factor_and_also_works_alone(site: Site, open_tab: OpenTab) -> None:
    tab = sign_in(at_desk(open_tab), site, ED)
    SecurityKey(tab)
    add_passkey(tab, site)
    assert tab.page.locator("#recovery-codes li").count() == 10

    sign_out(tab.page)
    tab.page.goto(site.address + LOGIN)
    give_password(tab.page, ED)
    tab.page.wait_for_url("**/login/factor/")
    assert not is_in(tab.page, site)
    tab.page.get_by_role("button", name="Use a passkey").click()
    tab.page.wait_for_url("**/dashboard/")

    sign_out(tab.page)
    use_passkey_alone(tab.page, site)
    tab.page.wait_for_url("**/dashboard/")
    assert tab.complaints == []


def test_an_assertion_opens_nothing_a_second_time(site: Site, open_tab: OpenTab) -> None:
    tab = sign_in(at_desk(open_tab), site, ED)
    SecurityKey(tab)
    add_passkey(tab, site)
    sign_out(tab.page)
    bodies = sent_assertions(tab.page, ALONE)
    use_passkey_alone(tab.page, site)
    tab.page.wait_for_url("**/dashboard/")
    assert len(bodies) == 1 and is_in(tab.page, site)

    sign_out(tab.page)
    said = parse_qs(bodies[0])["credential"][0]
    for more in ({}, {"challenge": said, "state": said, "mfa.webauthn.state": said, "request_options": said}):
        assert posted_again(tab.page, site, bodies[0], **more) == 302
        assert not is_in(tab.page, site)
    tab.page.goto(site.address + LOGIN)
    expect(tab.page.locator(".toast")).to_contain_text("ncorrect")


def test_an_assertion_that_somebody_else_was_asked_for_opens_nothing(site: Site, open_tab: OpenTab) -> None:
    """Caught on its way, so that its challenge is unused: it is good in the browser that was asked, and in no other."""
    owner, thief = sign_in(at_desk(open_tab), site, ED).page, at_desk(open_tab).page
    SecurityKey(Tab(owner))
    add_passkey(Tab(owner), site)
    sign_out(owner)
    owner.route(f"**{ALONE}", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    with owner.expect_request(lambda request: request.method == "POST" and ALONE in request.url) as caught:
        use_passkey_alone(owner, site)
    body = caught.value.post_data or ""
    owner.goto("about:blank")

    assert posted_again(thief, site, body) == 302
    assert not is_in(thief, site)
    form = {"csrfmiddlewaretoken": parse_qs(body)["csrfmiddlewaretoken"][0], "credential": parse_qs(body)["credential"][0]}
    owner.context.request.post(site.address + ALONE, form=form, max_redirects=0)
    assert is_in(owner, site), "else what the thief posted was worth nothing anyway"


def test_a_key_that_does_not_know_its_person_is_a_second_factor_at_most(site: Site, open_tab: OpenTab) -> None:
    tab = sign_in(at_desk(open_tab), site, ED)
    key = SecurityKey(tab)
    add_passkey(tab, site)
    key.touched_by(is_right_person=False)

    sign_out(tab.page)
    use_passkey_alone(tab.page, site)
    expect(tab.page.get_by_role("alert")).to_contain_text("The passkey was not used.")
    assert not is_in(tab.page, site)
    give_password(tab.page, ED)
    tab.page.wait_for_url("**/login/factor/")
    tab.page.get_by_role("button", name="Use a passkey").click()
    expect(tab.page.get_by_role("alert")).to_contain_text("The passkey was not used.")
    key.touched_by(is_right_person=True)
    tab.page.get_by_role("button", name="Use a passkey").click()
    tab.page.wait_for_url("**/dashboard/")


def test_a_key_for_the_second_step_alone_does_not_sign_in(site: Site, open_tab: OpenTab) -> None:
    tab = sign_in(at_desk(open_tab), site, ED)
    SecurityKey(tab, remembers=False)
    add_passkey(tab, site, alone=False)
    tab.page.get_by_role("link", name="I have kept them").click()
    expect(tab.page.locator("#factors")).to_contain_text("only with your password")

    sign_out(tab.page)
    use_passkey_alone(tab.page, site)
    expect(tab.page.get_by_role("alert")).to_contain_text("The passkey was not used.")
    assert not is_in(tab.page, site)
    give_password(tab.page, ED)
    tab.page.wait_for_url("**/login/factor/")
    tab.page.get_by_role("button", name="Use a passkey").click()
    tab.page.wait_for_url("**/dashboard/")


def test_where_a_second_factor_is_overdue_everything_leads_to_it(site: Site, open_tab: OpenTab) -> None:
    change_sign_in(requires_factor=True, grace_days=0, by=OLGA)
    tab = sign_in(at_desk(open_tab), site, ED)
    page, account = tab.page, f"{site.address}/dashboard/account/"
    SecurityKey(tab)
    for link in ("Home", "Incidents", "Components", "Report incident", "Change password"):
        page.get_by_role("link", name=link).locator("visible=true").first.click()
        page.wait_for_url(account)
    expect(page.locator(".notice")).to_contain_text("until then nothing else opens")
    add_passkey(tab, site)
    page.goto(f"{site.address}/dashboard/incidents/")
    expect(page).to_have_url(f"{site.address}/dashboard/incidents/")
