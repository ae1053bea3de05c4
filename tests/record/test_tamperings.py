"""Every tampering gets the verdict that the document lists: from ours, from the second verifier, and from the one that pages publish."""

from types import ModuleType

import pytest

from tests.record import tampered_chain, tampered_documents, tampered_items, tampered_lines, verdicts
from tests.record.tamperings import TABLE, Record, Tampering
from tests.record.verifier import ORDER

FILLED_BY = (tampered_lines, tampered_chain, tampered_items, tampered_documents)

ROWS = [pytest.param(row, id=row.name) for row in TABLE]


@pytest.mark.parametrize("row", ROWS)
def test_a_tampering_gets_its_verdict_from_every_verifier(row: Tampering, record: Record, verifier: ModuleType) -> None:
    asked = row.do(record) or {}

    ours = verdicts.ours(record.folder, **asked)
    second = row.verdict if row.ours_alone else verdicts.second(record.folder, **asked)
    published = verdicts.published(verifier, record.folder, **asked)

    assert (ours.code, second, published) == (row.verdict, row.verdict, row.verdict), ours.detail


def test_the_table_knows_every_verdict() -> None:
    assert {row.verdict for row in TABLE} == set(ORDER) | {"valid"}
