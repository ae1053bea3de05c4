"""Every address that the program answers, found by walking its URL patterns, and who may enter by what its view says."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.regex_helper import normalize

from aboveboard.accounts.gates import ANYONE, SIGNED_IN
from aboveboard.accounts.grants import Grant
from aboveboard.accounts.permissions import Permission

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


class Route(NamedTuple):
    """``form`` has a place "%(name)s" for each of ``names``; ``who`` is what the view's gate says, null if it has none.

    ``only_everywhere``: whoever is limited may not enter.
    """

    shown: str
    form: str
    names: tuple[str, ...]
    who: str | Permission | None
    only_everywhere: bool = False

    @property
    def noun(self) -> str:
        """The folder below /dashboard/ ("incidents"), or "public" for what is not in the dashboard."""
        parts = self.shown.split("/")
        return parts[1] if parts[0] == "dashboard" else "public"

    def folders_before(self, name: str) -> str:
        """The words of its pattern before the place with this name, without other places: "maintenances/updates"."""
        before = re.split(rf"<(?:\w+:)?{name}>", self.shown)[0]
        return "/".join(word for word in before.split("/")[1:] if word and "<" not in word)

    @property
    def is_in_dashboard(self) -> bool:
        return self.shown.startswith("dashboard/")

    def admits(self, grant: Grant | None) -> bool:
        """What the matrix says: whether somebody with this grant may enter; null is a stranger's."""
        if self.who == ANYONE or grant is None:
            return self.who == ANYONE
        return not isinstance(self.who, Permission) or (grant.may(self.who) and not (self.only_everywhere and grant.limits))

    def at(self, **values: object) -> str:
        return "/" + self.form % values

    def __str__(self) -> str:
        return f"/{self.shown}"


def every_route() -> list[Route]:
    return list(_below(get_resolver().url_patterns, "", ""))


def guarded_routes() -> list[Route]:
    """Those that need a permission."""
    return [route for route in every_route() if route.who not in (None, ANYONE, SIGNED_IN)]


def dashboard_routes() -> list[Route]:
    return [route for route in every_route() if route.is_in_dashboard]


def _below(patterns: list[Any], shown: str, regex: str) -> Iterator[Route]:
    for pattern in patterns:
        words = shown + str(pattern.pattern).lstrip("^")
        expression = regex + pattern.pattern.regex.pattern.removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, words, expression)
        else:
            yield _route(pattern, words, expression)


def _route(pattern: URLPattern, shown: str, regex: str) -> Route:
    form, names = normalize(regex)[0]
    view = pattern.callback
    return Route(shown, form, tuple(names), getattr(view, "who_may_enter", None), getattr(view, "only_everywhere", False))
