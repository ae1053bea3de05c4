"""A page's folder of its own for every test."""

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Editions and keys of this test alone."""
    monkeypatch.setattr(settings, "EDITIONS_DIR", tmp_path / "editions")
    monkeypatch.setattr(settings, "KEYS_DIR", tmp_path / "keys")
    return tmp_path
