"""Chromium's virtual security key: present when asked, with or without a finger that it knows."""

from playwright.sync_api import Page

from tests.browser.conftest import Tab


class SecurityKey:
    """Of one tab. ``remembers``: whether it keeps by itself for whom its keys are, as signing in with it alone needs."""

    def __init__(self, tab: Tab, *, remembers: bool = True) -> None:
        self._devtools = tab.page.context.new_cdp_session(tab.page)
        self._devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "usb",
            "hasResidentKey": remembers,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        self._id = self._devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def touched_by(self, *, is_right_person: bool) -> None:
        self._devtools.send("WebAuthn.setUserVerified", {"authenticatorId": self._id, "isUserVerified": is_right_person})


def sent_assertions(page: Page, path: str) -> list[str]:
    """The bodies of forms that this page sends to ``path`` from now on, in order."""
    bodies: list[str] = []
    page.on("request", lambda request: bodies.append(request.post_data or "") if request.method == "POST" and path in request.url else None)
    return bodies
