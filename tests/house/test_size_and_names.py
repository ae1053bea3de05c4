"""Files under 300 lines, functions under 40, modules that say what they know. No list of exceptions."""

import ast

from tests.house.sources import python_files, shown, tracked, tree_of

CODE = {".py", ".js", ".css", ".html", ".j2", ".sh"}
CODE_FOLDERS = ("aboveboard", "tests", "bin", "bench")
NAMES_THAT_SAY_NOTHING = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "service", "handler", "handlers"}


def test_every_file_has_fewer_than_300_lines() -> None:
    long = {}
    for path in tracked():
        folder = shown(path).split("/")[0]
        if folder in CODE_FOLDERS and "migrations" not in path.parts and (path.suffix in CODE or folder == "bin"):
            lines = path.read_bytes().count(b"\n")
            if lines >= 300:
                long[shown(path)] = lines
    assert long == {}


def test_every_function_has_fewer_than_40_lines() -> None:
    long = {}
    for path in python_files(*CODE_FOLDERS):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines >= 40:
                    long[f"{shown(path)}:{node.lineno} {node.name}"] = lines
    assert long == {}


def test_modules_say_what_they_know() -> None:
    silent = [shown(path) for path in python_files(*CODE_FOLDERS) if NAMES_THAT_SAY_NOTHING & {path.stem, *path.parent.parts}]
    assert silent == []


def test_every_module_says_in_its_first_line_what_lives_there() -> None:
    silent = [shown(path) for path in python_files(*CODE_FOLDERS) if (tree := tree_of(path)).body and not ast.get_docstring(tree)]
    assert silent == []


def test_tests_mirror_the_program() -> None:
    """A folder of tests has the name of a package, or is one of the few that hold what no package owns."""
    packages = {path.relative_to(path.parents[2]).parts[1] for path in python_files("aboveboard") if len(shown(path).split("/")) == 3}
    extra = {"house", "payloads", "flows", "faults", "browser", "record"}
    folders = {shown(path).split("/")[1] for path in python_files("tests") if len(shown(path).split("/")) > 2}
    assert folders - packages - extra == set()
