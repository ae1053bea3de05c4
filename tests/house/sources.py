"""The files that the house's rules are about."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MADE = {"__pycache__", "var", "dist", "htmlcov", "test-results"}  # what .gitignore names, besides folders with a dot


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project, as Git knows it; new ones that are not ignored count too. Without Git, what the folders hold."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        return tuple(sorted(lying_about()))
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return tuple(path for name in sorted(set(listing.stdout.split("\0"))) if name and (path := ROOT / name).is_file())


def lying_about() -> Iterator[Path]:
    """The files below the project's own folders that are not made by running it, for a bare machine or an unpacked archive."""
    for folder, folders, names in ROOT.walk():
        made = {name for name in folders if name in MADE or (name.startswith(".") and name != ".ci")}
        folders[:] = [name for name in folders if name not in made]
        yield from (folder / name for name in names if not name.endswith((".pyc", ".pyo")) and not name.startswith((".env", ".coverage")))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def python_files(*folders: str) -> list[Path]:
    """Python sources below ``folders``, without migrations, which Django writes."""
    return [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts and shown(path).split("/")[0] in folders]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
