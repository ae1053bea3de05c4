"""docs/record-vectors.json against the maker, the second verifier and the program's own hashing."""

import json
from pathlib import Path
from typing import Any

import pytest

from aboveboard.lib import canonical
from tests.record import verdicts, verifier
from tests.record.make_vectors import vectors

FILE = Path(__file__).parents[2] / "docs/record-vectors.json"
VECTORS: dict[str, Any] = json.loads(FILE.read_bytes())
# Of the file as it was first released. Version 1 cannot change, so neither can this.
DIGEST = "c8e9a1ccf3ffab1a3bc3b65509b5b29bc48f127c9d6e69e5f562d002db6affdb"


def test_the_vectors_are_never_changed() -> None:
    assert canonical.sha256_hex(FILE.read_bytes()) == DIGEST


def test_the_vectors_can_be_made_again() -> None:
    assert vectors() == VECTORS


@pytest.mark.parametrize("row", VECTORS["canonical"], ids=lambda row: row["text"][:20].encode("ascii", "backslashreplace").decode())
def test_canonical_forms_agree(row: dict[str, Any]) -> None:
    assert canonical.canonical_bytes(row["value"]) == row["text"].encode()
    assert read(row["text"], r"[\s\S]*") == row["value"]


@pytest.mark.parametrize("row", VECTORS["refused"], ids=lambda row: row["because"])
def test_other_spellings_are_refused(row: dict[str, Any]) -> None:
    assert read(row["text"], r"[\s\S]*") is None
    assert not written_the_same(row["text"])


@pytest.mark.parametrize("row", VECTORS["items"], ids=lambda row: row["what"])
def test_item_hashes_agree(row: dict[str, Any]) -> None:
    assert canonical.canonical_bytes(row["content"]) == row["canonical"].encode()
    assert canonical.item_hash(row["content"], row["salt"]) == row["hash"]


def test_the_listed_files_are_a_valid_record(tmp_path: Path) -> None:
    lay_out(tmp_path)

    asked = {"pin": VECTORS["keys"][0]["fingerprint"], "since": f"3:{VECTORS['line_hashes'][2]}", "page": "harbourline"}

    assert verdicts.second(tmp_path, **asked) == "valid"
    assert verdicts.ours(tmp_path, **asked).code == "valid"


def lay_out(folder: Path) -> None:
    """Writes the vectors' folder as a page's folder would be."""
    files = VECTORS["files"] | {f"current/{path}": body for path, body in VECTORS["documents"].items()}
    for path, body in (files | {"head.json": json.dumps(VECTORS["head"])}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body.encode())


def read(text: str, form: str) -> Any:
    reading = verifier.Reading.__new__(verifier.Reading)
    reading.found = {}
    return reading.parsed("vector", text.encode(), form)


def written_the_same(text: str) -> bool:
    """Whether the program would ever write ``text``: what it reads from it, written canonically, gives the same bytes."""
    try:
        return canonical.canonical_bytes(json.loads(text)) == text.encode()
    except ValueError:
        return False
