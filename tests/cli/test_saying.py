"""incident, component, publish, keys: what they change, what they print, where."""

import io
import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from aboveboard.incidents.models import Incident
from aboveboard.publishing.heartbeat import give_sign, sign_file
from aboveboard.publishing.models import EditionRow
from aboveboard.publishing.work import publish_due
from tests.cli.conftest import Ended, Installation

Command = Callable[..., Ended]


def shown(folder: Path) -> str:
    return (folder / "current" / "index.html").read_text()


def test_an_opened_incident_is_on_the_page_when_the_command_returns(harbourline: Installation) -> None:
    ended = harbourline(
        "incident", "open", "--title", "Mails are late", "--message", "We are looking.", "--component", "E-mail notices=degraded"
    )
    assert ended.status == 0, ended.err
    assert ended.out == ended.out.strip() + "\n"
    assert "Mails are late" in shown(harbourline.folder)
    assert (harbourline.folder / "current" / "incidents" / ended.out.strip() / "index.html").exists()


def test_json_tells_id_address_and_edition(command: Command, harbour: Path) -> None:
    ended = command("incident", "open", "--title", "T", "--message", "M", "--component", "Bookings=major", "--json")
    assert set(ended.json) == {"id", "address", "edition"}
    assert ended.json["address"] == f"http://localhost:8000/incidents/{ended.json['id']}/"
    assert json.loads((harbour / "head.json").read_text())["edition"] == ended.json["edition"] == 2


def test_a_hidden_incident_reaches_nobody(command: Command, harbour: Path) -> None:
    before = shown(harbour)
    ended = command("incident", "open", "--title", "A drill", "--message", "M", "--component", "Bookings=major", "--hidden", "--json")
    assert (ended.status, ended.json["address"], ended.json["edition"]) == (0, None, None)
    assert shown(harbour) == before


def test_an_incident_is_updated_and_resolved(command: Command, harbour: Path) -> None:
    key = command("incident", "open", "--title", "Slow rates", "--message", "M", "--component", "Rates=degraded").out.strip()
    updated = command("incident", "update", key, "--status", "identified", "--message", "A full disk.", "--json")
    assert (updated.status, updated.json["edition"]) == (0, 3)
    assert "A full disk." in shown(harbour)
    resolved = command("incident", "resolve", key, "--message", "All is well.")
    assert (resolved.status, resolved.out) == (0, f"{key}\n")
    assert "rates\toperational" in command("component", "list").out


def test_the_impact_may_be_chosen(command: Command, harbour: Path) -> None:
    command("incident", "open", "--title", "T", "--message", "M", "--component", "Rates=degraded", "--impact", "critical", "--quiet")
    assert Incident.objects.get().impact == "critical"


def test_an_incident_without_components_appears_on_the_pages_named(command: Command, harbour: Path) -> None:
    command("incident", "open", "--title", "Everything hums", "--message", "M", "--page", "harbour")
    assert "Everything hums" in shown(harbour)


def test_a_message_may_come_from_standard_input(command: Command, harbour: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("From a pipe."))
    command("incident", "open", "--title", "Piped", "--message", "-", "--component", "Rates=degraded")
    assert "From a pipe." in shown(harbour)


def test_a_resolved_incident_is_not_resolved_again(command: Command, harbour: Path) -> None:
    key = command("incident", "open", "--title", "T", "--message", "M").out.strip()
    command("incident", "resolve", key)
    again = command("incident", "resolve", key)
    assert (again.status, again.out) == (1, "")
    assert "already resolved" in again.err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("incident", "open", "--title", " ", "--message", "M"), "title:"),
        (("incident", "open", "--title", "T", "--message", "M", "--component", "Evnt stream=major"), "Near it: Event stream"),
        (("incident", "open", "--title", "T", "--message", "M", "--component", "Bookings=broken"), "STATUS: “broken” is not a status"),
        (("incident", "open", "--title", "T", "--message", "M", "--component", "Bookings"), "NAME=STATUS"),
        (("incident", "open", "--title", "T", "--message", "M", "--page", "other"), "There are: harbour"),
        (("incident", "update", "nosuchid", "--status", "identified", "--message", "M"), "there is no incident “nosuchid”"),
        (("component", "set", "Nonsuch", "major"), "there is none called “Nonsuch”"),
        (("component", "set", "Rates", "gone"), "STATUS:"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(command: Command, harbour: Path, arguments: tuple[str, ...], reason: str) -> None:
    ended = command(*arguments)
    assert (ended.status, ended.out) == (1, "")
    assert reason in ended.err
    assert ended.err.count("\n") == 1


def test_a_component_that_is_set_is_so_on_the_page(command: Command, harbour: Path) -> None:
    ended = command("component", "set", "bookings", "partial", "--reason", "One of two is out", "--json")
    assert ended.json == {"component": "bookings", "status": "partial_outage", "held_by": []}
    listed = json.loads((harbour / "current" / "api" / "v2" / "components.json").read_text())["components"]
    assert [one["status"] for one in listed if one["name"] == "Bookings"] == ["partial_outage"]


def test_setting_a_held_component_says_what_holds_it(command: Command, harbour: Path) -> None:
    key = command("incident", "open", "--title", "T", "--message", "M", "--component", "Rates=major").out.strip()
    ended = command("component", "set", "rates", "operational", "--json")
    assert ended.json == {"component": "rates", "status": "major_outage", "held_by": [f"incident/{key}"]}
    assert "what you set counts when that ends" in ended.err


def test_an_update_at_the_same_stage_names_its_own_edition(command: Command, harbour: Path) -> None:
    key = command("incident", "open", "--title", "T", "--message", "M").out.strip()
    said = [
        command("incident", "update", key, "--status", "investigating", "--message", f"{n}", "--json").json["edition"] for n in range(2)
    ]
    assert said == [3, 4]
    assert json.loads((harbour / "head.json").read_text())["edition"] == 4


def test_what_is_set_counts_at_once_where_it_is_the_worse(command: Command, harbour: Path) -> None:
    key = command("incident", "open", "--title", "T", "--message", "M", "--component", "Rates=partial").out.strip()
    ended = command("component", "set", "rates", "major", "--json")
    assert ended.json == {"component": "rates", "status": "major_outage", "held_by": [f"incident/{key}"]}
    assert f"also held by incident/{key}; what you set stays" in ended.err


def test_components_are_listed_group_by_group(command: Command, harbour: Path) -> None:
    listed = command("component", "list")
    assert [line.split("\t") for line in listed.out.splitlines()] == [
        ["rates", "operational", "Rates"],
        ["bookings", "operational", "Bookings"],
        ["event-stream", "operational", "Event stream"],
    ]
    assert listed.err == ""
    assert [row["group"] for row in command("component", "list", "--json").json["components"]] == ["Booking API", "Booking API", None]


def test_publish_says_when_nothing_has_changed(command: Command, harbour: Path) -> None:
    ended = command("publish")
    assert (ended.status, ended.out) == (0, "harbour\t1\n")
    assert "Nothing public has changed" in ended.err


def test_a_rotated_key_signs_the_next_edition(command: Command, harbour: Path) -> None:
    ended = command("keys", "rotate")
    fingerprint = ended.out.strip()
    assert (ended.status, len(fingerprint)) == (0, 64)
    keys = json.loads((harbour / "record" / "keys.json").read_text())["keys"]
    assert [key["from"] for key in keys] == [1, 2]
    assert keys[-1]["fingerprint"] == fingerprint


def test_the_workers_edition_is_waited_for(command: Command, harbour: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is quick enough has published before the command would."""
    monkeypatch.setattr("aboveboard.cli.publication.PATIENCE", 30.0)
    give_sign(datetime.now(UTC))
    looks: list[float] = []

    def worker_looks(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            publish_due(datetime.now(UTC))

    monkeypatch.setattr("aboveboard.cli.publication.sleep", worker_looks)
    ended = command("incident", "open", "--title", "T", "--message", "M", "--component", "Rates=major", "--json")
    assert ended.json["edition"] == 2
    assert len(looks) == 3


def test_without_a_worker_nothing_is_waited_for(command: Command, harbour: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give_sign(datetime.now(UTC))
    os.utime(sign_file(), (time.time() - 60, time.time() - 60))

    def nobody_waits(seconds: float) -> None:
        raise AssertionError("it waits for a worker that is not there")

    monkeypatch.setattr("aboveboard.cli.publication.sleep", nobody_waits)
    command("incident", "open", "--title", "T", "--message", "M", "--component", "Rates=major")
    assert EditionRow.objects.count() == 2


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is alive and has another SITE_URL than the commands of a test."""
    monkeypatch.setattr(settings, "SITE_URL", "https://status.example.org")
    give_sign(datetime.now(UTC))
    monkeypatch.setattr(settings, "SITE_URL", "http://localhost:8000")
    monkeypatch.setattr("aboveboard.cli.publication.PATIENCE", 0.0)  # it is busy


def test_a_command_publishes_the_address_of_the_worker_that_runs_here(command: Command, harbour: Path, elsewhere: None) -> None:
    ended = command("incident", "open", "--title", "T", "--message", "M", "--component", "Rates=major", "--json")
    assert ended.json["address"] == f"https://status.example.org/incidents/{ended.json['id']}/"
    assert (
        "publishes https://status.example.org, so this command does, too, and not ABOVEBOARD_SITE_URL=http://localhost:8000." in ended.err
    )
    assert "https://status.example.org/" in shown(harbour) and "localhost" not in shown(harbour)


@pytest.mark.parametrize(
    "words",
    [
        ("publish",),
        ("incident", "update", "none", "--status", "identified", "--message", "M"),
        ("incident", "resolve", "none"),
        ("component", "set", "Rates", "major"),
        ("emergency", "M"),
        ("redact", "incident/none", "--reason", "R"),
        ("keys", "rotate"),
        ("import", "incidents", os.devnull),
        ("seed", "--size", "demo"),
    ],
    ids=" ".join,
)
def test_so_does_every_other_that_publishes(command: Command, harbour: Path, elsewhere: None, words: tuple[str, ...]) -> None:
    assert "publishes https://status.example.org, so this command does, too" in command(*words).err


def test_a_worker_restarted_with_a_new_site_url_is_believed(command: Command, harbour: Path, elsewhere: None) -> None:
    give_sign(datetime.now(UTC))
    assert "status.example.org" not in command("publish").err
