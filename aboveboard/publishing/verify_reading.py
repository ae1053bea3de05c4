"""One reading of a whole record: everything that is wrong with it, and where first. Needs neither Django nor a database."""

import base64
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from aboveboard.lib.canonical import item_hash, sha256_hex
from aboveboard.publishing.editions import (
    DOCUMENTS_DOMAIN,
    KEY_DOMAIN,
    LINE_DOMAIN,
    NO_BUCKETS,
    NOTHING_BEFORE,
    REDACTION_DOMAIN,
    SEGMENT,
    bucket_hash,
    bucket_of,
    fingerprint,
    is_signed_by,
    root_of,
    with_buckets,
)
from aboveboard.publishing.verify_shapes import (
    Check,
    MalformedError,
    is_item,
    is_keys,
    is_later_list,
    is_line,
    is_number,
    is_plain_list,
    parse,
)
from aboveboard.publishing.verify_sources import Source, UnreachableError, is_copy_of

Line = tuple[str, dict[str, Any]]  # line hash, value


class Reading:
    """``found``: verdict -> where it applies first. The rest is filled by ``read``."""

    def __init__(self, source: Source, pin: str | None, since: tuple[int, str] | None, page: str | None) -> None:
        self.source, self.pin, self.since, self.page = source, pin, since, page
        self.found: dict[str, str] = {}
        self.redacted: list[str] = []
        self.edition, self.key = 0, ""
        self._page = ""  # what everything has to name
        self._named: dict[str, str | None] = {}  # document -> hash in the newest list that names it
        self._was: dict[str, str] = {}  # document -> the newest hash that any list gave it

    def read(self) -> None:
        """Reads everything, in the order that lets a page be published meanwhile."""
        head = self._head()
        lines = self._lines()
        keys = self._file("record/keys.json", is_keys)
        if not lines or keys is None:
            return
        self.edition, self.key = lines[-1][1]["edition"], lines[-1][1]["key"]
        self._page = self.page or lines[0][1]["page"]
        self._check_keys(keys["keys"])
        self._check_lines(lines, keys["keys"])
        self._check_head(head, lines)
        self._check_items(lines, keys["keys"])
        self._check_lists(lines, keys["keys"])
        self._check_documents()
        self._check_present()

    def _say(self, verdict: str, where: object, applies: bool = True) -> None:
        if applies:
            self.found.setdefault(verdict, str(where))

    def _file(self, name: str, shape: Check) -> Any:
        try:
            data: bytes | UnreachableError | None = self.source.read(name)
        except UnreachableError as error:
            data = error
        return self._parsed(name, data, shape)

    def _parsed(self, name: str, data: bytes | UnreachableError | None, shape: Check) -> Any:
        if not isinstance(data, bytes):
            self._say("unreachable", data or name)
            return None
        try:
            return parse(data, shape)
        except MalformedError:
            self._say("malformed", name)
            return None

    def _head(self) -> int | None:
        try:
            data = self.source.read("head.json")
            if data is None:
                raise UnreachableError("head.json")
            edition = json.loads(data)["edition"]
            if not is_number(edition):
                raise ValueError(edition)
        except UnreachableError as error:
            self._say("unreachable", error)
            return None
        except (ValueError, KeyError, TypeError, RecursionError):
            self._say("malformed", "head.json")
            return None
        return int(edition)

    def _lines(self) -> list[Line]:
        """All lines, oldest first; none if a segment cannot be read."""
        lines: list[Line] = []
        name, first = "record/editions.jsonl", 0
        while True:
            segment = self._segment(name)
            if not segment:
                return []
            begins = segment[0][1]["edition"]
            lines = segment + lines
            wrong = len(segment) > SEGMENT or (begins != first if first else begins % SEGMENT != 1 or begins < 1)
            self._say("broken-sequence", name, wrong)
            if wrong or begins == 1:
                return lines
            first = begins - SEGMENT
            name = f"record/editions-{first}.jsonl"

    def _segment(self, name: str) -> list[Line]:
        try:
            data = self.source.read(name)
        except UnreachableError as error:
            self._say("unreachable", error)
            return []
        if data is None:
            self._say("unreachable", name)
            return []
        *rows, rest = data.split(b"\n")
        if rest or not rows:
            self._say("malformed", name)
            return []
        segment: list[Line] = []
        for place, row in enumerate(rows, 1):
            line = self._parsed(f"{name}, line {place}", row, is_line)
            if line is None:
                return []
            segment.append((sha256_hex(row), line))
        return segment

    def _check_keys(self, keys: list[dict[str, Any]]) -> None:
        seen: set[str] = set()
        before: dict[str, Any] | None = None
        for key in keys:
            fine = fingerprint(_raw(key)) == key["fingerprint"] and key["key"] not in seen
            if before is None:
                fine = fine and key["from"] == 1 and key["signed_by"] is None and key["signature"] is None
            else:
                fine = fine and key["from"] > before["from"] and key["signed_by"] == before["fingerprint"]
                fine = fine and is_signed_by(key, KEY_DOMAIN, _raw(before))
            self._say("broken-key-chain", key["fingerprint"], not fine)
            self._say("wrong-page", key["fingerprint"], key["page"] != self._page)
            seen.add(key["key"])
            before = key
        self._say("broken-key-chain", "record/keys.json", not keys)
        signing = [key["fingerprint"] for key in keys if key["from"] <= self.edition]
        self._say("wrong-key", self.pin, self.pin is not None and self.pin not in signing)

    def _check_lines(self, lines: list[Line], keys: list[dict[str, Any]]) -> None:
        present: list[dict[str, str]] = [{} for _ in range(256)]
        buckets, previous = NO_BUCKETS, NOTHING_BEFORE
        latest = datetime.fromisoformat(lines[0][1]["at"])
        for number, (value, line) in enumerate(lines, 1):
            where, at = f"edition {number}", datetime.fromisoformat(line["at"])
            self._say("broken-sequence", where, line["edition"] != number)
            self._say("broken-chain", where, line["previous"] != previous)
            ruling = _ruling(keys, line["edition"])
            signed = ruling is not None and ruling["fingerprint"] == line["key"] and is_signed_by(line, LINE_DOMAIN, _raw(ruling))
            self._say("bad-signature", where, not signed)
            self._say("wrong-page", where, line["page"] != self._page)
            self._say("time-reversed", where, at < latest)
            buckets = with_buckets(buckets, self._apply(where, line["changes"], present))
            self._say("bad-root", where, root_of(buckets) != line["root"])
            previous, latest = value, max(at, latest)

    def _apply(self, where: str, changes: list[tuple[str, str | None]], present: list[dict[str, str]]) -> dict[int, bytes]:
        """Makes the changes, and returns the hashes of the buckets that they touch."""
        subjects = [subject.encode() for subject, _ in changes]
        self._say("bad-changes", where, subjects != sorted(set(subjects)))
        touched: set[int] = set()
        for subject, value in changes:
            bucket = bucket_of(subject)
            touched.add(bucket)
            self._say("bad-changes", where, present[bucket].pop(subject, None) == value)
            if value is not None:
                present[bucket][subject] = value
        return {bucket: bucket_hash(present[bucket].items()) for bucket in touched}

    def _check_head(self, head: int | None, lines: list[Line]) -> None:
        if self.since is not None:
            number, value = self.since
            noted = any(line["edition"] == number and hashed == value for hashed, line in lines)
            self._say("rolled-back", f"edition {number}", not noted)
        if head is not None:
            self._say("rolled-back", f"head.json names edition {head}", head > self.edition)
            self._say("stale-head", f"head.json names edition {head}", head < self.edition)

    def _check_items(self, lines: list[Line], keys: list[dict[str, Any]]) -> None:
        expected = [(line["edition"], *change) for _, line in lines for change in line["changes"] if change[1] is not None]
        names = (f"record/items/{value[:32]}.json" for _, _, value in expected)
        for (number, subject, value), (name, data) in zip(expected, self.source.read_many(names), strict=True):
            item = self._parsed(name, data, is_item)
            if item is None:
                continue
            if "redacted" in item:
                self.redacted.append(subject)
                self._say("bad-item", subject, (item["hash"], item["subject"]) != (value, subject))
                self._say("bad-signature", name, not _is_signed_since(number, item, REDACTION_DOMAIN, keys))
                self._say("wrong-page", name, item["page"] != self._page)
            else:
                content = item["content"]
                own = item_hash(content, item["salt"]), f"{content['kind']}/{content['id']}"
                self._say("bad-item", subject, own != (value, subject))

    def _check_lists(self, lines: list[Line], keys: list[dict[str, Any]]) -> None:
        plain = (f"record/documents/{line['edition']}.json" for _, line in lines)
        later = (f"record/documents/{line['edition']}-later.json" for _, line in lines)
        for (_, line), (name, data), (later_name, later_data) in zip(
            lines, self.source.read_many(plain), self.source.read_many(later), strict=True
        ):
            said = self._parsed(name, data, is_plain_list)
            if said is not None and isinstance(data, bytes):
                self._say("bad-list", name, (sha256_hex(data), said["edition"]) != (line["documents"], line["edition"]))
                self._note(said["documents"])
            added = self._parsed(later_name, later_data, is_later_list) if later_data is not None else None
            if added is not None:
                self._say("bad-list", later_name, (added["list"], added["edition"]) != (line["documents"], line["edition"]))
                self._say("bad-signature", later_name, not _is_signed_since(line["edition"], added, DOCUMENTS_DOMAIN, keys))
                self._say("wrong-page", later_name, added["page"] != self._page)
                self._note(added["documents"])

    def _note(self, documents: dict[str, str | None]) -> None:
        self._named.update(documents)
        self._was.update((path, value) for path, value in documents.items() if value is not None)

    def _check_documents(self) -> None:
        named = [path for path, value in self._named.items() if value is not None]
        for path, data in self.source.documents(named):
            fine = isinstance(data, bytes) and sha256_hex(data) == self._named[path]
            self._say("bad-document", path, not fine)

    def _check_present(self) -> None:
        for tree, path in self.source.present():
            if path.endswith((".gz", ".br")):
                self._say("bad-copy", f"{tree}/{path}", not self._is_true_copy(tree, path))
            elif tree != "record" and self._named.get(path) is None:
                self._say("bad-document", f"{tree}/{path}", not self._may_stay(tree, path))

    def _is_true_copy(self, tree: str, path: str) -> bool:
        try:
            return is_copy_of(path[-3:], self.source.file(tree, path), self.source.file(tree, path[:-3]))
        except OSError:
            return False

    def _may_stay(self, tree: str, path: str) -> bool:
        """Hashed files may outlive the list that removed them."""
        try:
            return path.startswith("assets/") and self._was.get(path) == sha256_hex(self.source.file(tree, path))
        except OSError:
            return False


def _raw(key: dict[str, Any]) -> bytes:
    return base64.b64decode(key["key"])


def _ruling(keys: Iterable[dict[str, Any]], number: int) -> dict[str, Any] | None:
    """The key that signs line ``number``."""
    ruling = None
    for key in keys:
        if key["from"] <= number:
            ruling = key
    return ruling


def _is_signed_since(number: int, value: dict[str, Any], domain: str, keys: list[dict[str, Any]]) -> bool:
    """By the key in force for edition ``number``, or one listed after it."""
    ruling = _ruling(keys, number)
    allowed = keys[keys.index(ruling) :] if ruling is not None else []
    return any(key["fingerprint"] == value["key"] and is_signed_by(value, domain, _raw(key)) for key in allowed)
