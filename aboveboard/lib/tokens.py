"""Short ids that appear in addresses, and other random text. The source of randomness is passed in by tests."""

import secrets
from collections.abc import Callable

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"

Choose = Callable[[str], str]


def short_id(choose: Choose = secrets.choice) -> str:
    """A stable, unguessable public id: 12 characters of base 36 (62 bits), as Statuspage clients expect them."""
    return "".join(choose(_ALPHABET) for _ in range(12))


def new_salt() -> str:
    """A fresh item salt: 32 random bytes as 64 hexadecimal characters."""
    return secrets.token_hex(32)
