"""A browser tab on a published page, which keeps what the browser complained about and every request it made."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.publication import Publication, served
from tests.publishing.renderers.telling import NOW

PATIENCE = 60_000  # milliseconds that a tab waits for anything at most; the machine may be busy
expect.set_options(timeout=PATIENCE)


class Tab:
    """A page of the browser; ``complaints``: console errors, script errors, refused requests; ``requests``: every URL."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", self._on_failure)
        page.on("request", lambda request: self.requests.append(request.url))

    def _on_failure(self, request: Any) -> None:
        if "ERR_ABORTED" not in str(request.failure):  # what a page was still fetching when somebody went on to the next
            self.complaints.append(f"{request.url}: {request.failure}")

    def _on_console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@pytest.fixture
def publication(tmp_path: Path) -> Iterator[Publication]:
    """A page of our own that a test publishes editions of; served as long as the test runs."""
    published = Publication(tmp_path / "editions", NOW)
    with served(published):
        yield published


@pytest.fixture
def open_tab(chromium: Browser) -> Iterator[Callable[..., Tab]]:
    """Opens tabs with the options of a browser context (viewport, color_scheme, java_script_enabled …)."""
    contexts = []

    def opened(**options: Any) -> Tab:
        context = chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return Tab(context.new_page())

    yield opened
    for context in contexts:
        context.close()
