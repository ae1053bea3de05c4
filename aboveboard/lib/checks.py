"""What people may write: names, texts, addresses, colours, zones, languages. One place for the rules of every form and API."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import Enum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from babel import localedata
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

TITLE_LENGTH = 200
BODY_LENGTH = 20_000
NAME_LENGTH = 100

# Characters that change the order of the text around them; a name that holds one can pass for another.
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINES = frozenset("\n\t")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_ACCENT = re.compile(r"#[0-9a-f]{6}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")


class Faults:
    """Collects what is wrong, field by field, so that a form hears all of it at once."""

    def __init__(self) -> None:
        self._found: dict[str, list[ValidationError]] = {}

    def add(self, field: str, message: str | Promise, code: str = "invalid", **params: object) -> None:
        self._found.setdefault(field, []).append(ValidationError(str(message), code=code, params=params or None))

    def refuse(self) -> None:
        """Raises ``ValidationError`` with everything found; does nothing if all is well."""
        if self._found:
            raise ValidationError(self._found)

    def line(self, field: str, value: object, *, limit: int = NAME_LENGTH, required: bool = True) -> str:
        """One line of text without control characters and without characters that turn its direction; trimmed."""
        if not isinstance(value, str):
            self.add(field, _("This must be text."))
            return ""
        text = unicodedata.normalize("NFC", value).strip()
        if any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in _BIDI_CONTROLS for char in text):
            self.add(field, _("Control characters and characters that change the direction of text are not allowed."))
        return self._sized(field, text, limit, required)

    def body(self, field: str, value: object, *, limit: int = BODY_LENGTH, required: bool = True) -> str:
        """Text of several lines; line ends become ``\\n``; other control characters and turned directions are refused."""
        if not isinstance(value, str):
            self.add(field, _("This must be text."))
            return ""
        text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        overrides = "\u202d\u202e"
        if any((unicodedata.category(char) in ("Cc", "Cs") and char not in _LINES) or char in overrides for char in text):
            self.add(field, _("Control characters are not allowed."))
        return self._sized(field, text, limit, required)

    def _sized(self, field: str, text: str, limit: int, required: bool) -> str:
        if required and not _says_something(text):
            self.add(field, _("This may not be empty."), "required")
        elif len(text) > limit:
            self.add(field, _("At most %(limit)s characters; these are %(length)s."), "too_long", limit=limit, length=len(text))
        return text

    def texts(
        self, field: str, value: object, *, first: str, limit: int, required: bool = True, several_lines: bool = False
    ) -> dict[str, str]:
        """A text per language. A plain string is in the language ``first``, which is the one that must not be missing."""
        given = {first: value} if isinstance(value, str) else value
        if not isinstance(given, Mapping):
            self.add(field, _("This must be text, or a text per language."))
            return {}
        check = self.body if several_lines else self.line
        checked = {}
        for language, text in given.items():
            if language_is_known(language):
                checked[language] = check(field, text, limit=limit, required=False)
            else:
                self.add(field, _("“%(language)s” is not a known language code."), "unknown", language=str(language)[:20])
        if required and not checked.get(first):
            self.add(field, _("This may not be empty in the first language, %(language)s."), "required", language=first)
        return {language: text for language, text in checked.items() if text}

    def choice[T: Enum](self, field: str, value: object, choices: type[T]) -> T:
        """The member of an enumeration that ``value`` names; any member if it names none, which is a fault."""
        try:
            return choices(value)
        except ValueError:
            allowed = ", ".join(str(member.value) for member in choices)
            self.add(field, _("“%(value)s” is not one of: %(allowed)s."), "unknown", value=str(value)[:50], allowed=allowed)
            return next(iter(choices))

    def web_address(self, field: str, value: object, *, mail: bool = False, limit: int = 500) -> str:
        """An http or https address, or empty; with ``mail`` also mailto."""
        text = self.line(field, value, limit=limit, required=False)
        if text and not _is_address(text, mail):
            self.add(field, _("This must be a whole address that begins with https:// or http://."))
        return text

    def slug(self, field: str, value: object, *, limit: int) -> str:
        """Lower-case letters, digits and single hyphens."""
        text = self.line(field, value, limit=limit)
        if text and not _SLUG.fullmatch(text):
            self.add(field, _("Only lower-case letters a–z, digits, and single hyphens between them."))
        return text


def _says_something(text: str) -> bool:
    return any(unicodedata.category(char)[0] not in "CZ" for char in text)


def _is_address(text: str, mail: bool) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return False
    if mail and parts.scheme == "mailto":
        return "@" in parts.path
    return parts.scheme in ("http", "https") and bool(host) and not any(char.isspace() for char in text)


def language_is_known(code: object) -> bool:
    """Whether ``code`` is a language tag that we can format dates for: "en", "de", "pt-BR", "zh-Hant"."""
    return isinstance(code, str) and bool(_LANGUAGE.fullmatch(code)) and localedata.exists(code.replace("-", "_"))


def zone_is_known(key: object) -> bool:
    """Whether ``key`` names a time zone, as "Europe/Berlin"."""
    return isinstance(key, str) and (key in available_timezones() or key == ZoneInfo("UTC").key)


def host_is_valid(host: str) -> bool:
    """A host name in lower case, without port: "status.example.com"."""
    return len(host) <= 253 and all(_LABEL.fullmatch(label) for label in host.split("."))


def accent_is_valid(accent: str) -> bool:
    """A colour as "#0b5748"."""
    return bool(_ACCENT.fullmatch(accent))


def slug_from(name: str, *, taken: Iterable[str], limit: int, otherwise: str) -> str:
    """A slug made of ``name`` that is not ``taken``: "api", "api-2" …; ``otherwise`` where the name has no letters for it."""
    stem = slugify(name).replace("_", "-").strip("-")[: limit - 4].strip("-") or otherwise
    stem = re.sub("-{2,}", "-", stem)
    used = set(taken)
    number = 1
    slug = stem
    while slug in used:
        number += 1
        slug = f"{stem}-{number}"
    return slug
