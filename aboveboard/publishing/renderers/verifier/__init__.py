"""record/verify.py: the verifier that a page publishes, one file made of the two modules here; it shares nothing with the program."""

import re
from pathlib import Path

_IMPORT = re.compile(r"^from aboveboard\.publishing\.renderers\.verifier\.files import \(.*?^\)\n", re.DOTALL | re.MULTILINE)


def _made() -> bytes:
    """``reading.py`` with ``files.py`` in the place where it imports it."""
    folder = Path(__file__).parent
    files = (folder / "files.py").read_text().partition('"""\n\n')[2]
    made, times = _IMPORT.subn(lambda _: files, (folder / "reading.py").read_text())
    if times != 1:
        raise ValueError("reading.py does not import files.py")
    return made.encode()


VERIFIER = _made()
