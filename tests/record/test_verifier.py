"""The second verifier against a site by another hand than the program's."""

from pathlib import Path

from tests.record.site import a_long_site, a_site
from tests.record.verifier import Reading


def test_a_site_made_from_the_document_is_valid(tmp_path: Path) -> None:
    a_site(tmp_path)

    reading = Reading(tmp_path)

    assert (reading.verdict, reading.found, len(reading.redacted)) == ("valid", {}, 1)


def test_a_site_of_two_segments_is_valid(tmp_path: Path) -> None:
    a_long_site(tmp_path)

    assert (Reading(tmp_path).verdict, (tmp_path / "record/editions-1.jsonl").exists()) == ("valid", True)
