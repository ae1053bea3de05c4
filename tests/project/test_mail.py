"""MAIL_URL: which server mail leaves by, and how safely."""

from typing import Any

import pytest

from aboveboard.project.mail import mailers_from


def options(url: str) -> dict[str, Any]:
    return mailers_from(url)["default"]["OPTIONS"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtp://mail.example?tls=required", ("mail.example", 587, "", "", False, True)),
        ("smtp://a%40b:p%2Fw@mail.example:2525?tls=required", ("mail.example", 2525, "a@b", "p/w", False, True)),
        ("smtps://user:pw@mail.example", ("mail.example", 465, "user", "pw", True, False)),
        ("smtp://user:pw@localhost:1025", ("localhost", 1025, "user", "pw", False, False)),
    ],
)
def test_a_server_is_read_with_its_port_its_words_and_its_safety(url: str, expected: tuple[object, ...]) -> None:
    found = options(url)
    assert tuple(found[name] for name in ("host", "port", "username", "password", "use_ssl", "use_tls")) == expected
    assert 0 < found["timeout"] <= 30


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("smtp://user:hunter2@mail.example", "in the clear"),
        ("smtp://user:hunter2@mail.example?tls=maybe", "tls=required"),
        ("smtp://user:hunter2@mail.example?tls=required&fail=silently", "option"),
        ("smtp://user:hunter2@mail.example:port", "no number"),
        ("smtp://", "host"),
        ("http://mail.example", "smtp://"),
        ("file://relative", "file:///"),
    ],
)
def test_what_cannot_be_used_is_refused_without_showing_the_password(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refusal:
        mailers_from(url)
    assert "hunter2" not in str(refusal.value)


def test_a_folder_takes_mail_too_and_without_an_address_it_goes_nowhere() -> None:
    assert options("file:///var/mail/out") == {"file_path": "/var/mail/out"}
    assert mailers_from("")["default"]["BACKEND"].endswith("dummy.EmailBackend")
