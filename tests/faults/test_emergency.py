"""The command emergency with a dead PostgreSQL and with the SQLite file moved away."""

import json

from tests.cli.conftest import Installation, harbourline  # noqa: F401  (a fixture)
from tests.ports import free_port

WORDS = "The data centre is dark. Next word at ten."


def test_with_postgresql_dead_a_notice_is_on_the_page_and_in_the_signed_record(harbourline: Installation) -> None:  # noqa: F811
    url = f"postgres://postgres@127.0.0.1:{free_port()}/aboveboard"
    assert harbourline("incident", "open", "--title", "T", "--message", "M", DATABASE_URL=url).status == 3

    ended = harbourline("emergency", WORDS, "--json", DATABASE_URL=url)

    assert ended.status == 0, ended.err
    shown = (harbourline.folder / "current" / "index.html").read_text()
    assert (
        "The data centre is dark." in shown
        and json.loads((harbourline.folder / "head.json").read_bytes())["edition"] == ended.json["edition"]
    )
    assert harbourline("verify", str(harbourline.folder)).out.startswith("valid")

    assert harbourline("publish").status == 0  # the database, SQLite here, is back
    resolved = harbourline("incident", "resolve", ended.json["id"], "--message", "Light again.")
    assert resolved.status == 0, resolved.err
    assert harbourline("verify", str(harbourline.folder)).out.startswith("valid")
    assert (harbourline.folder / "current" / "index.html").read_text().count("The data centre is dark. Next") <= 1


def test_with_the_sqlite_file_away_no_empty_one_is_made(harbourline: Installation) -> None:  # noqa: F811
    away = harbourline.data / "away"
    away.mkdir()
    for path in harbourline.data.glob("aboveboard.sqlite3*"):
        path.rename(away / path.name)

    ended = harbourline("emergency", WORDS)

    assert ended.status == 0, ended.err
    assert not list(harbourline.data.glob("aboveboard.sqlite3*"))
    for path in away.iterdir():
        path.rename(harbourline.data / path.name)
    assert harbourline("publish").status == 0
    assert harbourline("incident", "resolve", ended.out.strip()).status == 0
    assert harbourline("verify", str(harbourline.folder)).out.startswith("valid")


def test_with_the_database_there_it_is_an_incident_at_once(harbourline: Installation) -> None:  # noqa: F811
    ended = harbourline("emergency", WORDS, "--impact", "critical", "--json")

    assert (ended.status, ended.json["database"]) == (0, True)
    assert harbourline("incident", "resolve", ended.json["id"]).status == 0
