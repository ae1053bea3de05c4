"""Lines are counted while a package with a floor is tried by its own tests: counting doubles a test's time, and shows little elsewhere."""

import sys
import threading
import tomllib
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent
_PACKAGES = tomllib.loads((TESTS.parent / "pyproject.toml").read_text())["tool"]["coverage"]["run"]["source_pkgs"]
COUNTED = {"record", *(name.rpartition(".")[2] for name in _PACKAGES)}  # the folders whose tests are for those packages


def is_counted(item: pytest.Item) -> bool:
    """Tests from elsewhere, which tests of the house make, are none of the program's."""
    if not item.path.is_relative_to(TESTS):
        return False
    return item.path.relative_to(TESTS).parts[0] in COUNTED and not item.get_closest_marker("uncounted")


class Counting:
    """Takes the trace function away around tests that are not counted, and around their fixtures.

    pytest-cov's mark ``no_cover`` counts fixtures, and in a process of pytest-xdist the test too: a second measurement, which waited
    below the one that it stops, goes on.
    """

    def __init__(self) -> None:
        self._held: tuple[Any, Any] | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_pycollect_makeitem(self) -> Generator[None, object, object]:
        """What a module holds is gathered uncounted: the module itself, and the program with it, has been imported by then."""
        self.hold()
        made = yield
        self.go_on()
        return made

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self) -> None:
        self.hold()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        if is_counted(item):
            self.go_on()
        else:
            self.hold()

    def hold(self) -> None:
        if self._held is None:
            self._held = sys.gettrace(), threading.gettrace()
            sys.settrace(None)
            threading.settrace(None)  # type: ignore[arg-type]

    def go_on(self) -> None:
        if self._held is not None:
            (here, in_threads), self._held = self._held, None
            sys.settrace(here)
            threading.settrace(in_threads)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        self.go_on()
