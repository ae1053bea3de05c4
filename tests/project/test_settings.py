"""project/settings.py: what a process with a given environment starts with, or why it refuses to start."""

import os
import subprocess
import sys
from pathlib import Path

SHOW = """
from aboveboard.lib.env import SettingError
try:
    from aboveboard.project import settings
except SettingError as error:
    raise SystemExit(f"refused\\n{error}")
print(settings.SITE_URL, settings.OWN_HOSTS, settings.DATA_DIR, len(str(settings.SECRET_KEY)))
"""


def started(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ABOVEBOARD_")}
    given = {f"ABOVEBOARD_{name}": value for name, value in ({"DATA_DIR": str(folder)} | environment).items()}
    return subprocess.run([sys.executable, "-c", SHOW], env=clean | given, cwd=folder, capture_output=True, text=True, check=False)


def test_a_process_starts_with_nothing_set_and_keeps_its_secret(tmp_path: Path) -> None:
    first = started(tmp_path)
    assert first.stdout == f"http://localhost:8000 ['localhost', '127.0.0.1', '[::1]'] {tmp_path} 64\n", first.stderr
    secret = (tmp_path / "keys" / "secret_key").read_text()
    assert started(tmp_path).returncode == 0
    assert (tmp_path / "keys" / "secret_key").read_text() == secret


def test_the_working_folders_env_file_counts(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ABOVEBOARD_SITE_URL=https://status.example.org/\nABOVEBOARD_ALLOWED_HOSTS=intern.example\n")
    assert started(tmp_path).stdout.startswith("https://status.example.org ['status.example.org', 'intern.example']")


def test_bad_settings_are_refused_each_in_one_line(tmp_path: Path) -> None:
    end = started(
        tmp_path,
        SITE_URL="status.example.org",
        WORKERS="0",
        DATABASE_URL="postgres://ada:hunter2@db",
        SECRET_KEY="short",
        LOG_LEVEL="loud",
        AUDIT_RETENTION_DAYS="7",
    )
    assert end.returncode == 1
    lines = end.stderr.splitlines()
    assert lines[0] == "refused"
    assert [line.split()[0].removeprefix("ABOVEBOARD_") for line in lines[1:]] == [
        "SITE_URL",
        "WORKERS",
        "SECRET_KEY",
        "DATABASE_URL",
        "AUDIT_RETENTION_DAYS",
        "LOG_LEVEL",
    ]
    assert "hunter2" not in end.stderr
    assert "short'" not in end.stderr
