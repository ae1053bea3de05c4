"""Components, their groups, what each page shows of them, and the spans that decide every status."""

from datetime import datetime

from django.db import models

from aboveboard.components.queries import ComponentGroupQuerySet, ComponentQuerySet, CorrectionQuerySet, StatusSpanQuerySet
from aboveboard.components.status import CORRECTION, Status
from aboveboard.lib.tokens import short_id
from aboveboard.pages.audience import Visibility
from aboveboard.pages.models import Page


class Collapse(models.TextChoices):
    ALWAYS = "always"
    NEVER = "never"
    UNLESS_TROUBLE = "unless_trouble"


class ComponentGroup(models.Model):
    key = models.CharField(max_length=12, unique=True, default=short_id)
    name = models.CharField(max_length=100)
    description = models.JSONField(default=dict)  # language -> text
    position = models.PositiveIntegerField(default=0)
    order = models.CharField(max_length=16, default="manual")  # of its components: manual, name, status
    collapse = models.CharField(max_length=16, choices=Collapse, default=Collapse.UNLESS_TROUBLE)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = ComponentGroupQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Component(models.Model):
    key = models.CharField(max_length=12, unique=True, default=short_id)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    description = models.JSONField(default=dict)  # language -> text
    link = models.URLField(max_length=500, blank=True)
    group = models.ForeignKey(ComponentGroup, on_delete=models.SET_NULL, null=True, related_name="components")
    position = models.PositiveIntegerField(default=0)
    enabled = models.BooleanField(default=True)
    tags = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = ComponentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class PageSelection(models.Model):
    """A group (with its future members) or a component that a page with ``shows_everything = False`` shows."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="selections")
    group = models.ForeignKey(ComponentGroup, on_delete=models.CASCADE, null=True)
    component = models.ForeignKey(Component, on_delete=models.CASCADE, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "group"], name="selection_group_once"),
            models.UniqueConstraint(fields=["page", "component"], name="selection_component_once"),
            models.CheckConstraint(condition=models.Q(group__isnull=True) ^ models.Q(component__isnull=True), name="selection_one_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} shows {self.group_id or self.component_id}"


class StatusSpan(models.Model):
    """``component`` has ``status`` from ``began_at`` to ``ended_at`` (null: still), because of a cause.

    ``cause_kind`` is baseline, incident or maintenance; ``cause_id`` is the cause's key ("" for the baseline).
    The span counts for a reader only while its cause is visible to that reader: ``visibility`` and ``visible_from``.
    ``open_key`` is "component:kind:id" while the span is open and null afterwards: one open span per cause and component.
    """

    key = models.CharField(max_length=12, unique=True, default=short_id)
    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="spans")
    status = models.CharField(max_length=24, choices=[(status.value, status.value) for status in Status])
    cause_kind = models.CharField(max_length=16)
    cause_id = models.CharField(max_length=12, blank=True)
    visibility = models.CharField(max_length=12, default=Visibility.EVERYONE)
    visible_from = models.DateTimeField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    open_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  (null: closed)

    objects = StatusSpanQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["component", "began_at"], name="span_component"),
            models.Index(fields=["ended_at"], name="span_ended"),
            models.Index(fields=["cause_kind", "cause_id"], name="span_cause"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("began_at")),
                name="span_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.component_id} {self.status} since {self.began_at:%Y-%m-%dT%H:%MZ}"

    @property
    def corrected_at(self) -> None:
        """Never: what corrects a span is a row of its own."""

    @property
    def cause(self) -> str:
        """The subject of what holds the status, "incident/k3f9…"; of the baseline just "baseline"."""
        return f"{self.cause_kind}/{self.cause_id}" if self.cause_id else self.cause_kind


class Correction(models.Model):
    """What ``component`` really was from ``began_at`` to ``ended_at``: laid over whatever the spans say, which stay as they are.

    Of corrections that overlap the later one counts. It is never changed, only withdrawn.
    """

    key = models.CharField(max_length=12, unique=True, default=short_id)
    component = models.ForeignKey(Component, on_delete=models.CASCADE, related_name="corrections")
    status = models.CharField(max_length=24, choices=[(status.value, status.value) for status in Status])
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    reason = models.JSONField(default=dict)  # language -> text; readers see it
    author_kind = models.CharField(max_length=16)
    author_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["component", "ended_at"], name="correction_component")]
        constraints = [
            models.CheckConstraint(condition=models.Q(ended_at__gt=models.F("began_at")), name="correction_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.component_id} {self.status} from {self.began_at:%Y-%m-%dT%H:%MZ} to {self.ended_at:%Y-%m-%dT%H:%MZ}"

    @property
    def cause_kind(self) -> str:
        return CORRECTION

    @property
    def corrected_at(self) -> datetime:
        return self.created_at
