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


def _made() -> str:
    folder = Path(__file__).parent / "css"
    order = f"@layer {','.join(LAYERS)};"
    return order + "".join(f"@layer {name}{{{_tightened((folder / f'{name}.css').read_text())}}}" for name in LAYERS)


STYLE = _made()
# For the Content-Security-Policy: the hash of exactly what stands between <style> and </style>.
STYLE_HASH = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
