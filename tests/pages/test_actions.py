"""Pages: what they may be like, and which is the default."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from aboveboard.events.models import Event
from aboveboard.pages.actions import change_page, delete_page
from aboveboard.pages.models import Page
from tests.world import ADA, NOW, OLGA, a_page

pytestmark = pytest.mark.django_db


def test_the_first_page_is_the_default_and_the_second_is_not() -> None:
    first, second = a_page("One"), a_page("Two")
    assert (first.is_default, second.is_default) == (True, None)
    assert Page.objects.default() == first


def test_another_page_can_take_the_default_place() -> None:
    first, second = a_page("One"), a_page("Two")
    change_page(second, is_default=True, by=OLGA)
    first.refresh_from_db()
    assert (first.is_default, second.is_default) == (None, True)
    assert first.revision == 2, "its address changed"
    third = a_page("Three", is_default=True)
    assert Page.objects.default() == third


def test_there_is_always_a_default_page() -> None:
    page = a_page()
    a_page("Other")
    with pytest.raises(ValidationError, match="another page"):
        change_page(page, is_default=False, by=OLGA)
    with pytest.raises(ValidationError, match="another page"):
        delete_page(page, by=OLGA)


def test_a_slug_is_made_of_the_name_and_stays_free_of_doubles() -> None:
    assert [a_page(name).slug for name in ("Ärger & Söhne", "Ärger & Söhne", "データ")] == ["arger-sohne", "arger-sohne-2", "page"]


def test_a_description_without_language_is_in_the_first_language() -> None:
    assert a_page(languages=["de", "en"], description="Wie es steht").description == {"de": "Wie es steht"}


REFUSED: list[tuple[str, Any]] = [
    ("name", ""),
    ("name", "   "),
    ("name", "\u200b"),
    ("name", "x" * 101),
    ("name", "a\x00b"),
    ("name", "a\nb"),
    ("name", "abc\u202egpj"),
    ("name", "\ud800"),
    ("name", 7),
    ("slug", "Has Spaces"),
    ("slug", "-a"),
    ("slug", "a--b"),
    ("slug", "a/b"),
    ("languages", []),
    ("languages", "en"),
    ("languages", ["xx"]),
    ("languages", ["en", "en"]),
    ("languages", ["../en"]),
    ("time_zone", "Mars/Olympus"),
    ("time_zone", "../../etc/passwd"),
    ("time_zone", ""),
    ("accent", "green"),
    ("accent", "#12345"),
    ("accent", "#12345g"),
    ("host", "status.example.com:8000"),
    ("host", "a b.example"),
    ("host", "-a.example"),
    ("host", "a..example"),
    ("history_days", 0),
    ("history_days", 91),
    ("history_days", True),
    ("history_days", "14"),
    ("footer_links", [{"label": "x", "url": "javascript:alert(1)"}]),
    ("footer_links", [{"label": "", "url": "https://example.com"}]),
    ("footer_links", [{"label": "x"}]),
    ("footer_links", [{"label": "x", "url": ""}]),
    ("footer_links", [{"label": "x", "url": "https://example.com"}] * 21),
    ("description", {"xx": "text"}),
    ("description", {"en": "x" * 1001}),
    ("description", 5),
    ("shows_everything", "yes"),
]


@pytest.mark.parametrize(("field", "value"), REFUSED)
def test_what_a_page_may_not_be_like_is_refused_by_the_name_of_the_field(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refusal:
        a_page(**{field: value})
    assert list(refusal.value.message_dict) == [field]
    page = a_page()
    with pytest.raises(ValidationError) as refusal:
        change_page(page, by=OLGA, **{field: value})
    assert list(refusal.value.message_dict) == [field]


def test_addresses_are_given_once() -> None:
    a_page(slug="one", host="status.example.com")
    with pytest.raises(ValidationError) as refusal:
        a_page(slug="one", host="Status.Example.Com")
    assert sorted(refusal.value.message_dict) == ["host", "slug"]


def test_a_slug_is_not_the_host_of_another_page_since_both_name_folders() -> None:
    a_page(slug="one", host="status")
    with pytest.raises(ValidationError) as refusal:
        a_page(slug="status", host="one")
    assert sorted(refusal.value.message_dict) == ["host", "slug"]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(ValidationError) as refusal:
        a_page("", accent="green", time_zone="Nowhere")
    assert sorted(refusal.value.message_dict) == ["accent", "name", "time_zone"]


def test_what_is_allowed_is_stored_clean() -> None:
    page = a_page(
        "  Harbourline ", accent="#0B5748", host="STATUS.example.com", languages=["pt-BR", "zh-Hant", "en"], time_zone="Europe/Berlin",
        history_days=30, footer_links=[{"label": "Help", "url": "https://example.com/help"}, {"label": "Mail", "url": "mailto:a@b.c"}],
    )  # fmt: skip
    page.refresh_from_db()
    assert (page.name, page.accent, page.host, page.languages[0]) == ("Harbourline", "#0b5748", "status.example.com", "pt-BR")
    assert page.footer_links[1] == {"label": "Mail", "url": "mailto:a@b.c"}


def test_a_change_is_recorded_with_before_and_after_and_raises_the_revision() -> None:
    page = a_page()
    change_page(page, name="Harbour", history_days=14, at=NOW, by=ADA)
    event = Event.objects.get(verb="page.changed")
    assert (event.data, event.actor_name, event.at) == ({"changes": {"name": ["Harbourline", "Harbour"]}}, "Ada Admin", NOW)
    assert Page.objects.get().revision == 2


def test_a_change_that_changes_nothing_is_nothing() -> None:
    page = a_page()
    change_page(page, name="Harbourline", by=ADA)
    assert Page.objects.get().revision == 1
    assert not Event.objects.filter(verb="page.changed").exists()


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        change_page(a_page(), colour="#ffffff", by=ADA)
    assert list(refusal.value.message_dict) == ["colour"]


def test_a_deleted_page_is_gone_and_the_log_says_what_it_was() -> None:
    a_page()
    second = a_page("Two")
    key = second.key
    delete_page(second, at=NOW, by=OLGA)
    assert Page.objects.count() == 1
    assert Event.objects.about(f"page/{key}").get(verb="page.deleted").data == {"name": "Two", "slug": "two", "host": None}
