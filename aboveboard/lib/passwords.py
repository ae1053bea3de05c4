"""How hard a password is to guess: 0 to 4, as zxcvbn counts, knowing words that an attacker would try first."""

import re
from collections.abc import Iterable

ENOUGH = 3
_JUDGED = 72  # characters: enough to tell, and the work grows faster than the length
_WORDS = 100


def score(password: str, words: Iterable[str] = ()) -> int:
    """0 falls at once, 3 withstands an attack on a stolen hash for long, 4 for very long. ``words`` and their parts count as known."""
    from zxcvbn import zxcvbn  # its dictionaries take a moment to read

    if not password:
        return 0
    known = {part for word in words for part in (word.lower(), *re.split(r"[\W_]+", word.lower())) if len(part) > 2}
    return int(zxcvbn(password[:_JUDGED], user_inputs=sorted(known)[:_WORDS], max_length=_JUDGED)["score"])
