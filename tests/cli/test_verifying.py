"""verify: what it prints, and its exit status."""

import gzip
import json
from functools import partial
from pathlib import Path

import brotli
import pytest

from aboveboard.cli.main import main
from aboveboard.publishing.verify import verify_folder
from tests.cli.conftest import Installation


@pytest.fixture
def key(harbour: Path) -> str:
    fingerprint: str = json.loads((harbour / "record" / "keys.json").read_text())["keys"][0]["fingerprint"]
    return fingerprint


def test_without_a_pin_a_valid_record_says_so(harbour: Path, capsys: pytest.CaptureFixture[str], key: str) -> None:
    capsys.readouterr()
    assert main(["verify", str(harbour)]) == 0
    told = capsys.readouterr()
    assert told.out == "valid, key not pinned\n"
    assert key in told.err


def test_a_pinned_record_is_valid(harbour: Path, capsys: pytest.CaptureFixture[str], key: str) -> None:
    capsys.readouterr()
    assert main(["verify", str(harbour), "--key", key, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["pinned"], told["edition"]) == ("valid", True, 1)


def test_another_pin_ends_with_status_4(harbour: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["verify", str(harbour), "--key", "ab" * 32]) == 4
    assert capsys.readouterr().out == "wrong-key\n"


def test_a_changed_document_ends_with_status_4(harbour: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aboveboard.publishing.verify.verify_folder", partial(verify_folder, pause=lambda seconds: None))
    (harbour / "current" / "index.html").write_text("Nothing happened.")
    capsys.readouterr()
    assert main(["verify", str(harbour)]) == 4
    assert capsys.readouterr().out == "bad-document\n"


def test_a_record_that_was_cut_off_ends_with_status_4(harbour: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["verify", str(harbour), "--since", f"7:{'ab' * 32}"]) == 4
    assert capsys.readouterr().out == "rolled-back\n"


@pytest.mark.parametrize("place", ["nothing", ""])
def test_a_place_that_is_not_there_ends_with_status_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["verify", place]) == 3


def test_a_folder_that_is_no_pages_is_told_what_it_should_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(tmp_path)]) == 3
    assert f"unreachable: head.json. {tmp_path} has to be the address of a page, or the folder of one." in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [("--key", "abc"), ("--since", "7"), ("--since", "7:abc")])
def test_a_pin_that_cannot_be_one_is_wrong_usage(wrong: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["verify", ".", *wrong])
    assert ended.value.code == 2


def test_verify_needs_neither_settings_nor_a_database(harbourline: Installation) -> None:
    ended = harbourline("verify", str(harbourline.folder), TIME_SCALE="fast", DATABASE_URL="postgres://nobody@127.0.0.1:1/x")
    assert (ended.status, ended.out) == (0, "valid, key not pinned\n")


def test_copies_are_packed_in_operation_as_is_promised(harbourline: Installation) -> None:
    """In the tests' own process they are packed lightly."""
    page = (harbourline.folder / "current" / "index.html").read_bytes()
    assert (harbourline.folder / "current" / "index.html.gz").read_bytes() == gzip.compress(page, compresslevel=9, mtime=0)
    assert (harbourline.folder / "current" / "index.html.br").read_bytes() == brotli.compress(page, quality=5)
