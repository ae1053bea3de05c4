"""How the front is started. What a running one does: tests/faults/."""

from pathlib import Path

import pytest

from aboveboard.front.serve import load, serve
from tests.front.asking import ask


@pytest.mark.parametrize("bind", ["", "localhost", "localhost:http", "127.0.0.1:99999", "8000"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, bind: str) -> None:
    with pytest.raises(ValueError, match="HOST:PORT"):
        serve(editions=tmp_path, bind=bind)


def test_a_worker_serves_the_folder_and_the_named_application_behind_it(editions: Path) -> None:
    front = load(editions, "tests.faults.hanging:application", 1, None, 30)
    assert ask(front, "/").status == 200
    assert ask(front, "/dashboard/").body == b"0 bytes"
    alone = load(editions, None, 1, None, 30)
    assert ask(alone, "/dashboard/").status == 503
