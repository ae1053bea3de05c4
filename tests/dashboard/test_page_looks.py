"""The look of a page, as the dashboard takes it: colours with their contrast, pictures, style sheets, and the preview."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.wsgi import get_wsgi_application
from django.test import Client
from PIL import Image

from aboveboard.front.app import build
from aboveboard.pages.models import Page, Upload
from tests.dashboard.conftest import SignIn
from tests.front.asking import ask
from tests.publishing.reading import read
from tests.world import a_component, a_page


@pytest.fixture
def ada(sign_in: SignIn) -> Client:
    return sign_in("ada")


def drawn(kind: str = "PNG") -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 20), "#0b5748").save(made, kind)
    return made.getvalue()


def file(content: bytes, name: str = "logo.png", kind: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def send(client: Client, page: Page, what: str = "", **given: Any) -> Any:
    return client.post(f"/dashboard/pages/{page.key}/look/{what}", {"revision": page.revision, "accent": "", "custom_css": "", **given})


def bomb() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 20_000, 20_000, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def test_a_logo_is_taken_shown_and_taken_away_again(ada: Client) -> None:
    page = a_page()
    assert send(ada, page, logo=file(drawn("JPEG") + b"<script>alert(1)</script>", "../../evil.php", "text/html")).status_code == 302
    page.refresh_from_db()
    kept = Upload.objects.get()
    assert page.logo == kept.path and kept.path.endswith(".png") and "evil" not in kept.path
    assert bytes(kept.content).startswith(b"\x89PNG") and b"script" not in bytes(kept.content)
    assert "data:image/png;base64," in ada.get(f"/dashboard/pages/{page.key}/look/").content.decode()

    send(ada, page)
    page.refresh_from_db()
    assert page.logo, "a form without a file leaves the logo"
    send(ada, page, no_logo="on")
    page.refresh_from_db()
    assert page.logo == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG can hold programs"),
        (b"GIF89a<script>alert(1)</script>", "not a PNG, JPEG or GIF"),
        (bytes(512 * 1024 + 1), "512 kB at most"),
        (bomb(), "4 megapixels at most"),
    ],
)
def test_what_is_no_small_raster_is_refused_beside_its_field(ada: Client, content: bytes, said: str) -> None:
    page = a_page()
    for what in ("", "preview"):
        answer = send(ada, page, what, logo=file(content), accent="#e4007c")
        assert answer.status_code == 400 and said in answer.content.decode() and "#e4007c" in answer.content.decode()
    assert not Upload.objects.exists() and Page.objects.get().accent == ""


def test_fifty_megabytes_are_refused_at_the_door_before_a_byte_of_them_is_read() -> None:
    class Unread:
        def read(self, size: int = -1) -> bytes:
            raise AssertionError("read")

    front = build(settings.EDITIONS_DIR, get_wsgi_application())
    sent = {"CONTENT_LENGTH": str(50 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=x", "wsgi.input": Unread()}
    answer = ask(front, "/dashboard/pages/anypage/look/", method="POST", also=sent)  # type: ignore[arg-type]
    assert answer.status == 413


def test_a_style_sheet_that_reaches_elsewhere_is_refused_with_its_line(ada: Client) -> None:
    page = a_page()
    answer = send(ada, page, custom_css="h1 { color: red }\n@import url(https://evil.example/x.css);")
    screen = answer.content.decode()
    assert answer.status_code == 400 and "Line 2: @import is not allowed." in screen and "h1 { color: red }" in screen
    assert send(ada, page, custom_css="h1 { color: red }").status_code == 302
    assert Page.objects.get().custom_css == "h1 { color: red }"


def test_a_colour_says_how_well_it_can_be_read_and_what_will_be_used(ada: Client) -> None:
    page = a_page()
    asked = {
        name: ada.get(f"/dashboard/pages/{page.key}/look/colour", {"accent": name}).content.decode() for name in ("#2FA88C", "", "red")
    }
    assert "too pale for text" in asked["#2FA88C"] and 'fill="#2fa88c"' in asked["#2FA88C"] and asked["#2FA88C"].count("<rect") == 3
    assert "The usual colour is used." in asked[""] and "A colour is written as #0b5748." in asked["red"]
    send(ada, page, accent="#0b5748")
    assert "It stays as it is in light" in ada.get(f"/dashboard/pages/{page.key}/look/").content.decode()


def test_a_preview_shows_the_new_look_and_saves_nothing(ada: Client) -> None:
    page = a_page()
    a_component("Rates")
    answer = send(ada, page, "preview", accent="#e4007c", custom_css="h1 { color: red }", logo=file(drawn()))
    document = read(answer.content)
    assert "Rates" in document.text and document.one(".brand img").attributes["src"].startswith("data:image/png;base64,")
    assert "h1 { color: red }" in answer.content.decode() and not [
        link for link in document.all("link") if "theme.css" in link.attributes["href"]
    ]
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy and policy.count("'sha256-") == 2 and "unsafe" not in policy
    assert Page.objects.get().revision == page.revision and not Upload.objects.exists()


def test_a_preview_keeps_the_present_logo_and_its_place_in_the_style_sheet(ada: Client) -> None:
    page = a_page()
    send(ada, page, logo=file(drawn()))
    page.refresh_from_db()
    sheet = f"body {{ background: url(/{page.logo}) }}"
    answer = send(ada, page, "preview", custom_css=sheet).content.decode()
    assert f"url({page.logo})" not in answer and answer.count("data:image/png;base64,") == 2
    assert "data:image" not in send(ada, page, "preview", custom_css="", no_logo="on").content.decode()
