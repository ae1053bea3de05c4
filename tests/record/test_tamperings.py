"""Every tampering gets the verdict that the document lists, from the second verifier and from ours."""

import shutil
from pathlib import Path

import pytest

from tests.record import tampered_chain, tampered_documents, tampered_items, tampered_lines, verdicts
from tests.record.site import Site, a_site
from tests.record.tamperings import TABLE, Record, Tampering
from tests.record.verifier import ORDER

FILLED_BY = (tampered_lines, tampered_chain, tampered_items, tampered_documents)

ROWS = [pytest.param(row, id=row.name) for row in TABLE]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return a_site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def record(site: Site, tmp_path: Path) -> Record:
    shutil.copytree(site.folder, tmp_path / "site", symlinks=True)
    return Record(tmp_path / "site", site.keys)


@pytest.mark.parametrize("row", ROWS)
def test_a_tampering_gets_its_verdict_from_both_verifiers(row: Tampering, record: Record) -> None:
    asked = row.do(record) or {}

    ours = verdicts.ours(record.folder, **asked)
    second = row.verdict if row.ours_alone else verdicts.second(record.folder, **asked)

    assert (ours.code, second) == (row.verdict, row.verdict), ours.detail


def test_the_table_knows_every_verdict() -> None:
    assert {row.verdict for row in TABLE} == set(ORDER) | {"valid"}
