"""The dashboard's own files: one style sheet made of its layers, scripts, and those that libraries bring; named by their content."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from aboveboard.publishing import renderers

# In the order of the cascade. The first two are the public page's: one set of tokens for both.
SHARED_LAYERS = ("tokens", "base")
LAYERS = ("washes", "shell", "controls", "forms", "lists", "components", "pages", "home", "composer", "account", "modes")
_JAVASCRIPT = "text/javascript; charset=utf-8"
_CSS = "text/css; charset=utf-8"
# Name that templates use -> package and path of a file that a library brings.
_BROUGHT = {
    "htmx.js": ("django_htmx", "static/django_htmx/htmx-2.min.js"),
    "webauthn-json.js": ("allauth.mfa", "static/mfa/js/webauthn-json.js"),
    "webauthn.js": ("allauth.mfa", "static/mfa/js/webauthn.js"),
    "onload.js": ("allauth.account", "static/account/js/onload.js"),
}


class Asset(NamedTuple):
    """``path`` is below /dashboard/static/; ``integrity`` is what the element that loads it must say."""

    path: str
    content: bytes
    content_type: str
    integrity: str


@cache
def assets() -> dict[str, Asset]:
    """Name -> asset, of everything that a screen may load."""
    found = {"dashboard.css": _asset("dashboard", ".css", _style())}
    for name, (package, path) in _BROUGHT.items():
        found[name] = _asset(name.removesuffix(".js"), ".js", files(package).joinpath(path).read_bytes())
    own = files(__package__).joinpath("static")
    for script in sorted(own.iterdir() if own.is_dir() else (), key=lambda entry: entry.name):
        if script.name.endswith(".js"):
            found[script.name] = _asset(script.name.removesuffix(".js"), ".js", script.read_bytes())
    return found


@cache
def assets_by_path() -> dict[str, Asset]:
    return {asset.path: asset for asset in assets().values()}


def _asset(stem: str, suffix: str, content: bytes) -> Asset:
    digest = hashlib.sha384(content).digest()
    integrity = "sha384-" + base64.b64encode(digest).decode()
    return Asset(f"{stem}.{digest.hex()[:16]}{suffix}", content, _CSS if suffix == ".css" else _JAVASCRIPT, integrity)


def _style() -> bytes:
    shared = files(renderers).joinpath("css")
    own = files(__package__).joinpath("css")
    parts = [f"@layer {','.join((*SHARED_LAYERS, *LAYERS))};"]
    parts += [f"@layer {name}{{{shared.joinpath(f'{name}.css').read_text()}}}" for name in SHARED_LAYERS]
    parts += [f"@layer {name}{{{own.joinpath(f'{name}.css').read_text()}}}" for name in LAYERS]
    return "\n".join(parts).encode()
