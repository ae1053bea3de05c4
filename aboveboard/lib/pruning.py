"""Deleting many rows without keeping anybody waiting."""

import time
from typing import Any

from django.db.models import QuerySet

CHUNK = 200  # rows of one transaction: on SQLite everybody who writes waits for it, 7 ms at most for events among 200,000
MOST = 20_000  # rows of one call; what is left is the next one's
PAUSE = 0.02  # seconds in which others write


def prune(rows: QuerySet[Any], *, most: int = MOST) -> int:
    """Deletes ``rows``, a chunk in each transaction, at most about ``most`` of them. Returns how many."""
    done = 0
    while done < most:
        keys = list(rows.values_list("pk", flat=True)[:CHUNK])
        if not keys:
            break
        rows.filter(pk__in=keys).delete()  # whatever has changed meanwhile and is not among them any more stays
        done += len(keys)
        time.sleep(PAUSE)
    return done
