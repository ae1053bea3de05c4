"""Incidents, their updates with earlier wordings, what was learned from them, and notes that readers never see."""

from django.db import models

from aboveboard.components.models import Component
from aboveboard.components.status import Status
from aboveboard.incidents.lifecycle import Impact, IncidentStatus
from aboveboard.incidents.queries import IncidentQuerySet
from aboveboard.lib.tokens import short_id
from aboveboard.pages.audience import Visibility
from aboveboard.pages.models import Page

STATUS_CHOICES = [(status.value, status.value) for status in Status]


class Incident(models.Model):
    """``occurred_at`` is when the trouble began; ``published_at`` in the future is an embargo.

    ``revision`` grows with every change that a reader could see, of the incident or of its updates.
    ``pages`` is used only by incidents without components; empty means every page that shows everything.
    """

    key = models.CharField(max_length=12, unique=True, default=short_id)
    title = models.JSONField()  # language -> text
    status = models.CharField(max_length=16, choices=[(s.value, s.value) for s in IncidentStatus])
    impact = models.CharField(max_length=16, choices=[(i.value, i.value) for i in Impact])
    visibility = models.CharField(max_length=12, default=Visibility.EVERYONE)
    pinned = models.BooleanField(default=False)
    occurred_at = models.DateTimeField()
    published_at = models.DateTimeField()
    released = models.BooleanField(default=True)  # False while the schedule has still to announce the end of an embargo
    resolved_at = models.DateTimeField(null=True)
    next_update_at = models.DateTimeField(null=True)
    pages = models.ManyToManyField(Page, related_name="+", blank=True)
    import_key = models.CharField(max_length=100, null=True, unique=True)  # noqa: DJ001  (null: not imported)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="duplicates")  # then it is deleted

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["resolved_at"], name="incident_resolved"),
            models.Index(fields=["occurred_at"], name="incident_occurred"),
            models.Index(fields=["released", "published_at"], name="incident_embargo"),
        ]

    def __str__(self) -> str:
        return f"incident/{self.key}"


class IncidentComponent(models.Model):
    """A component that the incident affects: its status now ("operational" once it recovered) and at its worst."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="affected")
    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=24, choices=STATUS_CHOICES)
    worst = models.CharField(max_length=24, choices=STATUS_CHOICES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "component"], name="incident_component_once")]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.component_id} {self.status}"


class IncidentUpdate(models.Model):
    """One thing said about an incident. ``statuses`` maps component keys to the status each had from ``at`` on."""

    key = models.CharField(max_length=12, unique=True, default=short_id)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="updates")
    status = models.CharField(max_length=16, choices=[(s.value, s.value) for s in IncidentStatus])
    body = models.JSONField()  # language -> Markdown
    statuses = models.JSONField(default=dict)
    at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["incident", "at"], name="incident_update_at")]

    def __str__(self) -> str:
        return f"update/{self.key}"


class IncidentUpdateEdit(models.Model):
    """An edit of an update: the wording before it, and who could read that."""

    update = models.ForeignKey(IncidentUpdate, on_delete=models.CASCADE, related_name="edits")
    body_before = models.JSONField()
    edited_at = models.DateTimeField()
    visibility = models.CharField(max_length=12, default=Visibility.EVERYONE)

    class Meta:
        indexes = [models.Index(fields=["update", "edited_at"], name="incident_update_edit_at")]

    def __str__(self) -> str:
        return f"{self.update_id} edited {self.edited_at:%Y-%m-%dT%H:%MZ}"


class IncidentNote(models.Model):
    """What the team tells itself about an incident. No reader ever sees it: it is in no page state and in no document."""

    key = models.CharField(max_length=12, unique=True, default=short_id)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    author = models.CharField(max_length=200)
    author_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["incident", "at"], name="incident_note_at")]

    def __str__(self) -> str:
        return f"note/{self.key}"


class Postmortem(models.Model):
    """What was learned. ``published_at`` null: a draft. ``author`` is a line that its author chose, often empty."""

    incident = models.OneToOneField(Incident, on_delete=models.CASCADE, related_name="postmortem")
    body = models.JSONField(default=dict)  # language -> Markdown
    author = models.CharField(max_length=100, blank=True)
    published_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"postmortem/{self.incident_id}"


class TemplateKind(models.TextChoices):
    INCIDENT = "incident"  # the first words about one
    UPDATE = "update"
    MAINTENANCE = "maintenance"


class IncidentTemplate(models.Model):
    """Words that are ready to be used. ``title`` and ``body`` map languages to text with places (see ``templating.py``).

    ``status`` is the stage that an update with it has; empty: as it is.
    """

    key = models.CharField(max_length=12, unique=True, default=short_id)
    kind = models.CharField(max_length=16, choices=TemplateKind)
    name = models.CharField(max_length=60)
    title = models.JSONField(default=dict)
    body = models.JSONField(default=dict)
    status = models.CharField(max_length=16, blank=True)
    position = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "position"], name="template_position")]

    def __str__(self) -> str:
        return self.name
