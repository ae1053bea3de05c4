"""Both verifiers against a site by another hand than the program's."""

from pathlib import Path
from types import ModuleType

import pytest

from tests.record import verdicts
from tests.record.site import Site
from tests.record.verifier import Reading

pytestmark = pytest.mark.uncounted


def test_a_site_made_from_the_document_is_valid(site: Site) -> None:
    reading, verdict = Reading(site.folder), verdicts.ours(site.folder)

    assert (reading.verdict, reading.found, len(reading.redacted)) == ("valid", {}, 1)
    assert (verdict.code, verdict.pinned, verdict.edition, len(verdict.redacted)) == ("valid", False, 8, 1)
    assert verdict.key == site.keys[1].fingerprint


def test_a_site_of_two_segments_is_valid(long_site: Site, verifier: ModuleType) -> None:
    folder = long_site.folder

    assert (folder / "record/editions-1.jsonl").exists()
    told = verdicts.ours(folder).code, verdicts.second(folder), verdicts.published(verifier, folder)
    assert told == ("valid", "valid", "valid")


def test_the_second_verifier_stays_small_and_stands_alone() -> None:
    source = (Path(__file__).parent / "verifier.py").read_text()

    assert len(source.splitlines()) <= 150
    assert "aboveboard." not in source.replace("aboveboard-", "")
    assert {line.split()[1].partition(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))} <= {
        *("base64", "gzip", "hashlib", "json", "re", "datetime", "pathlib"),
        *("cryptography", "rfc8785"),
    }
