"""The page as it would look, before anything of it is saved: the public page's own renderer, in one answer that needs no other file."""

import base64
import hashlib
from datetime import datetime

import msgspec
from django.conf import settings
from django.http import HttpResponse

from aboveboard.lib.snapshots import read_snapshot
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page
from aboveboard.publishing import itemise
from aboveboard.publishing.draft import release
from aboveboard.publishing.gather import read_present
from aboveboard.publishing.present import nothing_more
from aboveboard.publishing.renderers.accent import theme_css
from aboveboard.publishing.renderers.assets import logo_of
from aboveboard.publishing.renderers.html.page import render_page
from aboveboard.publishing.renderers.html.shell import links_of
from aboveboard.publishing.renderers.style import STYLE_HASH
from aboveboard.publishing.site import TYPES, security_headers
from aboveboard.publishing.state import Edition, Rendering


def preview_of(page: Page, picture: bytes, *, now: datetime) -> HttpResponse:
    """``page`` may have changes that are not saved; ``picture`` is its logo, empty if it has none. Scripts do not run in it."""
    face = itemise.face(page)
    with read_snapshot():
        state = read_present(page, Audience.PUBLIC, now=now, also=nothing_more)
    rendering = Rendering(
        Edition(number=0, at=now, release=release(), key=""), msgspec.structs.replace(state, face=face), page.first_language, now
    )
    base, logo, theme = links_of(face, page.first_language).base, logo_of(face), theme_css(rendering)
    body = render_page(rendering).decode()
    if logo:
        inlined = as_data(picture)
        body, theme = body.replace(f'src="{base}{logo}"', f'src="{inlined}"'), theme.replace(logo, inlined)
    body = body.replace(f'<link rel="stylesheet" href="{base}theme.css">', f"<style>{theme}</style>")
    return HttpResponse(body, content_type=TYPES[".html"], headers=_headers(theme))


def as_data(picture: bytes) -> str:
    """An address that holds the PNG itself."""
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def _headers(theme: str) -> dict[str, str]:
    of_theme = "sha256-" + base64.b64encode(hashlib.sha256(theme.encode()).digest()).decode()
    headers = security_headers([STYLE_HASH, of_theme], https=settings.SITE_URL.startswith("https:"))
    policy = headers["Content-Security-Policy"].replace("script-src 'self'", "script-src 'none'")
    return {**headers, "Content-Security-Policy": policy, "Cache-Control": "no-store"}
