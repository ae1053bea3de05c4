"""lib/env.py: where a setting comes from, and how a bad one is refused."""

from pathlib import Path

import pytest

from aboveboard.lib.env import Env, SettingError, split_address


def env_of(folder: Path, dotenv: str = "", **real: str) -> Env:
    (folder / ".env").write_text(dotenv)
    return Env({f"ABOVEBOARD_{name}": value for name, value in real.items()}, dotenv=folder / ".env")


def refusals_of(env: Env) -> list[str]:
    try:
        env.finish()
    except SettingError as error:
        return str(error).splitlines()
    return []


def test_the_default_stands_when_nothing_is_set(tmp_path: Path) -> None:
    env = env_of(tmp_path)
    assert env.text("SITE_URL", "http://localhost:8000", "address") == "http://localhost:8000"
    assert env.integer("WORKERS", 1, "processes", least=1, most=64) == 1
    assert refusals_of(env) == []


def test_the_real_environment_wins_over_the_file(tmp_path: Path) -> None:
    env = env_of(tmp_path, "ABOVEBOARD_SITE_URL=https://file.example\nABOVEBOARD_WORKERS=3\n", SITE_URL="https://real.example")
    assert env.text("SITE_URL", "", "address") == "https://real.example"
    assert env.integer("WORKERS", 1, "processes", least=1, most=64) == 3


def test_an_empty_variable_is_one_that_is_not_set(tmp_path: Path) -> None:
    assert env_of(tmp_path, WORKERS="").integer("WORKERS", 1, "processes", least=1, most=64) == 1


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("ABOVEBOARD_X=plain", "plain"),
        ("export ABOVEBOARD_X=exported", "exported"),
        ("ABOVEBOARD_X = spaced", "spaced"),
        ('ABOVEBOARD_X="a # b"', "a # b"),
        ("ABOVEBOARD_X='single'", "single"),
        ("ABOVEBOARD_X=value # a remark", "value"),
        ("ABOVEBOARD_X=a#b", "a#b"),
        ("# ABOVEBOARD_X=remark", "default"),
        ("ABOVEBOARD_X=a=b", "a=b"),
    ],
)
def test_a_line_of_the_file_is_read_as_shells_do(tmp_path: Path, line: str, value: str) -> None:
    assert env_of(tmp_path, f"\n{line}\n").text("X", "default", "") == value


def test_a_line_that_sets_nothing_is_refused_by_its_number(tmp_path: Path) -> None:
    assert refusals_of(env_of(tmp_path, "# fine\nnot an assignment\n")) == [f"{tmp_path / '.env'}:2 is not NAME=value."]


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-a-file\n")
    env = env_of(tmp_path, SECRET_KEY_FILE=str(tmp_path / "secret"))
    assert env.text("SECRET_KEY", "", "", secret=True) == "from-a-file"
    assert refusals_of(env) == []


def test_only_secrets_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "name").write_text("from-a-file")
    assert env_of(tmp_path, NAME_FILE=str(tmp_path / "name")).text("NAME", "default", "") == "default"


def test_a_secret_given_twice_is_refused_without_being_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("one-secret")
    env = env_of(tmp_path, SECRET_KEY="other-secret", SECRET_KEY_FILE=str(tmp_path / "secret"))
    env.text("SECRET_KEY", "", "", secret=True)
    assert refusals_of(env) == ["ABOVEBOARD_SECRET_KEY and ABOVEBOARD_SECRET_KEY_FILE are both set; keep one of them."]


def test_the_real_environments_secret_file_wins_over_the_files_secret(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("real")
    env = env_of(tmp_path, "ABOVEBOARD_SECRET_KEY=file\n", SECRET_KEY_FILE=str(tmp_path / "secret"))
    assert env.text("SECRET_KEY", "", "", secret=True) == "real"
    assert refusals_of(env) == []


def test_a_secret_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    env = env_of(tmp_path, SECRET_KEY_FILE=str(tmp_path / "absent"))
    env.text("SECRET_KEY", "", "", secret=True)
    (refusal,) = refusals_of(env)
    assert refusal.startswith(f"ABOVEBOARD_SECRET_KEY_FILE names '{tmp_path / 'absent'}', which cannot be read")


@pytest.mark.parametrize("value", ["0", "65", "many", "1.5", ""])
def test_a_number_out_of_bounds_is_refused_and_the_default_stands(tmp_path: Path, value: str) -> None:
    env = env_of(tmp_path, WORKERS=value)
    assert env.integer("WORKERS", 1, "processes", least=1, most=64) == 1
    expected = [f"ABOVEBOARD_WORKERS is {value!r}, but has to be a whole number from 1 to 64."] if value else []
    assert refusals_of(env) == expected


def test_a_choice_is_known_in_any_case_and_others_are_refused(tmp_path: Path) -> None:
    env = env_of(tmp_path, LOG_LEVEL="DEBUG", LOG_FORMAT="xml")
    assert env.choice("LOG_LEVEL", "info", "", choices=("debug", "info")) == "debug"
    assert env.choice("LOG_FORMAT", "console", "", choices=("console", "json")) == "console"
    assert refusals_of(env) == ["ABOVEBOARD_LOG_FORMAT is 'xml', but has to be one of console, json."]


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    env = env_of(tmp_path, WORKERS="none", BIND="8000")
    env.integer("WORKERS", 1, "", least=1, most=64)
    env.address("BIND", "127.0.0.1:8000", "")
    assert [line.split()[0] for line in refusals_of(env)] == ["ABOVEBOARD_WORKERS", "ABOVEBOARD_BIND"]


def test_words_are_separated_by_commas_or_spaces(tmp_path: Path) -> None:
    assert env_of(tmp_path, HOSTS="a.example, b.example  c.example").words("HOSTS", (), "") == ("a.example", "b.example", "c.example")


def test_a_path_knows_the_home_folder_and_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    env = env_of(tmp_path, A="~/data", B="data")
    assert env.path("A", None, "", shown="none") == tmp_path / "data"
    assert env.path("B", None, "", shown="none") == tmp_path / "data"
    assert env.path("C", None, "", shown="none") is None


@pytest.mark.parametrize(("value", "address"), [("127.0.0.1:8000", ("127.0.0.1", 8000)), ("[::1]:80", ("::1", 80)), ("web:0", ("web", 0))])
def test_an_address_is_a_host_and_a_port(value: str, address: tuple[str, int]) -> None:
    assert split_address(value) == address


@pytest.mark.parametrize("value", ["8000", ":8000", "host:", "host:http", "host:65536", "::1:80", "host:-1"])
def test_anything_else_is_no_address(value: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        split_address(value)
