"""Whatever is typed into any field of any form is answered by a screen, shown as it was typed, and never done by half."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.dashboard.posting import Site, sent, unchanged
from tests.dashboard.watching import undone, writes

MARKUP = b"zq<script>alert(1)</script>\"'><img src=x onerror=alert(1)>~{{7*7}}~{% debug %}~${7*7}~qz"
ALWAYS: dict[str, list[bytes]] = {"mark-up and a template": [MARKUP], "NUL": [b"a\x00b"], "missing": []}
BY_TURNS: dict[str, list[bytes]] = {
    "marks of direction, surrogates and broken UTF-8": [b"a\xe2\x80\xae\xed\xa0\x80\xff\xe2\x80\xa8b"],
    "very long": [b"x" * 200_000],
    "a huge number": [b"99999999999999999999999999"],
    "negative": [b"-1"],
    "twice": [b"one", b"two"],
}
DAYS = {"the first of all days": [b"0001-01-01T00:00"], "the last of all days": [b"9999-12-31T23:59"], "no day": [b"2026-02-31T25:61"]}
CREDENTIALS = (
    b"[]",
    b"null",
    b'"x"',
    b"{}",
    b'{"id": 1, "rawId": [], "response": 7, "type": "public-key"}',
    b'{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": null}',
    b'{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "oA"}}',
    b'{"id": "YQ", "rawId": "YQ", "type": "public-key", "clientExtensionResults": {}, "response": {"clientDataJSON": "e30", '
    b'"authenticatorData": "YQ", "signature": "YQ", "userHandle": "enp6enp6enp6enp6enp6eg"}}',
    b"[" * 50_000,
)
TOLD = {"accounts_user", "events_event"}  # that somebody could not sign in is written down, and is no half of anything


def odd_for(name: str, turn: int) -> dict[str, list[bytes]]:
    """What is tried in a field; of what need not be everywhere, two for each."""
    kinds = list(BY_TURNS)
    chosen = ALWAYS | {kinds[(turn + n) % len(kinds)]: BY_TURNS[kinds[(turn + n) % len(kinds)]] for n in range(2)}
    if name == "credential":
        return chosen | {f"credential {number}": [words] for number, words in enumerate(CREDENTIALS)}
    return chosen | DAYS if name.endswith("_at") else chosen


def faults_in(answer: HttpResponse, written: list[str]) -> list[str]:
    """What is wrong with an answer, in words."""
    found = [f"was answered {answer.status_code}"] if answer.status_code >= 500 else []
    if answer.status_code >= 400 and set(written) - TOLD:
        found.append(f"was refused with {answer.status_code}, but wrote to {written}")
    return found + not_escaped(answer)


def not_escaped(answer: HttpResponse) -> list[str]:
    words = b"" if answer.streaming else answer.content
    return [f"shows {raw!r}" for raw in (b"<script>alert", b"<img src=x", b"~49~", b"~$49~", b"Traceback (") if raw in words]


def test_nothing_odd_in_any_field_breaks_a_form_or_is_done_by_half(db: None, settings: Any) -> None:
    settings.MAIL_URL = "smtp://mail.example"
    site = Site()
    assert len(site.forms) > 55, "else nothing much is tried"
    wrong: list[str] = []
    for turn, (form, name) in enumerate((each, name) for each in site.forms for name in unchanged(each)):
        for what, values in odd_for(name, turn).items():
            with undone(), writes() as written:
                answer = sent(form.who.client, form.path, unchanged(form) | {name: values})
                faults = faults_in(answer, written)
                if values == [MARKUP]:
                    faults += [f"the next screen {fault}" for fault in not_escaped(next_screen(form.who.client, answer))]
            wrong += [f"{form}: {name}, {what}: {fault}" for fault in faults]
    assert wrong == []


def next_screen(client: Client, answer: HttpResponse) -> HttpResponse:
    target = answer.headers.get("Location", "")
    return client.get(target) if answer.status_code == 302 and target.startswith("/dashboard/") else answer
