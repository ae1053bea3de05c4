"""Every tampering gets the verdict that the document lists, from the second verifier and from ours."""

import shutil
from pathlib import Path

import pytest

from tests.record import tampered_chain, tampered_documents, tampered_items, tampered_lines
from tests.record.site import Site, a_site
from tests.record.tamperings import TABLE, Record, Tampering
from tests.record.verifier import Reading

FILLED_BY = (tampered_lines, tampered_chain, tampered_items, tampered_documents)

ROWS = [pytest.param(row, id=row.name) for row in TABLE]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return a_site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def record(site: Site, tmp_path: Path) -> Record:
    shutil.copytree(site.folder, tmp_path / "site", symlinks=True)
    return Record(tmp_path / "site", site.keys)


@pytest.mark.parametrize("row", [row for row in ROWS if not row.values[0].ours_alone])
def test_the_second_verifier_gives_the_listed_verdict(row: Tampering, record: Record) -> None:
    asked = row.do(record) or {}

    reading = Reading(record.folder, **asked)

    assert reading.verdict == row.verdict, reading.found
