"""The dashboard in German: nothing that names a thing on a screen is in English."""

import re
from collections import defaultdict
from html.parser import HTMLParser
from zoneinfo import available_timezones

from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client

from aboveboard.accounts.permissions import Role
from tests.dashboard.conftest import prove
from tests.dashboard.personas import persona
from tests.dashboard.routes import dashboard_routes
from tests.dashboard.samples import World, has_samples, make_world, near

NAMING = {"title", "nav", "h1", "h2", "h3", "th", "label", "legend", "summary", "button", "option"}
READ_ALOUD = ("aria-label", "placeholder", "alt", "title")
LEAST = 50  # screens; there are more
# What the screens show of the world, and what needs no entry in the catalogue; in words of which a piece of text may be made.
NAMES = (
    "API Aboveboard Booking only Harbourline Labels Printing Script again fails moves Looking into it "
    "owner una ulf Olga Owner English Deutsch UTC"
)


class _Words(HTMLParser):
    """The pieces of text in what names things, and in attributes that are read aloud."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: set[str] = set()
        self._depth = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._depth += tag in NAMING
        self.words.update(value for name, value in attrs if value and name in READ_ALOUD)

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag in NAMING

    def handle_data(self, data: str) -> None:
        if self._depth > 0:
            self.words.add(data.strip(" \n·\u2003"))


def words_of(client: Client, path: str, language: str) -> set[str]:
    """None if it is no screen."""
    answer = client.get(path, headers={"accept-language": language})
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return set()
    return {word for word in _Words(answer.content.decode()).words if any(letter.isalpha() for letter in word)}


def same_in_both() -> set[str]:
    """What the catalogue says is the same word in German."""
    with (settings.CHECKOUT / "aboveboard/locale/de/LC_MESSAGES/aboveboard.po").open("rb") as source:
        return {str(message.id) for message in read_po(source) if message.id == message.string}


def is_name(text: str) -> bool:
    return {word for word in re.findall(r"\w+", text) if not word.isdigit()} <= set(NAMES.split())


def test_whatever_names_a_thing_on_a_screen_is_german_for_whoever_reads_german(db: None) -> None:
    world = make_world()
    olga = persona(world, Role.OWNER)
    assert olga.user
    prove(olga.client, olga.user)
    german = {path: words_of(olga.client, path, "de") for path in screens(world)}
    english: dict[str, list[str]] = defaultdict(list)
    for path, words in german.items():
        for word in words & words_of(olga.client, path, "en"):
            english[word].append(path)
    known = same_in_both() | available_timezones()
    assert sum(map(bool, german.values())) > LEAST
    assert {word: paths[0] for word, paths in english.items() if word not in known and not is_name(word)} == {}


def screens(world: World) -> list[str]:
    return [near(route, world) for route in dashboard_routes() if has_samples(route)]
