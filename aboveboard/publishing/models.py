"""Editions and the items in them: the record as the database keeps it. The folder is a projection of these rows."""

from django.db import models

from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page


class Cause(models.Model):
    """Why a page has to be published to everybody anew. Booked by the listener, deleted in the transaction that commits the edition."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=64)
    subject = models.CharField(max_length=120)
    actor_kind = models.CharField(max_length=16)
    booked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.page_id} {self.verb}"


class KeyRow(models.Model):
    """One key of a page's chain: ``entry`` is the canonical entry of record/keys.json, ``number`` its place from 0."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    since_edition = models.PositiveIntegerField()
    entry = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="key_number_once")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.fingerprint[:16]} from {self.since_edition}"


class EditionRow(models.Model):
    """One edition of one page for one audience: the signed line and the list of documents, as the bytes that were signed."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
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


class LaterList(models.Model):
    """The signed list of what was written while ``edition`` was the newest, and when each path in it was rendered: all that another
    machine needs to write the same bytes. Gone once newer lists name everything in it.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    edition = models.PositiveIntegerField()
    serial = models.PositiveIntegerField()
    data = models.BinaryField()
    moments = models.JSONField(default=dict)  # path -> the time that it was rendered for

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "edition"], name="later_list_once")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.edition}-later {self.serial}"


class ItemRow(models.Model):
    """One version of one item as one page's record holds it. ``current`` is True for the newest, null for older and withdrawn ones.

    ``owner`` is the incident or maintenance that it belongs to (a subject; itself for those), "" for everything else.
    ``since`` and ``until``: the time that an incident, a maintenance or a span covers; ``until`` null while it is open.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=12, default=Audience.PUBLIC)
    subject = models.CharField(max_length=120)
    kind = models.CharField(max_length=16)
    owner = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)  # of the row that it was made from
    hash = models.CharField(max_length=64)
    bucket = models.PositiveSmallIntegerField()
    file = models.BinaryField()  # the canonical bytes of record/items/<id>.json
    edition = models.PositiveIntegerField()  # in which it entered
    left = models.PositiveIntegerField(null=True)  # the edition that replaced or withdrew it
    current = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "audience", "subject", "current"], name="item_current_once"),
        ]
        indexes = [
            models.Index(fields=["page", "audience", "current", "bucket"], name="item_bucket"),
            models.Index(fields=["page", "audience", "current", "kind", "until"], name="item_kind"),
            models.Index(fields=["page", "audience", "current", "owner"], name="item_owner"),
            models.Index(fields=["page", "audience", "edition"], name="item_edition"),
            models.Index(fields=["hash"], name="item_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.subject} in {self.edition}"


class DocumentRow(models.Model):
    """A document that the page's folder holds, or is to hold. ``hash`` and ``written_at`` are of shared ones alone.

    ``due``: its content changed, or it was never written; whoever looks for due rows writes it.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=180)
    subject = models.CharField(max_length=64)  # what it shows: "component/…", "incident/…", "month/2026-02", "page"
    temperature = models.CharField(max_length=8)
    hash = models.CharField(max_length=64, blank=True)
    release = models.CharField(max_length=32, blank=True)
    written_at = models.DateTimeField(null=True)
    due = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "path"], name="document_path_once")]
        indexes = [
            models.Index(fields=["page", "subject"], name="document_subject"),
            models.Index(fields=["page", "due"], name="document_due"),
            models.Index(fields=["page", "temperature", "written_at"], name="document_written"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.path}"


class Redaction(models.Model):
    """Words that were taken out for good, and why. It stays, so that a backup brought back is redacted again.

    ``subject`` is "incident/<id>" or "incident/<id>/update/<id>"; ``hashes``: of the item versions whose text went, on any page;
    ``pages``: keys of those whose public record held one of them. ``entry`` is the signed entry of the lists beside the folders.
    """

    subject = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)
    hashes = models.JSONField(default=list)
    pages = models.JSONField(default=list)
    entry = models.BinaryField(default=b"")
    actor_kind = models.CharField(max_length=16)
    actor_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.subject} {self.at:%Y-%m-%dT%H:%MZ}"
