"""Files that documents refer to, named by their content so that they can be cached for ever."""

import hashlib
from pathlib import Path

_STATIC = Path(__file__).parent / "static"


def _named(source: Path) -> tuple[str, bytes]:
    content = source.read_bytes()
    return f"assets/{hashlib.sha256(content).hexdigest()[:16]}{source.suffix}", content


# Path below the page's address -> bytes.
ASSETS: dict[str, bytes] = dict(_named(path) for path in sorted(_STATIC.glob("*.js")))
# The optional script; documents are complete without it.
SCRIPT_PATH = next((_named(path)[0] for path in [_STATIC / "live.js"] if path.is_file()), "")
