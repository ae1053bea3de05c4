"""In CI nothing is skipped: conftest turns every skip into a failure."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

INSIDE = """
import pytest

def test_that_skips():
    pytest.skip("no browser")

def test_that_passes():
    pass
"""
WHOLE_MODULE = """
import pytest
pytest.skip("no server", allow_module_level=True)
"""


def outcome_of(folder: Path, source: str, *, ci: str) -> tuple[int, str]:
    (folder / "test_it.py").write_text(source)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_", "COVERAGE_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider", "-c", os.devnull, "test_it.py"]
    end = subprocess.run(
        command, cwd=folder, env=environment | {"CI": ci, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    return end.returncode, end.stdout


@pytest.mark.parametrize("source", [INSIDE, WHOLE_MODULE], ids=["a test", "a module"])
def test_what_is_skipped_has_failed_in_ci(tmp_path: Path, source: str) -> None:
    status, words = outcome_of(tmp_path, source, ci="true")
    assert status != 0
    assert "skipped, which is a failure in CI" in words


def test_at_home_a_skip_is_a_skip(tmp_path: Path) -> None:
    status, words = outcome_of(tmp_path, INSIDE, ci="")
    assert (status, "1 passed, 1 skipped" in words) == (0, True), words
