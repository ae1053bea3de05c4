"""Lines are counted while a package with a floor is tried by its own tests: counting doubles a test's time, and shows little elsewhere."""

from pathlib import Path

import pytest

COUNTED = ("pages", "components", "incidents", "maintenances", "events", "publishing", "front", "record")  # as in pyproject.toml
TESTS = Path(__file__).parent


def is_counted(item: pytest.Item) -> bool:
    return item.path.relative_to(TESTS).parts[0] in COUNTED and not item.get_closest_marker("uncounted")


class Counting:
    """Pauses pytest-cov around tests that are not counted, and around their fixtures, which its own mark ``no_cover`` counts."""

    def __init__(self) -> None:
        self.is_on = True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        controller = getattr(item.config.pluginmanager.get_plugin("_cov"), "cov_controller", None)
        if controller and self.is_on != is_counted(item):
            self.is_on = not self.is_on
            (controller.resume if self.is_on else controller.pause)()
