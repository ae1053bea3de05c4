"""project/databases.py: one address becomes one DATABASES entry, or a refusal that shows no password."""

import ssl
from pathlib import Path

import pytest

from aboveboard.project.databases import database_from


def entry(url: str) -> dict[str, object]:
    return database_from(url, statement_seconds=30, connections=24)


def test_sqlite_takes_the_write_lock_for_actions_waits_for_locks_and_overwrites_what_is_deleted() -> None:
    made = entry("sqlite:////var/lib/aboveboard/a%20b.sqlite3")
    assert made["NAME"] == Path("/var/lib/aboveboard/a b.sqlite3")
    assert made["OPTIONS"] == {
        "timeout": 10,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON",
    }


def test_a_sqlite_path_with_three_slashes_starts_at_the_working_folder() -> None:
    assert entry("sqlite:///here.sqlite3")["NAME"] == Path.cwd() / "here.sqlite3"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_gets_its_login_a_pool_and_timeouts(scheme: str) -> None:
    made = entry(f"{scheme}://ada:p%40ss@db.example:5433/status?sslmode=verify-full&sslrootcert=/ca.pem")
    assert [made[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == ["status", "ada", "p@ss", "db.example", "5433"]
    options = made["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "/ca.pem")
    assert options["pool"]["max_size"] == 24
    assert "statement_timeout=30000" in options["options"]


def test_postgresql_by_its_socket() -> None:
    assert entry("postgres:///status?host=/run/postgresql")["HOST"] == "/run/postgresql"


def test_mysql_speaks_whole_unicode_strictly_and_with_limits() -> None:
    options = entry("mysql://ada:secret@db.example/status")["OPTIONS"]
    assert isinstance(options, dict)
    assert options["charset"] == "utf8mb4"
    assert "TRADITIONAL" in options["init_command"]
    assert "max_statement_time = 30" in options["init_command"]
    assert "ssl" not in options


@pytest.mark.parametrize(
    ("mode", "verifies", "names_host"),
    [("require", ssl.CERT_NONE, False), ("verify-ca", ssl.CERT_REQUIRED, False), ("verify-full", ssl.CERT_REQUIRED, True)],
)
def test_mysql_takes_postgresqls_names_for_tls(mode: str, verifies: ssl.VerifyMode, names_host: bool) -> None:
    options = entry(f"mysql://ada@db.example/status?sslmode={mode}")["OPTIONS"]
    assert isinstance(options, dict)
    assert (options["ssl"].verify_mode, options["ssl"].check_hostname) == (verifies, names_host)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("oracle://ada:hunter2@db/status", "has to begin with"),
        ("hunter2", "has to begin with"),
        ("postgres://ada:hunter2@db", "does not name a database"),
        ("postgres://ada:hunter2@db/status?sslmode=maybe", "unknown sslmode"),
        ("postgres://ada:hunter2@db:port/status", "a port that is not a number"),
        ("mysql://ada:hunter2@db/status?charset=latin1", "not known for MySQL: charset"),
        ("mysql://ada:hunter2@db/status?sslmode=verify-ca&sslrootcert=/absent.pem", "cannot be used"),
        ("sqlite://", "has to be sqlite:///"),
        ("sqlite://host/path", "has to be sqlite:///"),
        ("sqlite:///:memory:?cache=shared", "has to be sqlite:///"),
    ],
)
def test_a_bad_address_is_refused_without_showing_the_password(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as refusal:
        entry(url)
    assert "hunter2" not in str(refusal.value)
