"""The front needs the folders and nothing else; what it passes on is what Django has."""

import subprocess
import sys
from pathlib import Path

from django.urls import get_resolver

from aboveboard.front.fallthrough import is_dynamic

PROGRAM = """
import sys
from pathlib import Path
from aboveboard.front.app import build
import aboveboard.front.serve
said = []
front = build(Path(sys.argv[1]))
body = front({"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_HOST": "localhost"}, lambda status, headers: said.append(status))
assert said == ["200 OK"], said
assert b"Harbourline" in b"".join(body)
foreign = {name for name in sys.modules if name.split(".")[0] in ("django", "psycopg", "pymysql", "sqlite3", "jinja2")}
assert not foreign, foreign
ours = {name for name in sys.modules if name.startswith("aboveboard.") and not name.startswith(("aboveboard.front", "aboveboard.lib"))}
assert not ours, ours
"""


def test_the_front_starts_and_serves_without_django_or_settings(editions: Path, checkout: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(checkout), "ABOVEBOARD_DATABASE_URL": "nonsense"}
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(editions)], env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def test_every_address_of_django_is_one_that_falls_through() -> None:
    below = {"p/<slug:slug>/", "<slug:language>/"}  # the same addresses below the base of a page, and in a language
    private = {""}  # where a page would be that is in no folder: no file can be in the way there
    known = [str(pattern.pattern) for pattern in get_resolver().url_patterns]
    first = [pattern.removeprefix("^").replace("<int:number>", "7").lstrip("/") for pattern in known if pattern not in below | private]
    assert first and below | private <= set(known)
    unreachable = [pattern for pattern in [*first, "de/record/7", "pt-BR/record/7/changes/"] if not is_dynamic(pattern)]
    assert not unreachable, "list their first segments in front/fallthrough.py"
    assert not any(map(is_dynamic, ("record/", "de/record/", "record/7.json", "de/record/seven/", "a/b/record/7/")))
