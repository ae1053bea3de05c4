"""Files that are sent for a page: decoded, written anew, named by their content, and kept with the page while something shows them."""

from copy import copy
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.events.actors import Actor
from aboveboard.lib.checks import Faults
from aboveboard.lib.pictures import MOST_BYTES, MOST_PIXELS, PictureError, Refusal, content_name, repainted
from aboveboard.pages.actions import change_page
from aboveboard.pages.checks import checked
from aboveboard.pages.models import Page, Upload

LOGO_FIT = (640, 160)  # pixels: twice what the page shows on a dense screen
REFUSALS = {
    Refusal.TOO_LARGE: _("The file may have %(most)s kB at most."),
    Refusal.VECTOR: _("SVG can hold programs, so it is not taken. Save the logo as PNG."),
    Refusal.UNKNOWN: _("This is not a PNG, JPEG or GIF that can be read."),
    Refusal.TOO_MANY_PIXELS: _("The picture may have %(most)s megapixels at most."),
}
_MOST = {Refusal.TOO_LARGE: MOST_BYTES // 1024, Refusal.TOO_MANY_PIXELS: MOST_PIXELS // 1_000_000}


def logo_from(data: bytes) -> bytes:
    """What is kept of a picture that somebody sent. Raises ``ValidationError`` with the field ``logo``."""
    try:
        return repainted(data, fit=LOGO_FIT)
    except PictureError as error:
        message, most = str(REFUSALS[error.refusal]), _MOST.get(error.refusal)
        raise ValidationError({"logo": ValidationError(message, code=error.refusal, params={"most": most})}) from error


@transaction.atomic
def change_look(
    page: Page, *, logo: bytes | None = None, revision: int | None = None, at: datetime | None = None, by: Actor, **changes: Any
) -> Page:
    """Changes fields of a page as ``change_page`` does; ``logo`` is the file of a picture, empty to have none, null to leave it.

    Raises ``ValidationError``.
    """
    at = at or timezone.now()
    if logo is not None:
        changes["logo"] = _kept(page, logo_from(logo), at) if logo else ""
    return change_page(page, revision=revision, at=at, by=by, **changes)


def look_of(page: Page, *, logo: bytes | None = None, **changes: Any) -> tuple[Page, bytes]:
    """``page`` with changes that nobody saves, as ``change_look`` takes them, and the content of its logo. Raises ``ValidationError``."""
    faults = Faults()
    values = checked(faults, changes, page)
    faults.refuse()
    looked = copy(page)
    for name, value in values.items():
        setattr(looked, name, value)
    content = content_of_upload(page.key, page.logo) if logo is None and page.logo else logo_from(logo) if logo else b""
    looked.logo = _path_of(content) if content else ""
    return looked, content


def content_of_upload(page_key: str, path: str) -> bytes:
    """What was sent for a page; empty if that is gone, so that nothing which has to be said waits for a picture."""
    found = Upload.objects.filter(page__key=page_key, path=path).values_list("content", flat=True).first()
    return bytes(found or b"")


def _kept(page: Page, content: bytes, at: datetime) -> str:
    path = _path_of(content)
    Upload.objects.update_or_create(
        page=page, path=path, defaults={"created_at": at}, create_defaults={"content": content, "created_at": at}
    )
    return path


def _path_of(content: bytes) -> str:
    return f"assets/{content_name(content, 'png')}"
