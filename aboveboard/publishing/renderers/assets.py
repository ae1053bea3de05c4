"""Files that documents refer to, named by their content so that they can be cached for ever."""

import hashlib
import re
from pathlib import Path

from aboveboard.publishing.items import PageFace

_STATIC = Path(__file__).parent / "static"


def _named(name: str) -> tuple[str, bytes]:
    """Path below the page's address, and the script without comments of their own line and without indentation."""
    lines = (line.strip() for line in (_STATIC / name).read_text().splitlines())
    content = "\n".join(line for line in lines if not line.startswith("//")).encode()
    return f"assets/{hashlib.sha256(content).hexdigest()[:16]}.js", content


# The optional scripts; documents are complete without them. Open pages stay current by the first; the second, which is fetched
# when it is needed, reads bars by pointer and arrow keys.
(SCRIPT_PATH, _LIVE), (READING_PATH, _BARS) = _named("live.js"), _named("bars.js")
ASSETS: dict[str, bytes] = {SCRIPT_PATH: _LIVE, READING_PATH: _BARS}

_UPLOADED = re.compile(r"assets/[0-9a-f]{16}\.png")


def logo_of(face: PageFace) -> str:
    """The path of the page's logo below the page's address; empty if it has none, or names something that is no document of ours."""
    return face.logo if _UPLOADED.fullmatch(face.logo) else ""
