"""A file that is not a whole backup is refused before anything is changed, whatever was done to it."""

import gzip
import io
import json
import tarfile
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pytest

from aboveboard.transfer.archive import LARGEST, DamagedError, Writer
from aboveboard.transfer.reading import Backup, NewerFormatError
from tests.world import NOW

LINES = b'{"id":1}\n{"id":2}\n'
ABOUT = {"format": 1, "release": "0.1.0", "made_at": "2026-11-24T09:41:00Z", "migrations": ["pages.0001_initial"]}
TABLES = {"pages.page": {"rows": 2, "sha256": sha256(LINES).hexdigest()}}
WHOLE = {
    "about.json": ABOUT,
    "rows/pages.page/000000.jsonl": LINES,
    "keys/signing.pem": b"a key",
    "manifest.json": {**ABOUT, "tables": TABLES, "keys": {"signing.pem": sha256(b"a key").hexdigest()}},
}


def a_file(members: Mapping[str, Any] = WHOLE) -> bytes:
    out = io.BytesIO()
    writer = Writer(out, at=NOW)
    for name, content in members.items():
        writer.add(name, content if isinstance(content, bytes) else json.dumps(content).encode())
    writer.close()
    return out.getvalue()


def backup(content: bytes) -> Backup:
    return Backup(io.BytesIO(content))


def test_a_whole_file_is_taken() -> None:
    one = backup(a_file())
    assert one.check().rows == 2 and one.keys() == {"signing.pem": b"a key"}
    assert list(one.lines(1)) == [("pages.page", (line,)) for line in LINES.splitlines(keepends=True)]
    with tarfile.open(fileobj=io.BytesIO(a_file())) as tar:  # an ordinary tar, for whoever has nothing else
        assert tar.getnames() == list(WHOLE)


def test_a_file_that_is_cut_off_anywhere_is_refused() -> None:
    whole = a_file()
    for length in range(len(whole)):
        with pytest.raises(DamagedError):
            backup(whole[:length]).check()


def test_a_byte_that_was_changed_changes_nothing_or_is_noticed() -> None:
    whole, noticed = a_file(), 0
    told = backup(whole).check()
    for place in range(len(whole)):
        changed = backup(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        try:
            assert changed.check() == told
            assert b"".join(line for _label, lines in changed.lines(9) for line in lines) == LINES
        except DamagedError:
            noticed += 1
    assert len(whole) - 20 < noticed < len(whole)  # not every bit of gzip's own means something


@pytest.mark.parametrize(
    "changed",
    [
        {"rows/pages.page/000000.jsonl": b'{"id":1}\n{"id":3}\n'},
        {"rows/pages.page/000001.jsonl": b'{"id":3}\n'},
        {"rows/pages.upload/000000.jsonl": b'{"id":3}\n'},
        {"keys/signing.pem": b"another key"},
        {"keys/secret_key": b"a key that the manifest does not name"},
        {"about.json": {**ABOUT, "migrations": []}},
        {"about.json": []},
        {"about.json": b"{"},
        {"about.json": {}},
        {"about.json": b"[" * 100_000},
        {"manifest.json": {**ABOUT, "tables": {**TABLES, "pages.page": {"rows": 10**30, "sha256": ""}}}},
        {"manifest.json": {**ABOUT, "tables": {}}},
    ],
)
def test_content_that_is_not_what_its_manifest_says_is_refused(changed: dict[str, Any]) -> None:
    members = {name: content for name, content in (WHOLE | changed).items() if name != "manifest.json"}
    content = a_file(members | {"manifest.json": changed.get("manifest.json", WHOLE["manifest.json"])})
    with pytest.raises(DamagedError):
        backup(content).check()


@pytest.mark.parametrize(
    "names", [["about.json"], ["manifest.json"], ["manifest.json", "about.json"], [], ["about.json", "manifest.json", "keys/signing.pem"]]
)
def test_members_that_are_missing_or_misplaced_are_noticed(names: list[str]) -> None:
    with pytest.raises(DamagedError):
        backup(a_file({name: WHOLE[name] for name in names})).check()


def test_a_form_of_a_later_release_is_named() -> None:
    content = a_file({"about.json": {"format": 2, "release": "7.0", "anything": True}})
    with pytest.raises(NewerFormatError, match=r"7\.0"):
        backup(content).about()


def hostile(name: str = "keys/signing.pem", kind: bytes = tarfile.REGTYPE, size: int = 0, form: int = tarfile.USTAR_FORMAT) -> bytes:
    head = tarfile.TarInfo(name)
    head.type, head.size, head.linkname = kind, size, "/etc/passwd"
    about = tarfile.TarInfo("about.json")
    about.size = len(json.dumps(ABOUT))
    content = about.tobuf(tarfile.USTAR_FORMAT) + json.dumps(ABOUT).encode().ljust(512, b"\0")
    return content + head.tobuf(form)


@pytest.mark.parametrize(
    "content",
    [
        hostile("../../etc/cron.d/x"),
        hostile("/etc/passwd"),
        hostile("keys/../../x"),
        hostile("keys/.."),
        hostile("rows/pages.page/../x.jsonl"),
        hostile("keys/" + "x" * 90),
        hostile("keys/x" + "y" * 300, form=tarfile.PAX_FORMAT),
        hostile("keys/x" + "y" * 300, form=tarfile.GNU_FORMAT),
        hostile(kind=tarfile.SYMTYPE),
        hostile(kind=tarfile.LNKTYPE),
        hostile(kind=tarfile.DIRTYPE),
        hostile(kind=tarfile.CHRTYPE),
        hostile(kind=tarfile.GNUTYPE_SPARSE),
        hostile(size=LARGEST + 1),
        hostile(size=8**11 - 1),
        hostile(size=2**60, form=tarfile.GNU_FORMAT),
        hostile(kind=tarfile.XHDTYPE, size=8**11 - 1),
        hostile(kind=tarfile.GNUTYPE_LONGNAME, size=8**11 - 1),
        b"\xff" * 2048,
        b"not a tar",
        b"",
    ],
)
def test_what_no_backup_holds_is_refused_without_reading_it(content: bytes) -> None:
    with pytest.raises(DamagedError):
        backup(gzip.compress(content)).check()


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04" + b"x" * 99, b"SQLite format 3\0" + b"\0" * 999])
def test_a_file_of_another_kind_is_refused(content: bytes) -> None:
    with pytest.raises(DamagedError, match="not a backup of Aboveboard"):
        backup(content).about()


def test_a_file_that_goes_on_after_its_end_is_refused() -> None:
    for more in (gzip.compress(b"\0" * 10_000_000), gzip.compress(b"x"), b"x"):
        with pytest.raises(DamagedError):
            backup(a_file() + more).check()
