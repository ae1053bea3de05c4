"""Made sites, once for each process: every test gets a copy of its own, made of hard links."""

import os
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from aboveboard.publishing.renderers.verifier import VERIFIER
from tests.record.site import Site, a_long_site, a_site
from tests.record.tamperings import Record


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return a_site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return a_long_site(tmp_path_factory.mktemp("long"))


@pytest.fixture
def record(site: Site, tmp_path: Path) -> Record:
    return copy_of(site, tmp_path)


@pytest.fixture
def long_record(long_site: Site, tmp_path: Path) -> Record:
    return copy_of(long_site, tmp_path)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """record/verify.py as readers get it."""
    file = tmp_path_factory.mktemp("published") / "verify.py"
    file.write_bytes(VERIFIER)
    return file


@pytest.fixture(scope="session")
def verifier(published: Path) -> ModuleType:
    module = ModuleType("verify")
    exec(compile(published.read_bytes(), "verify.py", "exec"), module.__dict__)
    return module


def copy_of(site: Site, folder: Path) -> Record:
    """Whoever changes it does so with ``Record``, which never writes into a file that is there."""
    shutil.copytree(site.folder, folder / "site", symlinks=True, copy_function=os.link)
    return Record(folder / "site", site.keys)
