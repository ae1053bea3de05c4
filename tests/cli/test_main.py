"""The command as a whole: help, streams, exit statuses, refusals."""

import subprocess
import sys
from pathlib import Path

import pytest

from aboveboard.cli.main import main, parser
from tests.cli.conftest import Installation

COMMANDS = (
    ("start",), ("front",), ("web",), ("work",), ("publish",), ("incident", "open"), ("incident", "update"), ("incident", "resolve"),
    ("component", "set"), ("component", "list"), ("import", "incidents"), ("seed",), ("verify",), ("keys", "rotate"), ("migrate",),
    ("doctor",),
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_teaches_by_example(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"aboveboard {' '.join(command)}" in shown.partition("examples:")[2]


def test_every_example_in_a_help_text_is_one_that_parses() -> None:
    import shlex

    top = parser()
    for command in COMMANDS:
        sub = top
        for word in command:
            sub = next(action for action in sub._actions if hasattr(action, "choices") and word in (action.choices or {})).choices[word]  # type: ignore[index,assignment]
        examples = [line.strip() for line in (sub.epilog or "").partition("examples:")[2].splitlines() if line.strip()]
        assert examples, command
        for example in examples:
            words = shlex.split(example.split("   ")[0].split(" | ")[0].split(" < ")[0])
            start = words.index("aboveboard") + 1
            filled = [word.replace("3f9c…", "3f9c" * 16).replace("9c41…", "9c41" * 16) for word in words[start:]]
            assert top.parse_args(filled).run


@pytest.mark.parametrize("wrong", [(), ("nonsense",), ("incident",), ("incident", "open"), ("seed", "--size", "7"), ("front",)])
def test_wrong_usage_ends_with_status_2(wrong: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(list(wrong))
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


def test_a_bad_setting_is_refused_in_one_line(nothing: Installation) -> None:
    ended = nothing("component", "list", TIME_SCALE="fast")
    assert ended.status == 1
    assert ended.out == ""
    assert ended.err.startswith("aboveboard: ABOVEBOARD_TIME_SCALE is 'fast'")
    assert ended.err.count("\n") == 1


def test_a_database_without_tables_is_refused_with_what_mends_it(nothing: Installation) -> None:
    nothing.data.mkdir()
    ended = nothing("component", "list")
    assert (ended.status, ended.out) == (1, "")
    assert "aboveboard migrate" in ended.err
    assert "Traceback" not in ended.err


def test_an_unreachable_database_ends_with_status_3(nothing: Installation) -> None:
    ended = nothing("component", "list", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert (ended.status, ended.out) == (3, "")
    assert ended.err.startswith("aboveboard: the database cannot be reached")
    assert "Traceback" not in ended.err


def test_before_there_is_a_page_the_refusal_says_how_to_get_one(nothing: Installation) -> None:
    nothing("migrate")
    ended = nothing("incident", "open", "--title", "T", "--message", "M")
    assert ended.status == 1
    assert "aboveboard seed" in ended.err


def test_migrate_may_be_repeated(nothing: Installation) -> None:
    assert nothing("migrate", "--json").json["applied"] > 0
    again = nothing("migrate", "--json")
    assert (again.status, again.json) == (0, {"applied": 0})


@pytest.mark.parametrize("command", [("front", "--editions", "."), ("verify", ".")])
def test_front_and_verify_import_no_django(command: tuple[str, ...], tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['django'] = None\n"
        "from aboveboard.cli.main import parser\n"
        "parser().parse_args(sys.argv[1:])\n"
        "if sys.argv[1] == 'verify': import aboveboard.publishing.verify\n"
        "else: import aboveboard.front.serve\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, *command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_a_closed_pipe_is_no_failure_with_a_traceback(harbourline: Installation) -> None:
    command = [sys.executable, "-m", "aboveboard.cli.main", "component", "list"]
    process = subprocess.Popen(command, env=harbourline.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout and process.stderr
    process.stdout.close()
    said = process.stderr.read()
    process.wait(60)
    process.stderr.close()
    assert b"Traceback" not in said
