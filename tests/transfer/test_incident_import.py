"""A history from a file becomes incidents, maintenances, components and spans."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from aboveboard.components.corrections import correct_history, settled_history
from aboveboard.components.models import Component, StatusSpan
from aboveboard.components.status import Status, status_at
from aboveboard.events.models import Event
from aboveboard.incidents.models import Incident, IncidentUpdate
from aboveboard.maintenances.models import Maintenance
from aboveboard.pages.models import Page
from aboveboard.transfer.incident_import import Done, import_incidents, survey
from tests.world import ADA, NOW, a_component, a_page, ago

pytestmark = pytest.mark.django_db

Write = Callable[..., Path]


def a_line(key: str = "1", *, hours_ago: float = 48, lasted: float | None = 2, **other: Any) -> dict[str, Any]:
    began = ago(hours=hours_ago)
    ended = began + timedelta(hours=lasted) if lasted is not None else None
    updates = [{"at": began.isoformat(), "status": "Investigating", "message": "We are looking."}]
    if ended:
        updates.append({"at": ended.isoformat(), "status": "Resolved", "message": "Done."})
    line = {"id": key, "title": "Mails are late", "impact": "major", "components": ["Mail"], "started_at": began.isoformat()}
    return {**line, "resolved_at": ended.isoformat() if ended else None, "updates": updates, **other}


@pytest.fixture
def history(tmp_path: Path) -> Write:
    """Writes lines (objects, or text as it stands) to a file."""

    def write(*lines: dict[str, Any] | str) -> Path:
        file = tmp_path / "history.jsonl"
        file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
        return file

    return write


def bring(file: Path, **given: Any) -> Done:
    return import_incidents(file, survey(file), now=NOW, **given)


def spans_of(name: str) -> list[StatusSpan]:
    return list(StatusSpan.objects.filter(component__name=name).order_by("began_at", "id"))


def test_an_imported_incident_holds_its_components_from_beginning_to_end(history: Write) -> None:
    assert bring(history(a_line())) == Done(incidents=1, maintenances=0, known=0, components_made=1)
    incident = Incident.objects.get()
    assert (incident.status, incident.impact) == ("resolved", "major")
    assert (incident.occurred_at, incident.resolved_at) == (ago(hours=48), ago(hours=46))
    [held] = [span for span in spans_of("Mail") if span.cause_kind == "incident"]
    assert (held.status, held.began_at, held.ended_at, held.cause_id) == ("partial_outage", ago(hours=48), ago(hours=46), incident.key)
    assert held.open_key is None


def test_the_same_file_twice_makes_no_doubles(history: Write) -> None:
    file = history(a_line("1"), a_line("2", impact="maintenance", updates=[]))
    bring(file)
    assert bring(file) == Done(incidents=0, maintenances=0, known=2, components_made=0)
    assert (Incident.objects.count(), Maintenance.objects.count(), IncidentUpdate.objects.count()) == (1, 1, 2)


def test_an_id_that_stands_twice_in_a_file_is_taken_once(history: Write) -> None:
    assert bring(history(a_line("1"), a_line("1"))).known == 1
    assert Incident.objects.count() == 1


def test_what_was_changed_or_deleted_here_stays_as_it_is(history: Write) -> None:
    file = history(a_line("1"))
    bring(file)
    Incident.objects.update(title={"en": "Ours"}, deleted_at=NOW)
    bring(file)
    assert Incident.objects.get().title == {"en": "Ours"}


def test_bad_lines_are_left_out_and_the_others_come_in(history: Write) -> None:
    file = history(a_line("1"), "nonsense", a_line("2", impact="huge"), a_line("3"))
    assert [bad.number for bad in survey(file).bad] == [2, 3]
    assert bring(file).incidents == 2


def test_a_new_component_is_known_from_the_day_of_its_first_incident(history: Write) -> None:
    bring(history(a_line("1", hours_ago=48), a_line("2", hours_ago=240)))
    day = ago(hours=240).replace(hour=0, minute=0)
    assert spans_of("Mail")[0].began_at == day
    assert status_at(spans_of("Mail"), day) is Status.OPERATIONAL
    assert status_at(spans_of("Mail"), day - timedelta(seconds=1)) is Status.UNKNOWN


def test_a_component_that_was_there_later_is_known_from_its_first_incident_on_too(history: Write) -> None:
    a_page()
    mail = a_component("MAIL", status=Status.DEGRADED_PERFORMANCE, at=ago(hours=1))
    done = bring(history(a_line(hours_ago=48)))
    assert done.components_made == 0
    spans = list(StatusSpan.objects.filter(component=mail))
    assert status_at(spans, ago(hours=40)) is Status.OPERATIONAL
    assert status_at(spans, ago(minutes=1)) is Status.DEGRADED_PERFORMANCE
    assert StatusSpan.objects.filter(component=mail, cause_kind="baseline", ended_at=None).count() == 1


def test_overlapping_incidents_settle_to_the_worst(history: Write) -> None:
    bring(history(a_line("1", impact="minor", lasted=10), a_line("2", impact="critical", hours_ago=45, lasted=1)))
    spans = spans_of("Mail")
    assert status_at(spans, ago(hours=44.5)) is Status.MAJOR_OUTAGE
    assert status_at(spans, ago(hours=43)) is Status.DEGRADED_PERFORMANCE
    assert status_at(spans, ago(hours=37)) is Status.OPERATIONAL


def test_what_was_corrected_stays_corrected_when_a_history_comes_in(history: Write) -> None:
    mail = a_component("Mail")
    window = {"began_at": ago(hours=48), "ended_at": ago(hours=47)}
    correct_history(mail, status="degraded_performance", **window, reason="Only some were late.", at=NOW, by=ADA)
    bring(history(a_line()))
    told = settled_history([mail], since=ago(hours=49), until=NOW, at=NOW)[mail.pk]
    assert [(str(status), ended) for status, _, ended in told] == [
        ("operational", ago(hours=48)), ("degraded_performance", ago(hours=47)), ("partial_outage", ago(hours=46)), ("operational", NOW),
    ]  # fmt: skip


def test_an_open_incident_goes_on_holding(history: Write) -> None:
    bring(history(a_line(lasted=None)))
    [held] = [span for span in spans_of("Mail") if span.ended_at is None and span.cause_kind == "incident"]
    assert held.open_key
    assert Incident.objects.unresolved().count() == 1


def test_an_incident_without_impact_leaves_no_span(history: Write) -> None:
    bring(history(a_line(impact="none")))
    assert [span.cause_kind for span in spans_of("Mail")] == ["baseline"]
    assert Incident.objects.get().affected.get().component.name == "Mail"


def test_a_maintenance_holds_its_components_while_it_runs(history: Write) -> None:
    bring(history(a_line(impact="maintenance", updates=[])))
    assert status_at(spans_of("Mail"), ago(hours=47)) is Status.UNDER_MAINTENANCE
    assert Maintenance.objects.get().status == "completed"


def test_shifting_moves_the_whole_history_so_that_it_ends_now(history: Write) -> None:
    bring(history(a_line("1", hours_ago=5000), a_line("2", hours_ago=4000, lasted=1)), shift_to_now=True)
    old, new = Incident.objects.order_by("occurred_at")
    assert new.resolved_at == NOW
    assert new.occurred_at - old.occurred_at == timedelta(hours=1000)
    assert spans_of("Mail")[0].began_at.date() == old.occurred_at.date()


def test_nothing_is_shifted_unless_told(history: Write) -> None:
    bring(history(a_line("1", hours_ago=5000)))
    assert Incident.objects.get().occurred_at == ago(hours=5000)


def test_one_event_tells_of_the_import_and_none_of_single_incidents(history: Write) -> None:
    bring(history(*(a_line(str(number), hours_ago=100 + number) for number in range(90))))
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert verbs.count("history.imported") == 1
    assert not [verb for verb in verbs if verb.startswith("incident.")]


def test_an_installation_without_a_page_gets_one(history: Write) -> None:
    bring(history(a_line()))
    assert Page.objects.default().name == "Status"  # type: ignore[union-attr]


def test_words_are_in_the_first_language_of_the_page(history: Write) -> None:
    a_page(languages=["de", "en"])
    bring(history(a_line(title="Post ist spät")))
    assert Incident.objects.get().title == {"de": "Post ist spät"}


def test_an_empty_file_brings_nothing(history: Write) -> None:
    assert bring(history(""), shift_to_now=True) == Done(0, 0, 0, 0)


def test_components_that_no_good_line_names_are_not_made(history: Write) -> None:
    bring(history(a_line("1"), a_line("2", impact="huge", components=["Phantom"])))
    assert not Component.objects.filter(name="Phantom").exists()


def test_progress_is_told_line_by_line(history: Write) -> None:
    steps: list[int] = []
    bring(history(a_line("1"), "nonsense", a_line("2")), on_progress=steps.append)
    assert sum(steps) == survey(history(a_line("1"), "nonsense", a_line("2"))).lines == 3


def test_times_are_kept_in_utc(history: Write) -> None:
    bring(history(a_line()))
    assert Incident.objects.get().occurred_at.tzinfo is not None
    assert Incident.objects.get().occurred_at.astimezone(UTC) == datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
