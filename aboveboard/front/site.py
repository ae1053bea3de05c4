"""What one page's folder says about itself in site.json: hosts, base, types and headers.

A type belongs to a suffix (".html") or a file's name ("feed.json"). Headers belong to everything ("*"), a suffix, a folder ("assets/"),
a file's name in any folder, or a path ("a/b.txt").
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

UNKNOWN_TYPE = "application/octet-stream"


class SiteError(ValueError):
    """site.json is not what this release understands; the message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """One page's addresses: the hosts it answers on and the base path, which begins and ends with a slash.

    ``in_shared``: folders, in any language, whose files are in the shared tree alone.
    """

    page: str
    hosts: tuple[str, ...]
    base: str
    types: dict[str, str]
    rules: tuple[tuple[str, dict[str, str]], ...]
    languages: tuple[str, ...] = ()
    in_shared: tuple[str, ...] = ()

    def type_of(self, path: str) -> str:
        """Content type of a file path relative to the base: by the file's name, else by its suffix."""
        name = PurePosixPath(path)
        return self.types.get(name.name) or self.types.get(name.suffix, UNKNOWN_TYPE)

    def headers_of(self, path: str) -> dict[str, str]:
        """Headers of a file path, later rules overriding earlier ones; an empty value takes a header out."""
        headers: dict[str, str] = {}
        for match, extra in self.rules:
            if _matches(match, path):
                headers |= extra
        return {name: value for name, value in headers.items() if value}


def _matches(match: str, path: str) -> bool:
    if match.endswith("/"):
        return path.startswith(match)
    if match.startswith("."):
        return path.endswith(match)
    return match in ("*", path) or path.endswith(f"/{match}")


def read_site(file: Path) -> Site:
    """The Site in `file`. Raises OSError if it cannot be read, SiteError if it is not version 1."""
    try:
        said = json.loads(file.read_bytes())
        if said["version"] != 1:
            raise SiteError(f"{file}: version {said['version']!r} is not known to this release")
        return Site(
            page=str(said["page"]),
            hosts=tuple(str(host).lower() for host in said["hosts"]),
            base=_base(str(said["base"])),
            types={str(suffix): str(kind) for suffix, kind in said["types"].items()},
            rules=_rules(said["headers"]),
            languages=tuple(str(language) for language in said.get("languages", ())),
            in_shared=tuple(str(folder) for folder in said.get("in_shared", ()) if str(folder).endswith("/")),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise error if isinstance(error, SiteError) else SiteError(f"{file}: {type(error).__name__} {error}") from error


def _base(base: str) -> str:
    if not (base.startswith("/") and base.endswith("/")) or "//" in base:
        raise SiteError(f"base {base!r} must begin and end with one slash")
    return base


def _rules(rules: Sequence[tuple[str, dict[str, str]]]) -> tuple[tuple[str, dict[str, str]], ...]:
    return tuple((str(match), {_clean(name): _clean(value) for name, value in headers.items()}) for match, headers in rules)


def _clean(text: str) -> str:
    if not (text.isascii() and (text.isprintable() or not text)):
        raise SiteError(f"header {text!r} holds characters that headers cannot")
    return text
