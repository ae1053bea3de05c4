"""The page as text, read by a Markdown parser; and where machines are told what is where."""

import re
from typing import Any

from markdown_it import MarkdownIt

from aboveboard.publishing.renderers.text import index_md, line, llms_txt
from tests.publishing import states
from tests.publishing.renderers.telling import a_component, a_face, a_maintenance, ago, an_incident, an_update, calm, rendering, troubled

HOSTILE = "]]><script>alert(1)</script> [x](javascript:alert(1)) *a* `b` # c\r\n# Injected\n- item \x00\ud800"


def html(markdown: str) -> str:
    return str(MarkdownIt("commonmark", {"html": True}).render(markdown))


def headings(markdown: str) -> list[str]:
    return re.findall(r"^#+ (.*)$", markdown, re.MULTILINE)


def test_the_page_as_text_says_in_its_order_what_the_page_says() -> None:
    told = index_md(states.harbourline())

    assert told.startswith("# Harbourline status\n\n**Webhooks & feeds are partly down.**\n\n- 47 of 50 components operational\n")
    assert headings(told)[1:4] == [
        "Open incidents",
        "[Webhooks arrive late, the event stream drops out](https://status.harbourline.example/incidents/webhookslate/)",
        "Coming up",
    ]
    assert "> A queue server ran out of disk space at 08:47." in told
    assert "- [Event stream](https://status.harbourline.example/components/event-stream/): Partial outage, 99.87\u202f%" in told
    assert "- Fri 20 Nov: [Exports over 10,000 rows are slow](" in told and "(Degraded, Exports, Reports, 38 min)" in told
    assert headings(told)[-1] == "Last 14 days"
    assert told.count(": Operational,") == 47


def test_a_running_maintenance_and_components_without_a_group_are_told() -> None:
    items = [*calm(), *a_maintenance(status="in_progress", begins_at=ago(hours=1), began_at=ago(hours=1))]

    told = index_md(rendering(items))

    assert "## Maintenance under way\n\n### [Map tiles move](https://status.example.com/maintenances/main00000001/)\n" in told
    assert "## Components" in told and "---\n\n- [Map tiles]" in told


def test_the_text_speaks_the_language_and_keeps_its_links_below_the_page() -> None:
    told = index_md(rendering([a_face(url="https://x.example/p/acme/"), *troubled()[1:]], language="de"))

    assert "## Offene Störungen" in told
    assert set(re.findall(r"https://x\.example[^)>\s]*?(?=incidents|components|maintenances|history)", told)) == {
        "https://x.example/p/acme/de/"
    }


def test_hostile_words_stay_words_in_every_place() -> None:
    of = "incident/inc000000001"
    face = a_face(name=HOSTILE, description={"en": HOSTILE})
    items: list[Any] = [
        face, *calm()[1:], a_component("evil", HOSTILE),
        *an_incident(title=HOSTILE), *an_update("upd000000001", of, "investigating", ago(minutes=45), HOSTILE),
    ]  # fmt: skip
    for document in (index_md(rendering(items)), llms_txt(rendering(items))):
        read = html(document)
        assert "<script" not in read and 'javascript:alert(1)"' not in read and "<em>" not in read and "<code>" not in read
        assert not [heading for heading in headings(document) if heading.startswith("Injected")]
        assert "\x00" not in document and document.encode()


def test_a_line_means_its_words_whatever_they_begin_with() -> None:
    for words in ("- a", "1. a", "1) a", "+ a", "# a", "> a", "=== a", "a & b", "&lt;", "![a](b)", "a_b_c", "\\", "| a |"):
        assert html(line(words)).replace("&amp;", "&").replace("&gt;", ">").strip() == f"<p>{words}</p>"


def test_an_empty_page_is_a_short_text() -> None:
    told = index_md(states.empty(description={}))

    assert "**No components yet.**" in told and "## Components" not in told and "\n\n\n" not in told


def test_machines_are_told_what_there_is_to_read() -> None:
    told = llms_txt(states.harbourline())

    assert told.startswith("# Harbourline status\n\n> How our services are doing.\n\n")
    assert headings(told)[1:] == ["Now", "News and history", "Other languages"]
    addresses = re.findall(r"\]\((.*?)\)", told)
    assert addresses[0] == "https://status.harbourline.example/index.md" and addresses[-1].endswith("/de/index.md")
    assert {address.split(".example/")[1] for address in addresses} >= {
        "api/v2/summary.json", "head.json", "feed.atom", "calendar.ics", "history/", "record/",
    }  # fmt: skip


def test_a_page_in_one_language_names_no_others() -> None:
    assert "Other languages" not in llms_txt(states.harbourline(languages=["en"]))
