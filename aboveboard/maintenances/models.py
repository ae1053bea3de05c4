"""Planned maintenances and their updates."""

from django.db import models

from aboveboard.components.models import Component
from aboveboard.components.status import Status
from aboveboard.lib.tokens import short_id
from aboveboard.maintenances.lifecycle import MaintenanceStatus
from aboveboard.maintenances.queries import MaintenanceQuerySet, MaintenanceSeriesQuerySet
from aboveboard.pages.audience import Visibility
from aboveboard.pages.models import Page


class MaintenanceSeries(models.Model):
    """A maintenance that comes again by a rule on the clock of ``time_zone``. Each time becomes a maintenance of its own.

    ``statuses`` maps component keys to the status each has meanwhile. ``next_begins_at`` is the next time that was not announced
    yet (null: none is left, or it was ended); it is announced at ``due_at``, which is ``announce_days`` before.
    """

    key = models.CharField(max_length=12, unique=True, default=short_id)
    title = models.JSONField()  # language -> text
    body = models.JSONField()  # language -> Markdown
    statuses = models.JSONField(default=dict)
    rule = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64)
    first_begins_at = models.DateTimeField()
    minutes = models.PositiveIntegerField()
    announce_days = models.PositiveSmallIntegerField(default=7)
    visibility = models.CharField(max_length=12, default=Visibility.EVERYONE)
    pages = models.ManyToManyField(Page, related_name="+", blank=True)
    next_begins_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, db_index=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = MaintenanceSeriesQuerySet.as_manager()

    def __str__(self) -> str:
        return f"series/{self.key}"


class Maintenance(models.Model):
    """The planned window is ``begins_at``–``ends_at``; what really happened is ``began_at``–``ended_at``.

    It begins and ends by itself when its planned times pass, once, whoever runs the schedule.
    """

    key = models.CharField(max_length=12, unique=True, default=short_id)
    title = models.JSONField()  # language -> text
    status = models.CharField(max_length=16, choices=[(s.value, s.value) for s in MaintenanceStatus])
    visibility = models.CharField(max_length=12, default=Visibility.EVERYONE)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField()
    released = models.BooleanField(default=True)
    pages = models.ManyToManyField(Page, related_name="+", blank=True)
    import_key = models.CharField(max_length=100, null=True, unique=True)  # noqa: DJ001  (null: not imported)
    series = models.ForeignKey(MaintenanceSeries, on_delete=models.SET_NULL, null=True, related_name="maintenances")
    series_begins_at = models.DateTimeField(null=True)  # the time by the rule, also after it was rescheduled
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = MaintenanceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["status", "begins_at"], name="maintenance_begins"),
            models.Index(fields=["status", "ends_at"], name="maintenance_ends"),
            models.Index(fields=["released", "published_at"], name="maintenance_embargo"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("begins_at")), name="maintenance_ends_after_it_begins"),
            models.UniqueConstraint(fields=["series", "series_begins_at"], name="maintenance_of_series_once"),
        ]

    def __str__(self) -> str:
        return f"maintenance/{self.key}"


class MaintenanceComponent(models.Model):
    """A component that the maintenance touches, and the status it has while the maintenance runs."""

    maintenance = models.ForeignKey(Maintenance, on_delete=models.CASCADE, related_name="affected")
    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=24, choices=[(status.value, status.value) for status in Status])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["maintenance", "component"], name="maintenance_component_once")]

    def __str__(self) -> str:
        return f"{self.maintenance_id} {self.component_id} {self.status}"


class MaintenanceUpdate(models.Model):
    """One thing said about a maintenance; the first is its announcement."""

    key = models.CharField(max_length=12, unique=True, default=short_id)
    maintenance = models.ForeignKey(Maintenance, on_delete=models.CASCADE, related_name="updates")
    status = models.CharField(max_length=16, choices=[(s.value, s.value) for s in MaintenanceStatus])
    body = models.JSONField()  # language -> Markdown
    at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["maintenance", "at"], name="maintenance_update_at")]

    def __str__(self) -> str:
        return f"update/{self.key}"


class MaintenanceUpdateEdit(models.Model):
    """An edit of an update: the wording before it, and who could read that."""

    update = models.ForeignKey(MaintenanceUpdate, on_delete=models.CASCADE, related_name="edits")
    body_before = models.JSONField()
    edited_at = models.DateTimeField()
    visibility = models.CharField(max_length=12, default=Visibility.EVERYONE)

    class Meta:
        indexes = [models.Index(fields=["update", "edited_at"], name="maintenance_update_edit_at")]

    def __str__(self) -> str:
        return f"{self.update_id} edited {self.edited_at:%Y-%m-%dT%H:%MZ}"
