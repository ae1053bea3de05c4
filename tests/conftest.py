"""What all tests share: the database's choice, the browser, and the rule that nothing is skipped in CI."""

import fcntl
import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from aboveboard.publishing import compress
from tests.browser.dashboard import make_person
from tests.browser.installation import Installation, sow
from tests.counting import Counting

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IN_CI = os.environ.get("CI") == "true"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback", "live_server"}

PATIENT: Any = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}  # how fast a machine is, is no finding
hypothesis.settings.register_profile("default", **PATIENT)
hypothesis.settings.register_profile("ci", **PATIENT, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if IN_CI else "default")


# Files that take longest, longest first: whoever runs several processes would else wait for the one that came to them last.
LONG = ("record/test_program.py", "faults/", "browser/", "dashboard/test_matrix.py", "cli/", "publishing/")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks tests that touch the database, so that ``-m database`` runs them on the other databases."""
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)


class LongFirst:
    """Comes after pytest-django's own order, which it keeps within each file."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: _place(item.nodeid))


def _place(name: str) -> int:
    return next((place for place, start in enumerate(LONG) if name.startswith(f"tests/{start}")), len(LONG))


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(LongFirst())
    config.pluginmanager.register(Counting())


def pytest_collection_finish() -> None:
    """What is there now stays to the end: whoever looks for garbage need not look there each time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """In CI a skipped test has failed: what was not run was not shown."""
    report: pytest.TestReport = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which is a failure in CI: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """The same for whole modules."""
    report: pytest.CollectReport = yield
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, which is a failure in CI: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Whenever a test has emptied the tables, Django would fill in its own permissions, which nobody here asks for: nine tenths of it."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.contenttypes.management import create_contenttypes
    from django.db.models.signals import post_migrate

    post_migrate.disconnect(create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)


@pytest.fixture(scope="session", autouse=True)
def packed_lightly() -> Iterator[None]:
    """Tests publish thousands of documents and weigh none of their copies. Processes of their own pack as in operation."""
    with pytest.MonkeyPatch.context() as here:
        here.setattr(compress, "GZIP_LEVEL", 1)
        here.setattr(compress, "BROTLI_QUALITY", 1)
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """Debian's Chromium, headless. Missing: skipped, which CI does not accept."""
    named = (which(name) for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))
    executable = os.environ.get("CHROMIUM") or next(filter(None, named), None)
    if executable is None:
        pytest.skip("no Chromium here; bin/services installs it")
    from playwright.sync_api import sync_playwright

    arguments = ["--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments, timeout=120_000)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration, published; to be copied."""
    return _made_once(tmp_path_factory, "sown", sow)


@pytest.fixture(scope="session")
def staffed(tmp_path_factory: pytest.TempPathFactory, sown: Path) -> Path:
    """The same with Ada, Ed and Rae, who have passwords."""

    def hire(folder: Path) -> None:
        installation = Installation(folder, sown)
        for name, role in (("Ada", "admin"), ("Ed", "editor"), ("Rae", "reporter")):
            make_person(installation, name, role)

    return _made_once(tmp_path_factory, "staffed", hire)


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that all processes share: the first that asks for it makes it."""
    own = factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / name).exists():
            make(folder / f"{name}.begun")
            (folder / f"{name}.begun").rename(folder / name)
    return folder / name


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the source tree."""
    return Path(__file__).resolve().parents[1]
