"""A published page, and the front that serves it."""

from pathlib import Path

import pytest

from aboveboard.front.app import Front, build
from tests.front.folders import a_folder


@pytest.fixture
def editions(tmp_path: Path) -> Path:
    a_folder(tmp_path / "editions" / "localhost")
    return tmp_path / "editions"


@pytest.fixture
def front(editions: Path) -> Front:
    return build(editions)
