"""The event table: audit log and outbox in one."""

from django.db import models

from aboveboard.events.queries import EventQuerySet


class Event(models.Model):
    """One thing that happened. ``dispatched_at`` is null while reactions are still due."""

    verb = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=16)
    actor_name = models.CharField(max_length=200, blank=True)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_address = models.CharField(max_length=45, blank=True)
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    dispatched_at = models.DateTimeField(null=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["dispatched_at", "id"], name="event_due"),
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["subject_kind", "id"], name="event_kind"),
            models.Index(fields=["at"], name="event_at"),
            models.Index(fields=["actor_id", "id"], name="event_actor"),
            models.Index(fields=["verb", "id"], name="event_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind}/{self.subject_id}"
