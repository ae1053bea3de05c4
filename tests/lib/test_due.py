"""Doing what is due."""

import pytest

from aboveboard.lib.due import each_due


def test_a_row_that_fails_does_not_keep_the_others_waiting(caplog: pytest.LogCaptureFixture) -> None:
    seen = []

    def act(key: int) -> bool:
        if key == 2:
            raise RuntimeError("no luck")
        seen.append(key)
        return key != 3

    assert each_due([1, 2, 3, 4], act) == 2
    assert seen == [1, 3, 4]
    assert "row 2" in caplog.text
    assert "no luck" in caplog.text
