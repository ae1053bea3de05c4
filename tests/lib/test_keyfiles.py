"""lib/keyfiles.py: a secret is made once."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from secrets import token_bytes
from threading import Barrier

from aboveboard.lib.keyfiles import read_or_make


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "secret_key"
    assert read_or_make(path, lambda: b"first") == b"first"
    assert read_or_make(path, lambda: b"second") == b"first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_those_who_race_to_make_a_secret_all_get_the_same(tmp_path: Path) -> None:
    together = Barrier(4)

    def make() -> bytes:
        together.wait()
        return token_bytes(16)

    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda _: read_or_make(tmp_path / "key", make), range(4)))
    assert len(set(got)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["key"]
