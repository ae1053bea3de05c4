"""Which pages."""

from typing import TYPE_CHECKING

from django.db import models

from aboveboard.pages.readers import Readers

if TYPE_CHECKING:
    from aboveboard.pages.models import Page


class PageQuerySet(models.QuerySet["Page"]):
    def public(self) -> "PageQuerySet":
        """Those that everyone may read, and that are published."""
        return self.filter(readers=Readers.EVERYONE)

    def private(self) -> "PageQuerySet":
        """Those that only some may read."""
        return self.exclude(readers=Readers.EVERYONE)

    def default(self) -> "Page | None":
        """The page at the root of the installation's host; null before there is any page."""
        return self.filter(is_default=True).first()

    def first_language(self) -> str:
        """The language that words are in unless said otherwise: the default page's first."""
        page = self.default()
        return page.first_language if page else "en"
