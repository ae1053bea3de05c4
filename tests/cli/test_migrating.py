"""migrate: changing a large table takes as long as it takes."""

import subprocess
import sys
from pathlib import Path

from tests.front.running import bare_environment

PROGRAM = """
from aboveboard.cli.main import main
status = main(["migrate"])
from aboveboard.project import databases, settings
made = databases.database_from("postgres://db/x", statement_seconds=settings._statement_seconds, connections=1)
print(status, made["OPTIONS"]["options"])
"""


def test_no_statement_of_a_migration_is_cut_off(tmp_path: Path) -> None:
    environment = bare_environment(DATA_DIR=str(tmp_path), STATEMENT_TIMEOUT="30")
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "statement_timeout=0 " in done.stdout, done.stderr
