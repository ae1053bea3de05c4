"""What the documents list is what the program has."""

import re

from aboveboard.events.verbs import Verb
from aboveboard.lib.env import Declared
from aboveboard.project.settings import env
from tests.house.sources import ROOT


def row_of(setting: Declared) -> str:
    name = f"`ABOVEBOARD_{setting.name}`" + (" or `…_FILE`" if setting.secret else "")
    default = setting.default if "`" in setting.default or " " in setting.default or setting.default == "none" else f"`{setting.default}`"
    return f"| {name} | {default} | {setting.help} |"


def test_settings_md_lists_exactly_the_settings_that_are_read() -> None:
    rows = [line for line in (ROOT / "docs" / "settings.md").read_text().splitlines() if line.startswith("| `ABOVEBOARD_")]
    assert rows == [row_of(setting) for setting in env.declared.values()]


def test_events_md_lists_exactly_the_verbs_that_exist() -> None:
    listed = re.findall(r"^\| `([a-z_.]+)` \|", (ROOT / "docs" / "events.md").read_text(), flags=re.MULTILINE)
    assert listed == [verb.value for verb in Verb]


def test_links_between_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    links = [(document, target) for document in documents for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text())]
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document, target in links
        if "://" not in target and not target.startswith("mailto:") and not (document.parent / target).exists()
    ]
    assert broken == []
