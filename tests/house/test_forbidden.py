"""What the house does without: signals, save() overrides, unchecked HTML, whole-row saves, traces of somebody's machine."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import ROOT, python_files, shown, tracked, tree_of


def places(forbidden: type[ast.AST], *, where: object) -> list[str]:
    return [
        f"{shown(path)}:{getattr(node, 'lineno', 0)}"
        for path in python_files("aboveboard")
        for node in ast.walk(tree_of(path))
        if isinstance(node, forbidden) and where(node)  # type: ignore[operator]
    ]


def test_nothing_overrides_save_or_delete() -> None:
    def overrides(node: ast.ClassDef) -> bool:
        models = any("Model" in ast.unparse(base) for base in node.bases)
        return models and any(isinstance(part, ast.FunctionDef) and part.name in ("save", "delete") for part in node.body)

    assert places(ast.ClassDef, where=overrides) == []


def test_every_save_names_the_fields_it_saves() -> None:
    def saves_all(node: ast.Call) -> bool:
        keywords = {keyword.arg for keyword in node.keywords}
        of_a_model = isinstance(node.func, ast.Attribute) and node.func.attr == "save" and not node.args  # a picture's takes a place
        return of_a_model and not keywords & {"update_fields", "force_insert"}

    assert places(ast.Call, where=saves_all) == []


def test_nothing_listens_to_signals() -> None:
    def imports_signals(node: ast.Import | ast.ImportFrom) -> bool:
        return re.search(r"django\.(\w+\.)*(signals|dispatch)\b|django\.\w+ import signals", ast.unparse(node)) is not None

    assert places((ast.Import, ast.ImportFrom), where=imports_signals) == []  # type: ignore[arg-type]


def test_no_text_is_called_safe_by_hand() -> None:
    def calls_safe(node: ast.Name | ast.Attribute) -> bool:
        return (node.id if isinstance(node, ast.Name) else node.attr) in ("mark_safe", "SafeString")

    assert places((ast.Name, ast.Attribute), where=calls_safe) == []  # type: ignore[arg-type]


def texts() -> Iterator[tuple[Path, str]]:
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    machine = re.compile(
        "|".join([re.escape(str(ROOT)) + r"\b", r"(?<![\w.])/root/", r"(?<![\w.])/work/", r"/home/(?!aboveboard)\w+/", r"file:///opt/"])
    )
    found = [f"{shown(path)}: {match.group()}" for path, text in texts() if path != Path(__file__) for match in machine.finditer(text)]
    assert found == []


def test_packages_are_locked_to_the_public_index() -> None:
    lock = (ROOT / "uv.lock").read_text()
    registries = set(re.findall(r'registry = "([^"]+)"', lock))
    hosts = set(re.findall(r'url = "https?://([^/"]+)', lock))
    assert (registries, hosts) == ({"https://pypi.org/simple"}, {"files.pythonhosted.org"})
