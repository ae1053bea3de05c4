"""Short ids that appear in addresses, and other random text. The source of randomness is passed in by tests."""

import hashlib
import hmac
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


def new_secret() -> str:
    """What a one-use link bears: 32 random bytes as 43 characters that may stand in an address."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is stored of a secret: its SHA-256. Enough for secrets of 32 random bytes, which nobody can guess; not for passwords."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def is_secret_of(digest: str, secret: str) -> bool:
    """Whether ``secret`` is the one that was stored, in a time that does not tell how much was right. Every comparison is made here."""
    return hmac.compare_digest(digest.encode(), digest_of(secret).encode())
