"""Names of the moments between two writes, so that tests can kill the process at each of them."""

from collections.abc import Callable


def _nothing(name: str) -> None:
    """In operation nothing happens at a step."""


hook: Callable[[str], None] = _nothing


def step(name: str) -> None:
    """Passes the moment ``name``."""
    hook(name)
