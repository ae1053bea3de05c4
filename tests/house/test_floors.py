"""The front stands alone: it starts in a process that has neither Django nor settings."""

import os
import subprocess
import sys
from pathlib import Path

WITHOUT_DJANGO = """
import sys
sys.modules["django"] = None
import aboveboard.front.app as app
assert callable(app.build)
assert not [name for name in sys.modules if name.startswith(("aboveboard.project", "sqlite3", "psycopg", "pymysql"))]
"""


def test_the_front_imports_without_django_and_without_settings(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("ABOVEBOARD_", "DJANGO_"))}
    end = subprocess.run([sys.executable, "-c", WITHOUT_DJANGO], env=bare, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert end.returncode == 0, end.stderr
