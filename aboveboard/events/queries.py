"""Which events."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from aboveboard.events.models import Event  # noqa: F401  (quoted below)


class EventQuerySet(models.QuerySet["Event"]):
    def due(self) -> "EventQuerySet":
        """Events whose reactions have not been booked yet."""
        return self.filter(dispatched_at__isnull=True)

    def about(self, subject: str) -> "EventQuerySet":
        """Everything that happened to one thing ("incident/k3f9…"), oldest first."""
        kind, _, identity = subject.partition("/")
        return self.filter(subject_kind=kind, subject_id=identity).order_by("id")

    def newest_first(self, *, before: int | None = None) -> "EventQuerySet":
        """From the newest on, or from the one before the event with this id."""
        return (self if before is None else self.filter(id__lt=before)).order_by("-id")
