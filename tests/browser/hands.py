"""Three ways of using a screen: with a pointer, with the keyboard alone, with a finger. Each presses, writes and chooses."""

from playwright.sync_api import Locator, Page

MOST_TABS = 150


class Pointer:
    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def write(self, field: Locator, words: str) -> None:
        self.press(field)
        self.page.keyboard.type(words)

    def choose_first(self, group: Locator) -> None:
        """The first of a group of radio buttons."""
        self.press(group.locator("label").first)


class Finger(Pointer):
    def press(self, target: Locator) -> None:
        target.tap()


class Keys(Pointer):
    """Tab goes there, in whatever order the screen has; Enter or Space presses."""

    def press(self, target: Locator) -> None:
        self._go_to(target)
        self.page.keyboard.press("Enter")

    def write(self, field: Locator, words: str) -> None:
        self._go_to(field)
        self.page.keyboard.type(words)

    def choose_first(self, group: Locator) -> None:
        first = group.get_by_role("radio").first
        self._go_to(group.locator("input:checked"))
        for _ in range(10):
            if first.is_checked():
                return
            self.page.keyboard.press("ArrowUp")
        raise AssertionError("the arrows do not lead to the first one")

    def _go_to(self, target: Locator) -> None:
        target.wait_for(state="attached")
        for _ in range(MOST_TABS):
            if target.evaluate("node => node === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way with Tab to {target}")
