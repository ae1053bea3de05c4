"""Editions and the items in them: the record as the database keeps it. The folder is a projection of these rows."""

from django.db import models

from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page


class Cause(models.Model):
    """Why a page has to be published anew. Booked by the listener, deleted in the transaction that commits the edition."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=16)
    booked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.page_id} {self.verb}"


class EditionRow(models.Model):
    """One edition of one page for one audience: the signed line and the list of documents, as the bytes that were signed."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=12, default=Audience.PUBLIC)
    number = models.PositiveIntegerField()
    line = models.BinaryField()
    line_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    documents = models.BinaryField()
    buckets = models.BinaryField()  # the 256 raw bucket hashes after this edition
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "audience", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["page", "audience", "previous_hash"], name="edition_no_fork"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.audience} {self.number}"


class ItemRow(models.Model):
    """One version of one item as one page's record holds it. ``current`` is True for the newest, null for older and withdrawn ones."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=12, default=Audience.PUBLIC)
    subject = models.CharField(max_length=120)
    revision = models.PositiveIntegerField(default=0)  # of the row that it was made from
    hash = models.CharField(max_length=64)
    bucket = models.PositiveSmallIntegerField()
    file = models.BinaryField()  # the canonical bytes of record/items/<id>.json
    edition = models.PositiveIntegerField()  # in which it entered
    current = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "audience", "subject", "current"], name="item_current_once"),
        ]
        indexes = [
            models.Index(fields=["page", "audience", "current", "bucket"], name="item_bucket"),
            models.Index(fields=["page", "audience", "edition"], name="item_edition"),
            models.Index(fields=["hash"], name="item_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.subject} in {self.edition}"
