"""security.txt against RFC 9116, and when there is one at all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from aboveboard.publishing.documents import contents_of, planned, rendered
from aboveboard.publishing.renderers.security import security_txt
from tests.publishing.renderers.telling import NOW, a_face, calm, rendering


def fields(text: str) -> list[list[str]]:
    return [row.split(": ", 1) for row in text.splitlines()]


def test_it_names_the_contact_and_when_it_ends() -> None:
    told = dict(fields(security_txt(rendering(calm()), "mailto:security@example.com")))

    assert told["Contact"] == "mailto:security@example.com"
    expires = datetime.fromisoformat(told["Expires"])
    assert NOW + timedelta(days=100) < expires < NOW + timedelta(days=365)
    assert told["Preferred-Languages"] == "en, de"
    assert told["Canonical"] == "https://status.example.com/.well-known/security.txt"


def test_its_bytes_change_once_a_day() -> None:
    midnight = datetime(2026, 11, 25, tzinfo=UTC)
    texts = [security_txt(rendering(calm(), now=now), "mailto:a@example.com") for now in (NOW, midnight - timedelta(seconds=1), midnight)]

    assert texts[0] == texts[1] != texts[2]


def test_a_hostile_contact_adds_no_field() -> None:
    told = fields(security_txt(rendering(calm()), "mailto:a@example.com\r\nContact: https://evil.example/"))

    assert [name for name, _ in told] == ["Contact", "Expires", "Preferred-Languages", "Canonical"]


@pytest.mark.parametrize(
    ("url", "contact", "count"),
    [
        ("https://x.example/", "mailto:a@x.example", 1),
        ("https://x.example/", "", 0),
        ("https://x.example/p/acme/", "mailto:a@x.example", 0),
    ],
)
def test_it_stands_at_the_root_of_a_host_and_only_with_a_contact(settings: Any, url: str, contact: str, count: int) -> None:
    settings.SECURITY_CONTACT = contact
    r = rendering([a_face(url=url), *calm()[1:]])
    plans = [p for p in planned(contents_of(r.state, {}), r.state.face.languages, hot=True) if p.path == ".well-known/security.txt"]

    assert len(plans) == count
    assert all(rendered(plan, r).startswith(f"Contact: {contact}\n".encode()) for plan in plans)
