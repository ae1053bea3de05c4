"""What two people make at the same moment: the second is told by field, as if it had come later."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from aboveboard.lib.checks import Faults


@contextmanager
def told_by_field(check: Callable[[Faults], object]) -> Iterator[None]:
    """Around a write that ``check`` found nothing against: if the database refuses it, since somebody was faster, ``check`` is asked again.

    Raises the ``ValidationError`` that it finds then, or the ``IntegrityError`` if it still finds nothing.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        faults = Faults()
        check(faults)
        faults.refuse()
        raise
