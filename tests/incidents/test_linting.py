"""What the linter warns of, and what it leaves alone."""

import pytest

from aboveboard.incidents.linting import MOST, findings, without

CASES = [
    ("the queue on wq-3.int.harbourline.example is slow", [("host", "wq-3.int.harbourline.example")]),
    ("db1.internal and printer.local", [("host", "db1.internal"), ("host", "printer.local")]),
    ("it answers on localhost only", [("host", "localhost")]),
    ("10.0.0.3, 172.16.4.1 and 192.168.1.1:80", [("address", "10.0.0.3"), ("address", "172.16.4.1"), ("address", "192.168.1.1")]),
    ("127.0.0.1 or ::1 or fe80::1", [("address", "127.0.0.1"), ("address", "::1"), ("address", "fe80::1")]),
    ("write to ada@harbourline.example", [("mail", "ada@harbourline.example")]),
    ("ab_9f8e7d6c5b4a39281706f5e4d3c2b1a0", [("secret", "ab_9f8e7d6c5b4a39281706f5e4d3c2b1a0")]),
    ("key AKIAIOSFODNN7EXAMPLE", [("secret", "AKIAIOSFODNN7EXAMPLE")]),
    ("ghp_" + "a" * 36, [("secret", "ghp_" + "a" * 36)]),
    ("xoxb-1234567890-abc", [("secret", "xoxb-1234567890-abc")]),
    ("password: hunter2!", [("secret", "password: hunter2!")]),
    ("eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSMeK", [("secret", "eyJhbGciOiJI.eyJzdWIiOiIx.SflKxwRJSMeK")]),
    ("Bob forgot to renew it", [("blame", "Bob forgot")]),
    ("it was Ada's fault", [("blame", "Ada's fault")]),
    ("a stupid mistake", [("blame", "stupid")]),
    ("We forgot to renew a certificate. This broke sign-in.", []),
    ("See https://status.example.com/ and api.example.com", []),
    ("At 09:30:12 UTC, version 1.2.3, 8.8.8.8, 1,204 of 50.000", []),
    ("A deploy broke the queue; the token of every session stays valid.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_draft_is_warned_of(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(finding.kind, finding.found) for finding in findings(text)] == expected


def test_a_key_is_found_with_all_its_lines() -> None:
    key = "-----BEGIN PRIVATE KEY-----\nMIIEvg\n-----END PRIVATE KEY-----"
    assert [finding.found for finding in findings(f"see\n{key}\nthere")] == [key]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The queue on wq-3.int.example.com is slow.", "The queue on is slow."),
        ("The queue is on db1.internal.", "The queue is on."),
        ("db1.internal", ""),
    ],
)
def test_what_is_taken_out_leaves_no_gap(text: str, left: str) -> None:
    assert without(text, findings(text)[0]) == left


def test_a_hostile_text_takes_no_time_and_makes_no_flood() -> None:
    assert len(findings("a@b.co " * 3000)) == MOST
    assert findings("a." * 10_000 + "!") == []
    assert findings("-----BEGIN " * 2000) == []
    assert findings(":" * 20_000) == []
