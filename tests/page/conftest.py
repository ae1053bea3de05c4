"""A folder of its own for every test, and a limiter that has seen nobody."""

from pathlib import Path

import pytest
from django.conf import settings

from aboveboard.page.past import LIMITER


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "EDITIONS_DIR", tmp_path / "editions")
    monkeypatch.setattr(settings, "KEYS_DIR", tmp_path / "keys")
    LIMITER.clear()
