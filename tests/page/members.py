"""Asking for what only some may read."""

from typing import Any

from django.test import Client

from aboveboard.accounts.actions import create_user
from aboveboard.accounts.limits import EVERYWHERE, Limits
from tests.publishing.reading import Element, read
from tests.world import NOW, OLGA


def vera(limits: Limits = EVERYWHERE) -> Client:
    """Somebody with an account, signed in."""
    client = Client()
    client.force_login(create_user(email="vera@harbourline.example", role="viewer", name="Vera", limits=limits, at=NOW, by=OLGA))
    return client


def get(client: Client, path: str, host: str = "localhost:8000") -> Any:
    return client.get(path, headers={"host": host})


def document(client: Client, path: str, host: str = "localhost:8000") -> Element:
    answer = get(client, path, host)
    assert answer.status_code == 200
    return read(answer.content)


def hrefs(shown: Element) -> list[str]:
    return [link.attributes["href"] for link in (*shown.all("a"), *shown.all("link"))]
