"""Running the same work in several threads at once, each with its own connection to the database."""

import threading
from collections.abc import Callable

from django.db import connection


def at_once(work: Callable[[], int], *, workers: int = 3) -> int:
    """What all workers did together, plus what a further run finds left: a worker that lost a lock leaves its row to the next."""
    counts: list[int] = []

    def run() -> None:
        try:
            counts.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) + work()
