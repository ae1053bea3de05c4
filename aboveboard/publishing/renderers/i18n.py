"""Translations of what the program says, read from the .po catalogues in memory: nothing is compiled on disk."""

from functools import lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LOCALE_DIR = Path(__file__).resolve().parents[2] / "locale"
DOMAIN = "aboveboard"
SOURCE_LANGUAGE = "en"


@lru_cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language ("de", "pt-BR"). A language without one gets the English source strings."""
    catalogue = _catalogue_file(language)
    if catalogue is None:
        return NullTranslations()
    compiled = BytesIO()
    with catalogue.open("rb") as source:
        write_mo(compiled, read_po(source, locale=catalogue.parts[-3]))
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


@lru_cache
def locale_of(language: str) -> Locale:
    """Babel's locale for dates and numbers: without the region if Babel does not know that, English for unknown languages."""
    for candidate in (language, language.split("-")[0]):
        try:
            return Locale.parse(candidate, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(SOURCE_LANGUAGE)


def direction(language: str) -> str:
    """ltr or rtl."""
    return locale_of(language).text_direction


def own_name(language: str) -> str:
    """What a language calls itself, as a title: "Deutsch"."""
    name = locale_of(language).get_display_name() or language
    return name[:1].upper() + name[1:]


def _catalogue_file(language: str) -> Path | None:
    if not language.replace("-", "").isalnum():
        return None
    for name in (language.replace("-", "_"), language.split("-")[0]):
        candidate = LOCALE_DIR / name / "LC_MESSAGES" / f"{DOMAIN}.po"
        if candidate.is_file():
            return candidate
    return None
