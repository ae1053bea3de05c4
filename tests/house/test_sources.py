"""The house's rules see the same files on a machine without Git."""

from tests.house.sources import lying_about, tracked


def test_without_git_the_same_files_are_found() -> None:
    assert tuple(sorted(lying_about())) == tuple(sorted(tracked()))
