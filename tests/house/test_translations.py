"""Every string that a reader sees is in every catalogue, translated, with the places for names that the original has."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

CHECKOUT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted((CHECKOUT / "aboveboard/locale").glob("*/LC_MESSAGES/aboveboard.po"))
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def marked() -> set[str]:
    """Every string of the code and the templates that is marked for translation; of plurals the singular."""
    sys.path.append(str(CHECKOUT / "bin"))  # where babel.cfg finds the reader of Django's templates
    with (CHECKOUT / "babel.cfg").open() as source:
        methods, options = parse_mapping_cfg(source)
    found = extract_from_dir(CHECKOUT / "aboveboard", _below(methods), _below(options), KEYWORDS)
    messages = {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}
    sys.path.pop()
    return messages - {""}


def _below(mapping: Any) -> Any:
    """The patterns of babel.cfg as they are below aboveboard/."""
    if isinstance(mapping, dict):
        return {pattern.removeprefix("aboveboard/"): given for pattern, given in mapping.items()}
    return [(pattern.removeprefix("aboveboard/"), method) for pattern, method in mapping]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_catalogue_has_every_string_translated_and_none_that_is_gone(path: Path, marked: set[str]) -> None:
    """``bin/translate`` brings it up to date."""
    with path.open("rb") as source:
        catalogue = {message.id if isinstance(message.id, str) else message.id[0]: message for message in read_po(source) if message.id}
    assert set(catalogue) == marked
    assert [key for key, message in catalogue.items() if message.fuzzy or not all(_forms(message.string))] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_translation_has_the_places_of_its_original(path: Path) -> None:
    wrong = []
    with path.open("rb") as source:
        for message in read_po(source):
            allowed = {place for form in _forms(message.id) for place in PLACE.findall(form)}
            for form in filter(None, _forms(message.string)):  # what is empty is the other test's matter
                found = set(PLACE.findall(form))
                if message.id and (found - allowed or (isinstance(message.id, str) and found != allowed)):
                    wrong.append(message.id)
    assert wrong == []


def _forms(text: object) -> list[str]:
    return [str(form) for form in text] if isinstance(text, list | tuple) else [str(text)]
