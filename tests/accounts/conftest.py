"""The cast as rows."""

from collections.abc import Callable

import pytest

from aboveboard.accounts.actions import create_user
from aboveboard.accounts.limits import EVERYWHERE, Limits
from aboveboard.accounts.models import User
from tests.world import NOW, OLGA

Person = Callable[..., User]
ROLES = {"olga": "owner", "otto": "owner", "ada": "admin", "ed": "editor", "rae": "reporter", "vera": "viewer"}


@pytest.fixture
def person(db: None) -> Person:
    """``person("ed")`` is Ed, newly made; ``limits`` say how far he reaches."""

    def made(name: str, limits: Limits = EVERYWHERE) -> User:
        return create_user(
            email=f"{name}@harbourline.example",
            role=ROLES[name],
            name=name.title(),
            password="a quite long phrase 7",
            limits=limits,
            at=NOW,
            by=OLGA,
        )

    return made
