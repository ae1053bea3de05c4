"""Made docs/record-vectors.json once, from the document alone; a test makes it again: python -m tests.record.make_vectors"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.record.site import FACE, Key, Site, both, canonical, component, incident, item_hash, root_of, said, salt, sha, update

FIRST, SECOND = "the vectors' first", "the vectors' second"
# What the record may hold, and its one spelling. Written by hand, not by a program.
CANONICAL: list[tuple[Any, str]] = [
    ({"b": 1, "a": [True, False, None], "A": {}}, '{"A":{},"a":[true,false,null],"b":1}'),
    ({"n": 9007199254740991, "m": -9007199254740991, "z": 0}, '{"m":-9007199254740991,"n":9007199254740991,"z":0}'),
    (
        {"text": 'quote " backslash \\ slash / tab \t line \n return \r'},
        r'{"text":"quote \" backslash \\ slash / tab \t line \n return \r"}',
    ),
    ({"text": "\x00\x08\x0c\x1b\x1f\x7f"}, '{"text":"\\u0000\\b\\f\\u001b\\u001f\x7f"}'),
    ({"text": "Größe, “träge”, 状態, 🔍"}, '{"text":"Größe, “träge”, 状態, 🔍"}'),
    ({"text": "e\u0301 is not \u00e9"}, '{"text":"e\u0301 is not \u00e9"}'),
    ({"text": "\u2028\u2029"}, '{"text":"\u2028\u2029"}'),
    ({"a b": 1, "a!": 2, "a": 3, "~": 4, " ": 5}, '{" ":5,"a":3,"a b":1,"a!":2,"~":4}'),
    ([["incident/k3f9", None], []], '[["incident/k3f9",null],[]]'),
]
# JSON that a reader of the record refuses, though parsers may take it.
REFUSED = [
    ('{"n":1.0}', "a fraction"),
    ('{"n":1e3}', "an exponent"),
    ('{"n":9007199254740992}', "2 to the 53rd"),
    ('{"n":-0}', "another spelling of 0"),
    ('{"n":NaN}', "not a number"),
    ('{"a":1,"a":2}', "a member twice"),
    ('{"b":1,"a":2}', "not sorted"),
    ('{"a": 1}', "a space"),
    ('{"a":"\\u0041"}', "a letter escaped"),
    ('{"a":"\\/"}', "a slash escaped"),
    ('{"a":"\\u001B"}', "capitals in an escape"),
    ('{"a":"\\ud83d"}', "half a surrogate pair"),
    ('{"a":"\\ud83d\\udd0d"}', "a pair of escapes for one character"),
    ('{"größe":1}', "a name beyond ASCII"),
    ('{"":1}', "an empty name"),
    ('{"a\\tb":1}', "a control character in a name"),
    ('\ufeff{"a":1}', "a byte order mark"),
    ('{"a":1}\n', "a newline after it"),
]

CONTENTS: dict[str, dict[str, Any]] = {
    "a page": FACE,
    "a component": component("API"),
    "an incident": incident("k3f9", "investigating"),
    "an update": update("u1", "incident/k3f9", ("2026-11-24T09:05:00Z", "2026-11-24T09:06:00.250000Z")),
    "a text": {
        "kind": "text",
        "id": "update/u1/body/de",
        "of": "update/u1",
        "slot": "body",
        "language": "de",
        "text": "Wir „sehen“ nach.\n🔍",
    },
}


def a_small_site(folder: Path) -> Site:
    """Three lines, a key rotation between the second and the third, a later list and a redaction by the new key."""
    site = Site(folder, page="harbourline", key=Key(FIRST))
    site.publish({"page/harbourline": FACE, "component/api": component("API")}, both("index.html", "All well"), at="2026-11-24T09:00:00Z")
    site.publish({"incident/k3f9": incident("k3f9", "investigating")} | said("incident/k3f9", "title", en="API slow", de="API träge"),
                 both("index.html", "API slow"), at="2026-11-24T09:02:00.250000Z")  # fmt: skip
    title = site.present["text/incident/k3f9/title/de"]
    site.rotate(Key(SECOND))
    site.later({"components/api/index.html": "API", "de/index.html": None}, at="2026-11-24T09:03:00Z")
    site.publish({"incident/k3f9": None, "text/incident/k3f9/title/de": None, "component/api": component("The API")},
                 both("index.html", "All well again") | {"incidents/k3f9/index.html": None}, at="2026-11-24T09:20:00Z")  # fmt: skip
    site.redact(title, at="2026-11-24T09:21:00Z", reason="It named a person: “träge”.")
    site.finish()
    return site


def an_item(what: str, content: dict[str, Any]) -> dict[str, Any]:
    fresh = salt(what)
    return {"what": what, "content": content, "salt": fresh, "canonical": canonical(content).decode(), "hash": item_hash(content, fresh)}


def roots() -> list[dict[str, Any]]:
    sets = [{}, {"component/api": salt("one")}, {f"component/c{n:03}": salt(str(n)) for n in range(300)}]
    return [{"present": present, "root": root_of(present)} for present in sets]


def vectors() -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        site = a_small_site(Path(folder))
        record = Path(folder) / "record"
        files = {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(record.rglob("*.json*"))}
    return {
        "about": "Test vectors for docs/record.md. Texts of files and documents are exact: encode them as UTF-8 and change nothing.",
        "canonical": [{"value": value, "text": text} for value, text in CANONICAL],
        "refused": [{"text": text, "because": because} for text, because in REFUSED],
        "items": [an_item(what, content) for what, content in CONTENTS.items()],
        "roots": roots(),
        "keys": [{"seed": sha(f"the key of {name}".encode()), "fingerprint": Key(name).fingerprint} for name in (FIRST, SECOND)],
        "line_hashes": [sha(line) for line in site.lines],
        "files": files,
        "documents": {path: body.decode() for tree in site.trees.values() for path, body in sorted(tree.items())},
        "head": {"edition": site.number},
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(vectors(), indent=1, ensure_ascii=True) + "\n")
