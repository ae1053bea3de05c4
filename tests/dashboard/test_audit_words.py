"""The audit log's details in words: every field that an event may tell of has a name, and both are in the reader's language."""

import ast

import pytest
from django.apps import apps

from aboveboard.accounts.models import SignInPolicy, User
from aboveboard.components.models import Component, ComponentGroup
from aboveboard.dashboard.audit.fields import FIELD_WORDS, VALUE_WORDS
from aboveboard.incidents.models import Incident
from aboveboard.maintenances.models import Maintenance, MaintenanceSeries
from aboveboard.pages.models import Page
from tests.dashboard.conftest import SignIn
from tests.dashboard.test_audit import AUDIT, told, words_of
from tests.house.sources import python_files
from tests.world import a_page

CHANGED = (Page, Component, ComponentGroup, Incident, Maintenance, MaintenanceSeries, User, SignInPolicy)
# Of a call that records: what the event has besides data. Of data: what is shown otherwise.
NO_DATA = {"by", "at", "address", "before", "after", "changes"}
# What no action changes by its name: identities, places in time, and secrets that events tell of by another name.
KEPT = {
    "id", "key", "revision", "created_at", "deleted_at", "released", "import_key", "due_at", "series", "series_begins_at",
    "password", "last_login", "sealed_client_secret", "first_owner_digest", "first_owner_until",
}  # fmt: skip


def recorded() -> set[str]:
    """The names of data in every call of those that record."""
    calls = [node for path in python_files("aboveboard") for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    own = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ("record", "tell", "history_imported")]
    return {word.arg for call in own for word in call.keywords if word.arg} - NO_DATA


def test_every_field_that_an_event_may_tell_of_has_a_name() -> None:
    fields = {field.name for model in CHANGED for field in model._meta.get_fields() if field.concrete}
    assert len(recorded()) > 30
    assert (recorded() | (fields - KEPT)) - FIELD_WORDS.keys() == set()


def test_every_value_of_a_field_with_choices_has_a_word() -> None:
    models = [model for model in apps.get_models() if model.__module__.startswith("aboveboard.")]
    chosen = [field for model in models for field in model._meta.get_fields() if field.concrete and getattr(field, "choices", None)]
    unnamed = {
        (field.name, value)
        for field in chosen
        if field.name in VALUE_WORDS and field.name != "order"
        for value, _ in field.choices  # type: ignore[union-attr]
        if str(value) not in VALUE_WORDS[field.name]
    }
    assert len(chosen) > 5 and unnamed == set()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"changes": {"time_zone": ["UTC", "Europe/Berlin"]}}, "Zeitzone UTC → ist jetzt Europe/Berlin"),
        ({"changes": {"readers": ["everyone", "signed_in"]}}, "Leser Alle → ist jetzt Personen mit einem Konto hier"),
        ({"status": ["investigating", "resolved"]}, "Status Wird untersucht, Behoben"),
        ({"impact": "major"}, "Auswirkung Schwer"),
        ({"before": "operational", "after": "major_outage"}, "Status In Betrieb → ist jetzt Ausfall"),
        ({"statuses": {"k": "partial_outage"}}, "Komponenten k: Teilausfall"),
        ({"ways": ["password", "totp"]}, "Mit Passwort, Code einer App"),
        ({"changed": ["body", "title"]}, "Geändert Text, Titel"),
        ({"what_is_new": "kept"}, "what is new kept"),
    ],
)
def test_details_are_german_for_whoever_reads_german(sign_in: SignIn, data: dict[str, object], words: str) -> None:
    a_page()
    told(**data)
    screen = sign_in("ada").get(AUDIT, headers={"accept-language": "de"}).content.decode()
    assert words in words_of(screen)
