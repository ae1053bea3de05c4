"""A page's own look, from what somebody sends to what readers get: logo, accent and style sheet."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image

from aboveboard.front.app import build
from aboveboard.pages.actions import change_page
from aboveboard.pages.models import Page, Upload
from aboveboard.pages.uploads import change_look
from aboveboard.publishing.actions import publish
from aboveboard.publishing.following import Following
from aboveboard.publishing.models import ItemRow
from tests.front.asking import Reply, ask
from tests.publishing.folders import VALID, document, is_published, verdict_of
from tests.world import NOW, OLGA, a_page, ahead

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.uncounted]


def drawn(colour: str = "#0b5748") -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 20), colour).save(made, "PNG")
    return made.getvalue()


def with_logo(page: Page, colour: str = "#0b5748", at: Any = NOW) -> str:
    change_look(page, logo=drawn(colour), at=at, by=OLGA)
    publish(page, now=at)
    return page.logo


def got(path: str) -> Reply:
    return ask(build(settings.EDITIONS_DIR), path)


def test_a_logo_is_a_signed_document_that_is_served_as_what_it_is() -> None:
    page = a_page()
    logo = with_logo(page)

    answer = got(f"/{logo}")

    assert f'src="/{logo}"' in document(page, "index.html") and verdict_of(page) == VALID
    assert answer.status == 200 and answer.body == bytes(Upload.objects.get().content)
    assert answer.headers["content-type"] == "image/png" and answer.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in answer.headers["cache-control"] and "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_logo_comes_to_a_machine_that_shares_nothing_but_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = a_page()
    logo = with_logo(page)
    monkeypatch.setattr(settings, "EDITIONS_DIR", tmp_path / "second" / "editions")
    monkeypatch.setattr(settings, "KEYS_DIR", tmp_path / "second" / "keys")

    following = Following()
    while following.look(NOW):
        pass

    assert got(f"/{logo}").body == bytes(Upload.objects.get().content) and verdict_of(page) == VALID


def test_a_logo_on_a_page_below_the_root_is_below_it_too() -> None:
    a_page()
    page = a_page("Ferries", slug="ferries")
    logo = with_logo(page)
    assert got(f"/p/ferries/{logo}").status == 200 and f'src="/p/ferries/{logo}"' in document(page, "index.html")


def test_an_old_logo_stays_thirty_days_after_the_last_edition_that_named_it() -> None:
    page = a_page()
    first = with_logo(page)
    second = with_logo(page, "#e4007c", at=ahead(days=100))

    change_page(page, name="Renamed", by=OLGA)
    publish(page, now=ahead(days=129))
    assert is_published(page, first) and is_published(page, second)
    change_page(page, name="Renamed again", by=OLGA)
    publish(page, now=ahead(days=131))
    assert not is_published(page, first) and is_published(page, second) and verdict_of(page) == VALID


def test_a_logo_that_comes_back_stays() -> None:
    page = a_page()
    first = with_logo(page)
    change_look(page, logo=b"", at=ahead(days=1), by=OLGA)
    publish(page, now=ahead(days=1))
    assert "<img" not in document(page, "index.html") and is_published(page, first)
    assert with_logo(page, at=ahead(days=2)) == first
    change_page(page, name="Renamed", by=OLGA)
    publish(page, now=ahead(days=60))
    assert is_published(page, first) and verdict_of(page) == VALID


def test_a_style_sheet_is_served_as_it_was_written_and_only_then_linked() -> None:
    page = a_page()
    publish(page, now=NOW)
    assert "theme.css" not in document(page, "index.html")

    change_page(page, custom_css="h1 { color: red", accent="#e4007c", by=OLGA)
    publish(page, now=NOW + timedelta(minutes=1))

    answer = got("/theme.css")
    assert answer.headers["content-type"] == "text/css; charset=utf-8" and answer.headers["x-content-type-options"] == "nosniff"
    assert answer.body.decode().splitlines()[1] == "h1 { color: red}" and "url(" not in answer.body.decode()
    assert 'href="/theme.css"' in document(page, "index.html") and verdict_of(page) == VALID


def test_a_face_without_a_style_sheet_says_nothing_of_one_and_records_of_earlier_releases_stay_as_they_are() -> None:
    page = a_page()
    publish(page, now=NOW)
    assert b"custom_css" not in bytes(ItemRow.objects.get(kind="page").file)
    assert publish(page, now=ahead(minutes=1)) is None


@pytest.mark.parametrize("css", ["@import 'x.css';", "a { background: url(https://evil.example/) }", "a { content: '</style>' }", "a }"])
def test_a_style_sheet_that_reaches_elsewhere_is_refused_with_its_line(css: str) -> None:
    page = a_page()
    with pytest.raises(ValidationError) as refusal:
        change_page(page, custom_css=f"\nb {{ color: red }}\n{css}", by=OLGA)
    assert list(refusal.value.message_dict) == ["custom_css"]


def test_a_style_sheet_has_a_size() -> None:
    page = a_page()
    change_page(page, custom_css="a{b:c}" * 3333, by=OLGA)
    with pytest.raises(ValidationError, match="20000"):
        change_page(page, custom_css="a{b:c}" * 3334, by=OLGA)


def test_a_page_names_only_files_that_were_sent_to_it() -> None:
    page, other = a_page(), a_page("Other")
    logo = with_logo(other)
    for path in (logo, "assets/0123456789abcdef.png", "../../etc/passwd", "https://evil.example/x.png"):
        with pytest.raises(ValidationError) as refusal:
            change_page(page, logo=path, by=OLGA)
        assert list(refusal.value.message_dict) == ["logo"]
