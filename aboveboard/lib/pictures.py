"""Pictures from outside: known by their content, bounded before they are decoded, and written anew with nothing but their pixels."""

import hashlib
import struct
from enum import StrEnum
from io import BytesIO

from PIL import Image, ImageOps

MOST_BYTES = 512 * 1024
MOST_PIXELS = 4_000_000
FORMATS = ("PNG", "JPEG", "GIF")  # what can be told and measured by a header, without decoding

_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# What decoders raise on bytes that are not what they claim to be.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError, OverflowError, struct.error)


class Refusal(StrEnum):
    """Why a picture is not taken."""

    TOO_LARGE = "too_large"
    VECTOR = "vector"
    UNKNOWN = "unknown"
    TOO_MANY_PIXELS = "too_many_pixels"


class PictureError(Exception):
    """``refusal`` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def repainted(data: bytes, *, fit: tuple[int, int]) -> bytes:
    """The first frame of a PNG, JPEG or GIF as a PNG of at most ``fit`` pixels, without anything else that the file held.

    Raises ``PictureError``; what is too large is refused by the size that its header states.
    """
    if len(data) > MOST_BYTES:
        raise PictureError(Refusal.TOO_LARGE)
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise PictureError(Refusal.VECTOR)
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureError(Refusal.TOO_MANY_PIXELS)
            return _painted(picture, fit)
    except _BOMBS as error:
        raise PictureError(Refusal.TOO_MANY_PIXELS) from error
    except _DAMAGE as error:
        raise PictureError(Refusal.UNKNOWN) from error


def _painted(picture: Image.Image, fit: tuple[int, int]) -> bytes:
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail(fit)
    canvas = Image.new("RGBA", upright.size)  # a new one: the old one carries texts, profiles and times along
    canvas.paste(upright)
    written = BytesIO()
    canvas.save(written, "PNG", optimize=True)
    return written.getvalue()


def content_name(data: bytes, ending: str) -> str:
    """A file name made of the content: the same bytes, the same name."""
    return f"{hashlib.sha256(data).hexdigest()[:16]}.{ending}"
