"""`aboveboard verify` on a site that no part of the program made: the verdict on standard output, and the exit status."""

import pytest

from aboveboard.cli.main import main
from tests.record.site import Site
from tests.record.tamperings import TABLE, Record, Tampering
from tests.record.test_tamperings import FILLED_BY

assert FILLED_BY

FIRST = {row.verdict: row for row in reversed(TABLE)}  # one row for each verdict
OPTIONS = {"pin": "--key", "since": "--since", "page": "--page"}


@pytest.mark.parametrize("row", [pytest.param(row, id=row.verdict) for row in FIRST.values()])
def test_the_exit_status_tells_true_from_tampered_and_from_unreachable(
    row: Tampering, record: Record, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("aboveboard.publishing.verify.PAUSE", 0.0)
    asked = row.do(record) or {}

    status = main(["verify", str(record.folder), *(word for name, value in asked.items() for word in (OPTIONS[name], value))])

    assert status == {"valid": 0, "unreachable": 3}.get(row.verdict, 4)
    assert capsys.readouterr().out.partition(",")[0].strip() == row.verdict


def test_a_record_whose_key_nobody_pinned_says_so(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(site.folder)]) == 0
    assert capsys.readouterr().out == "valid, key not pinned\n"
