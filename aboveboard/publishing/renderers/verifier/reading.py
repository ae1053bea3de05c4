"""Checks the record of a status page: `python verify.py https://status.example.com/`, or a folder that holds a copy of one.

    --key FINGERPRINT    the key that you noted when you first read the page; without it a forger could have made all of this anew
    --since NUMBER:HASH  an edition that you saw, and the hash of its line: it must still be there
    --page ID            the id that the page must have

Needs Python 3.11 or later and the package cryptography. Hashes, signatures, rules and verdicts: docs/record.md of the program
Aboveboard, which this file shares no code with. Exit code: 0 valid, 1 anything else, 2 wrongly called.
"""

import argparse
import base64
import gzip
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from aboveboard.publishing.renderers.verifier.files import (
    KEYS,
    LATER,
    LINE,
    LIST,
    Folder,
    Web,
    canonical,
    fits,
    is_signed,
    is_signed_since,
    item,
    number,
    parse,
    sha,
)

try:
    import brotli

    unpack_br: Any = brotli.decompress
except ImportError:
    unpack_br = None

ORDER = (
    *("unreachable", "malformed", "broken-key-chain", "wrong-key", "broken-sequence", "broken-chain", "bad-signature", "wrong-page"),
    *("time-reversed", "bad-changes", "bad-root", "rolled-back", "stale-head", "bad-item", "bad-list", "bad-document", "bad-copy"),
)
MOVING = {"unreachable", "rolled-back", "stale-head", "bad-list", "bad-document", "bad-copy"}  # may be a publication under way
NOT_ASKED_FOR = ("404.html", "405.html", "500.html", "503.html")
Object = dict[str, Any]


class Reading:
    """One reading of a whole record. ``found``: verdict -> where it applies first."""

    def __init__(self, source: Folder | Web, pin: str | None, since: str | None, page: str | None) -> None:
        self.source, self.pin = source, pin
        self.found: dict[str, str] = {}
        self.redacted: list[str] = []
        self.named: dict[str, str | None] = {}  # document -> hash in the newest list that names it
        self.was: dict[str, str] = {}  # document -> the newest hash that any list gave it
        self.edition, self.key = 0, ""
        head = self.parsed("head.json", self.ask(self.source.read, "head.json"), lambda value: number(value["edition"]), json.loads)
        lines, keys = self.lines(), self.parsed("record/keys.json", self.ask(self.source.read, "record/keys.json"), KEYS)
        if lines and keys:
            self.page = page or lines[0][1]["page"]
            self.edition, self.key = lines[-1][1]["edition"], lines[-1][1]["key"]
            self.check_keys(keys["keys"])
            self.check_lines(lines, keys["keys"])
            self.say("rolled-back", since, since and since not in [f"{line['edition']}:{value}" for value, line in lines])
            self.say("rolled-back", "head.json", head and head["edition"] > self.edition)
            self.say("stale-head", "head.json", head and head["edition"] < self.edition)
            self.check_items(lines, keys["keys"])
            self.check_lists(lines, keys["keys"])
            self.check_documents()
            self.check_present()
        self.verdict = next((verdict for verdict in ORDER if verdict in self.found), "valid")

    def say(self, verdict: str, where: object, applies: object = True) -> None:
        if applies:
            self.found.setdefault(verdict, str(where))

    def ask(self, read: Callable[[str], Any], name: str) -> Any:
        """What reading gives, or the error that it raises."""
        try:
            return read(name)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong with a file or a connection, it could not be read
            return error

    def many(self, read: Callable[[str], Any], names: Iterable[str]) -> list[Any]:
        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(lambda name: self.ask(read, name), names))

    def parsed(self, name: str, data: Any, shape: Any, reader: Callable[[bytes], Any] = parse) -> Any:
        if not isinstance(data, bytes):
            return self.say("unreachable", name)
        try:
            value = reader(data)
            return value if fits(value, shape) else self.say("malformed", name)
        except (ValueError, KeyError, TypeError, RecursionError):
            return self.say("malformed", name)

    def lines(self) -> list[tuple[str, Object]]:
        """All lines with their hashes, oldest first; none if a segment cannot be read."""
        lines: list[tuple[str, Object]] = []
        name, first = "record/editions.jsonl", 0
        while True:
            data = self.ask(self.source.read, name)
            *rows, rest = data.split(b"\n") if isinstance(data, bytes) else [b""]
            self.say("unreachable", name, not isinstance(data, bytes))
            self.say("malformed", name, isinstance(data, bytes) and (rest or not rows))
            part = [(sha(row), self.parsed(f"{name}, line {place}", row, LINE)) for place, row in enumerate(rows, 1)]
            if not part or None in [line for _, line in part] or name in self.found.values():
                return []
            begins, lines = part[0][1]["edition"], part + lines
            wrong = len(part) > 1000 or (begins != first if first else begins % 1000 != 1 or begins < 1)
            self.say("broken-sequence", name, wrong)
            if wrong or begins == 1:
                return lines
            first = begins - 1000
            name = f"record/editions-{first}.jsonl"

    def check_keys(self, keys: list[Object]) -> None:
        before: Object = {"from": 0, "fingerprint": None}
        for place, key in enumerate(keys):
            fine = sha(base64.b64decode(key["key"])) == key["fingerprint"] and key["key"] not in [other["key"] for other in keys[:place]]
            fine = fine and key["from"] > before["from"] and key["signed_by"] == before["fingerprint"]
            fine = fine and (is_signed(key, "aboveboard-key-v1", before) if place else key["from"] == 1 and key["signature"] is None)
            self.say("broken-key-chain", key["fingerprint"], not fine)
            self.say("wrong-page", key["fingerprint"], key["page"] != self.page)
            before = key
        self.say("broken-key-chain", "record/keys.json", not keys)
        signing = [key["fingerprint"] for key in keys if key["from"] <= self.edition]
        self.say("wrong-key", self.pin, self.pin and self.pin not in signing)

    def check_lines(self, lines: list[tuple[str, Object]], keys: list[Object]) -> None:
        previous, latest = "0" * 64, datetime.fromisoformat(lines[0][1]["at"])
        present: list[dict[str, str]] = [{} for _ in range(256)]
        buckets = [hashlib.sha256().digest()] * 256
        for place, (value, line) in enumerate(lines, 1):
            ruling, at = [key for key in keys if key["from"] <= line["edition"]][-1:], datetime.fromisoformat(line["at"])
            signed = ruling and ruling[0]["fingerprint"] == line["key"] and is_signed(line, "aboveboard-line-v1", ruling[0])
            self.say("broken-sequence", place, line["edition"] != place)
            self.say("broken-chain", place, line["previous"] != previous)
            self.say("bad-signature", place, not signed)
            self.say("wrong-page", place, line["page"] != self.page)
            self.say("time-reversed", place, at < latest)
            self.say("bad-changes", place, [s for s, _ in line["changes"]] != sorted({s for s, _ in line["changes"]}))
            for subject, said in line["changes"]:
                bucket = hashlib.sha256(subject.encode()).digest()[0]
                self.say("bad-changes", place, present[bucket].pop(subject, None) == said)
                present[bucket].update({subject: said} if said else {})
                buckets[bucket] = hashlib.sha256("".join(f"{s} {h}\n" for s, h in sorted(present[bucket].items())).encode()).digest()
            self.say("bad-root", place, sha(b"".join(buckets)) != line["root"])
            previous, latest = value, max(latest, at)

    def check_items(self, lines: list[tuple[str, Object]], keys: list[Object]) -> None:
        said = [(line["edition"], *change) for _, line in lines for change in line["changes"] if change[1]]
        names = [f"record/items/{value[:32]}.json" for _, _, value in said]
        for (edition, subject, value), name, data in zip(said, names, self.many(self.source.read, names), strict=True):
            found = self.parsed(name, data, item)
            if found and "content" in found:
                content = found["content"]
                own = sha(b"aboveboard-item-v1\n" + bytes.fromhex(found["salt"]) + canonical(content)), f"{content['kind']}/{content['id']}"
                self.say("bad-item", subject, own != (value, subject))
            elif found:
                self.redacted.append(subject)
                self.say("bad-item", subject, (found["hash"], found["subject"]) != (value, subject))
                self.say("bad-signature", name, not is_signed_since(edition, found, "aboveboard-redaction-v1", keys))
                self.say("wrong-page", name, found["page"] != self.page)

    def check_lists(self, lines: list[tuple[str, Object]], keys: list[Object]) -> None:
        names = [f"record/documents/{line['edition']}" for _, line in lines]
        plain = self.many(self.source.read, [f"{name}.json" for name in names])
        more = self.many(self.source.read, [f"{name}-later.json" for name in names])
        for (_, line), name, data, later_data in zip(lines, names, plain, more, strict=True):
            listed = self.parsed(f"{name}.json", data, LIST)
            self.say("bad-list", name, listed and (sha(data), listed["edition"]) != (line["documents"], line["edition"]))
            later = None if later_data is None else self.parsed(f"{name}-later.json", later_data, LATER)
            self.say("bad-list", name, later and (later["list"], later["edition"]) != (line["documents"], line["edition"]))
            self.say("bad-signature", name, later and not is_signed_since(line["edition"], later, "aboveboard-documents-v1", keys))
            self.say("wrong-page", name, later and later["page"] != self.page)
            for documents in [found["documents"] for found in (listed, later) if found]:
                self.named.update(documents)
                self.was.update({path: said for path, said in documents.items() if said})

    def check_documents(self) -> None:
        named = [path for path, said in self.named.items() if said and not (self.source.over_http and path in NOT_ASKED_FOR)]
        for path, data in zip(named, self.many(self.source.document, named), strict=True):
            self.say("bad-document", path, not isinstance(data, bytes) or sha(data) != self.named[path])

    def check_present(self) -> None:
        for tree, path in self.source.present():
            data = self.ask(self.source.read, f"{tree}/{path}")
            if path.endswith((".gz", ".br")):
                self.say("bad-copy", path, not is_copy(path, data, self.ask(self.source.read, f"{tree}/{path[:-3]}")))
            elif tree != "record" and not self.named.get(path):
                stays = path.startswith("assets/") and isinstance(data, bytes) and self.was.get(path) == sha(data)
                self.say("bad-document", path, not stays)


def is_copy(path: str, packed: Any, data: Any) -> bool:
    """Whether a compressed file unpacks to the one beside it; of .br without the package brotli it is only asked that there is one."""
    unpack = gzip.decompress if path.endswith(".gz") else unpack_br or (lambda _: data)
    try:
        return isinstance(data, bytes) and bool(unpack(packed) == data)
    except Exception:  # noqa: BLE001 - each kind raises its own
        return False


def verify(target: str, pin: str | None = None, since: str | None = None, page: str | None = None, *, pause: Any = time.sleep) -> Reading:
    """Reads an address or a folder; what may be a publication under way is read again, until the same is wrong twice."""
    source = Web(target) if target.startswith(("http://", "https://")) else Folder(target)
    reading = Reading(source, pin, since, page)
    for _ in range(9):
        if reading.verdict not in MOVING:
            break
        pause(2)
        before, reading = reading, Reading(source, pin, since, page)
        if reading.verdict == before.verdict and reading.found.get(reading.verdict) == before.found.get(before.verdict):
            break
    return reading


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", help="the address of a page, or a folder")
    for option in ("--key", "--since", "--page"):
        parser.add_argument(option)
    asked = parser.parse_args()
    reading = verify(asked.target, asked.key, asked.since, asked.page)
    where = f" ({reading.found[reading.verdict]})" if reading.verdict in reading.found else ""
    unpinned = "" if asked.key or reading.verdict != "valid" else ", key not pinned"
    redacted = f", {len(reading.redacted)} items redacted" if reading.redacted else ""
    sys.stdout.write(f"{reading.verdict}{unpinned}{where}: {reading.edition} editions, key {reading.key or 'unknown'}{redacted}\n")
    return 0 if reading.verdict == "valid" else 1


if __name__ == "__main__":
    sys.exit(main())
