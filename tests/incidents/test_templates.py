"""Ready-made words: three places and no engine."""

import pytest
from django.core.exceptions import ValidationError

from aboveboard.incidents.models import IncidentTemplate
from aboveboard.incidents.starters import STARTERS, ready_words
from aboveboard.incidents.templates import change_template, create_template, delete_template
from aboveboard.incidents.templating import fill, unknown_places
from tests.world import ED, NOW, a_page

# What ran code, read files or took for ever elsewhere (security.md, R5).
HOSTILE = [
    '{{ ["id"]|map("system")|join }}',
    "{{ _self.env }}",
    '{% include "/etc/passwd" %}',
    "{{ ''.__class__.__mro__ }}",
    "{% debug %}",
    "{% load static %}",
    "{{ components.__class__ }}",
    "{{ secret_key }}",
    "{% for x in x %}",
]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{{ components }} on {{page}} at {{ time }}", "API on Harbourline at 09:41 UTC"),
        ("{{ unknown }} {{components}}", "{{ unknown }} API"),
        ("{ components } {{  components  }}", "{ components } {{  components  }}"),
        ("nothing", "nothing"),
    ],
)
def test_known_places_are_filled_once(text: str, filled: str) -> None:
    assert fill(text, {"components": "API", "page": "Harbourline", "time": "09:41 UTC"}) == filled


def test_what_is_put_in_is_not_looked_at_again() -> None:
    assert fill("{{ components }}", {"components": "{{ page }}", "page": "no"}) == "{{ page }}"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_code_stays_text_and_is_refused_when_stored(text: str, db: None) -> None:
    assert fill(text, {"components": "API"}) == text
    assert unknown_places(text)
    with pytest.raises(ValidationError) as refusal:
        create_template(kind="incident", name="Bad", body=text, at=NOW, by=ED)
    assert list(refusal.value.message_dict) == ["body"]


@pytest.mark.django_db
def test_starters_give_way_to_what_the_team_wrote() -> None:
    a_page()
    assert ready_words("incident", "en") == list(STARTERS["incident"])
    made = create_template(kind="incident", name="Ours", body={"en": "{{ components }} stutters."}, at=NOW, by=ED)
    assert [(each.key, each.body) for each in ready_words("incident", "de")] == [(made.key, "{{ components }} stutters.")]
    assert ready_words("update", "en") == list(STARTERS["update"])


@pytest.mark.django_db
def test_of_two_who_change_a_template_the_second_is_told() -> None:
    a_page()
    made = create_template(kind="update", name="Found", body="We found it.", status="identified", at=NOW, by=ED)
    change_template(made, name="Cause found", revision=1, at=NOW, by=ED)
    with pytest.raises(ValidationError) as refusal:
        change_template(made, name="Reason found", revision=1, at=NOW, by=ED)
    assert refusal.value.code == "moved"
    delete_template(made, at=NOW, by=ED)
    assert not IncidentTemplate.objects.exists()


def test_every_starter_has_only_known_places() -> None:
    assert [each for some in STARTERS.values() for each in some if unknown_places(str(each.body))] == []
