"""Pages: name, address, look, languages, time zone. What each page shows is in components/, since pages do not know them."""

from django.db import models

from aboveboard.lib.tokens import short_id
from aboveboard.pages.queries import PageQuerySet
from aboveboard.pages.readers import Readers


class Page(models.Model):
    """One status page. ``host`` null means ``/p/<slug>/`` on the installation's host, or its root for the default page."""

    key = models.CharField(max_length=12, unique=True, default=short_id)
    slug = models.SlugField(max_length=50, unique=True)
    host = models.CharField(max_length=253, null=True, unique=True)  # noqa: DJ001  (null: no host of its own)
    # True for the default page and null for all others: unique on every database, MariaDB included.
    is_default = models.BooleanField(null=True, unique=True)
    name = models.CharField(max_length=100)
    description = models.JSONField(default=dict)  # language -> text
    logo = models.CharField(max_length=200, blank=True)  # the path of an Upload
    accent = models.CharField(max_length=7, blank=True)  # "#0b5748"
    custom_css = models.TextField(blank=True)  # as ``lib.css`` wrote it
    languages = models.JSONField(default=list)  # the first is the page's first language
    time_zone = models.CharField(max_length=64, default="UTC")
    history_days = models.PositiveSmallIntegerField(default=14)
    footer_links = models.JSONField(default=list)  # [{"label": …, "url": …}]
    shows_everything = models.BooleanField(default=True)
    readers = models.CharField(max_length=10, choices=[(one.value, one.name) for one in Readers], default=Readers.EVERYONE)
    readers_password = models.CharField(max_length=200, blank=True)  # hashed as those of people are
    readers_networks = models.JSONField(default=list, blank=True)  # ["192.0.2.0/24", …]
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = PageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(readers=Readers.PASSWORD) | ~models.Q(readers_password=""), name="page_password_is_there"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_language(self) -> str:
        return self.languages[0] if self.languages else "en"

    @property
    def is_private(self) -> bool:
        """Whether it is for some readers only, and so in no served folder."""
        return self.readers != Readers.EVERYONE


class Upload(models.Model):
    """A file that somebody sent for a page, written anew. ``path`` is made of its content and below the page's address."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="uploads")
    path = models.CharField(max_length=60)
    content = models.BinaryField()
    created_at = models.DateTimeField()  # when it was last sent

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "path"], name="upload_once")]

    def __str__(self) -> str:
        return self.path
