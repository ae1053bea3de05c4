"""The one style sheet of the public page: made of its layers once, the same bytes in every document of a release."""

import base64
import hashlib
import re
from pathlib import Path

LAYERS = ("tokens", "base", "frame", "parts", "documents", "modes")

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AROUND = re.compile(r"\s*([{};,])\s*")
_AFTER_COLON = re.compile(r":\s+")


def _tightened(source: str) -> str:
    """Without comments and idle white space."""
    tight = _AFTER_COLON.sub(":", _AROUND.sub(r"\1", " ".join(_COMMENT.sub(" ", source).split())))
    return tight.replace(";}", "}").strip()


def _made(layers: tuple[str, ...]) -> str:
    folder = Path(__file__).parent / "css"
    order = f"@layer {','.join(layers)};"
    return order + "".join(f"@layer {name}{{{_tightened((folder / f'{name}.css').read_text())}}}" for name in layers)


def _hashed(style: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


# The hashes, for the Content-Security-Policy, are of exactly what stands between <style> and </style>.
STYLE = _made(LAYERS)
STYLE_HASH = _hashed(STYLE)
DOOR_STYLE = _made((*LAYERS, "door"))  # published nowhere, so no page pays for it
DOOR_HASH = _hashed(DOOR_STYLE)
