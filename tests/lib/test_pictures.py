"""Pictures from outside: what is taken, what is refused before it is decoded, and what is left of the rest."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from aboveboard.lib.pictures import MOST_BYTES, PictureError, Refusal, content_name, repainted

FIT = (640, 160)


def drawn(kind: str = "PNG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "#0b5748").save(made, kind, **options)
    return made.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that states these sizes; decoding it would take four bytes for each pixel."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_a_raster_becomes_a_png_of_the_same_picture(kind: str) -> None:
    with Image.open(BytesIO(repainted(drawn(kind), fit=FIT))) as painted:
        assert (painted.format, painted.size) == ("PNG", (40, 20))
        red, green, blue, opacity = painted.convert("RGBA").getpixel((5, 5))  # type: ignore[misc]
    assert abs(red - 0x0B) < 4 and abs(green - 0x57) < 4 and abs(blue - 0x48) < 4 and opacity == 255


def test_nothing_but_pixels_is_left_of_a_file() -> None:
    told = PngInfo()
    told.add_text("Comment", "drawn at home")
    data = drawn(pnginfo=told, icc_profile=b"profile of a camera") + b"<script>alert(1)</script>"
    exif = Image.Exif()
    exif[0x010E] = "a house in Kiel"
    for sent in (data, drawn("JPEG", exif=exif) + b"<script>alert(1)</script>"):
        painted = repainted(sent, fit=FIT)
        assert painted.endswith(b"IEND\xaeB`\x82")
        assert not any(word in painted for word in (b"script", b"at home", b"Kiel", b"profile", b"iCCP", b"tEXt", b"eXIf"))


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    with Image.open(BytesIO(repainted(drawn(size=(2000, 1000)), fit=FIT))) as painted:
        assert painted.size == (320, 160)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', Refusal.VECTOR),
        (b'\xef\xbb\xbf  <?xml version="1.0"?><svg/>', Refusal.VECTOR),
        (b"<!doctype html><script>alert(1)</script>", Refusal.VECTOR),
        (b"", Refusal.UNKNOWN),
        (b"GIF89a<script>alert(1)</script>", Refusal.UNKNOWN),
        (drawn()[:60], Refusal.UNKNOWN),
        (drawn("BMP"), Refusal.UNKNOWN),
        (drawn("TIFF"), Refusal.UNKNOWN),
        (b"%PDF-1.7", Refusal.UNKNOWN),
        (bytes(MOST_BYTES + 1), Refusal.TOO_LARGE),
        (bomb(20_000, 20_000), Refusal.TOO_MANY_PIXELS),
        (bomb(12_000, 12_000), Refusal.TOO_MANY_PIXELS),
        (bomb(2_001, 2_000), Refusal.TOO_MANY_PIXELS),
    ],
)
def test_what_is_no_small_raster_is_refused(data: bytes, refusal: Refusal) -> None:
    with pytest.raises(PictureError) as refused:
        repainted(data, fit=FIT)
    assert refused.value.refusal == refusal


def test_a_bomb_is_refused_by_its_header_without_being_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(self: Image.Image) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    with pytest.raises(PictureError) as refused:
        repainted(bomb(20_000, 20_000), fit=FIT)
    assert refused.value.refusal == Refusal.TOO_MANY_PIXELS


def test_a_name_is_made_of_the_content_alone() -> None:
    assert content_name(b"a", "png") == content_name(b"a", "png") != content_name(b"b", "png")
    assert content_name(b"a", "png") == "ca978112ca1bbdca.png"
