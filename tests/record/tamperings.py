"""What a forger, a careless host or an insider with the key may do to a page's folder, each with the verdict of docs/record.md §8."""

import gzip
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import brotli

from tests.record.site import Key, Object, canonical, root_of, sha

FORGER = Key("Sam, a stranger")


class Record:
    """A folder to tamper with. ``keys``: what an insider signs with, by fingerprint; a forger has none of them."""

    def __init__(self, folder: Path, keys: Iterable[Key]) -> None:
        self.folder = folder
        self.secrets = {key.fingerprint: key for key in keys}
        self.entries: list[Object] = self.read("record/keys.json")["keys"]
        self.lines: list[Object] = [json.loads(row) for row in self._rows()]
        self.last = len(self.lines)
        self.page: str = self.lines[0]["page"]

    def _rows(self) -> list[bytes]:
        rows = (self.folder / "record/editions.jsonl").read_bytes().splitlines()
        while (first := json.loads(rows[0])["edition"]) > 1:
            rows = (self.folder / f"record/editions-{first - 1000}.jsonl").read_bytes().splitlines() + rows
        return rows

    def read(self, path: str) -> Any:
        return json.loads((self.folder / path).read_bytes())

    def write(self, path: str, value: Any) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)  # the folder may be made of hard links
        file.write_bytes(value if isinstance(value, bytes) else canonical(value))

    def edit(self, path: str, **members: Any) -> None:
        self.write(path, self.read(path) | members)

    def key_for(self, number: int) -> Key:
        return self.secrets[[entry for entry in self.entries if entry["from"] <= number][-1]["fingerprint"]]

    def save(self) -> None:
        for start in range(0, len(self.lines), 1000):
            name = "editions" if start + 1000 >= len(self.lines) else f"editions-{start + 1}"
            self.write(f"record/{name}.jsonl", b"".join(canonical(line) + b"\n" for line in self.lines[start : start + 1000]))

    def seal(self, first: int, key: Key | None = None, chain: bool = True) -> None:
        """Signs the lines from ``first`` on anew, each over the one before: what only an insider can do well."""
        for place in range(first - 1, len(self.lines)):
            line = self.lines[place]
            if chain and place:
                line["previous"] = sha(canonical(self.lines[place - 1]))
            signer = key or self.key_for(line["edition"])
            self.lines[place] = signer.sign("aboveboard-line-v1", line | {"key": signer.fingerprint})
        self.save()

    def reroot(self) -> None:
        present: dict[str, str] = {}
        for line in self.lines:
            for subject, hashed in line["changes"]:
                present.pop(subject, None)
                present |= {subject: hashed} if hashed else {}
            line["root"] = root_of(present)

    def with_change(self, number: int, change: list[Any]) -> None:
        """Edition ``number`` says one thing more; everything else agrees with it."""
        line = self.lines[number - 1]
        line["changes"] = sorted([*line["changes"], change], key=lambda pair: pair[0])

    def item(self, kind: str) -> tuple[str, str, str]:
        """The newest unredacted item of a kind: its file, subject and hash."""
        for line in reversed(self.lines):
            for subject, hashed in line["changes"]:
                path = f"record/items/{str(hashed)[:32]}.json"
                if hashed and subject.startswith(f"{kind}/") and "content" in self.read(path):
                    return path, subject, hashed
        raise LookupError(kind)

    def first_item(self, kind: str) -> tuple[str, str, str]:
        """The oldest unredacted item of a kind, likewise."""
        for line in self.lines:
            for subject, hashed in line["changes"]:
                path = f"record/items/{str(hashed)[:32]}.json"
                if hashed and subject.startswith(f"{kind}/") and "content" in self.read(path):
                    return path, subject, hashed
        raise LookupError(kind)

    def later(self) -> tuple[str, int]:
        """The newest later list and its edition."""
        for line in reversed(self.lines):
            path = f"record/documents/{line['edition']}-later.json"
            if (self.folder / path).exists():
                return path, line["edition"]
        raise LookupError("a later list")

    def document(self, path: str, body: bytes) -> None:
        """Puts a document into the tree that serves it, with true copies."""
        tree = "current" if (self.folder / "current" / path).exists() else "shared"
        self.write(f"{tree}/{path}", body)
        for ending, pack in ((".gz", gzip.compress), (".br", brotli.compress)):
            if (self.folder / f"{tree}/{path}{ending}").exists():
                self.write(f"{tree}/{path}{ending}", pack(body))

    def delete(self, path: str) -> None:
        (self.folder / path).unlink()
        for ending in (".gz", ".br"):
            (self.folder / (path + ending)).unlink(missing_ok=True)

    def cut(self, lines: int) -> None:
        """Truncates the record as a careful forger would: head and all."""
        self.lines = self.lines[:-lines]
        self.save()
        self.write("head.json", {"edition": len(self.lines)})


class Tampering(NamedTuple):
    verdict: str
    name: str
    do: Callable[[Record], dict[str, str] | None]  # may answer what the verifier is asked: pin, since, page
    ours_alone: bool = False  # the second verifier cannot unpack brotli


TABLE: list[Tampering] = []


def tampering(verdict: str, ours_alone: bool = False) -> Callable[[Callable[[Record], Any]], Callable[[Record], Any]]:
    def note(do: Callable[[Record], Any]) -> Callable[[Record], Any]:
        TABLE.append(Tampering(verdict, do.__name__, do, ours_alone))
        return do

    return note


def noted(record: Record, number: int) -> str:
    """What a reader noted when ``number`` was read: NUMBER:HASH."""
    return f"{number}:{sha(canonical(record.lines[number - 1]))}"


def anew(record: Record) -> None:
    """A forger's whole record: the same words under another key."""
    record.entries = [FORGER.entry(1, page=record.page)]
    record.write("record/keys.json", {"keys": record.entries})
    record.secrets = {FORGER.fingerprint: FORGER}
    for line in record.lines:
        path = f"record/documents/{line['edition']}-later.json"
        if (record.folder / path).exists():
            record.write(path, FORGER.sign("aboveboard-documents-v1", record.read(path) | {"key": FORGER.fingerprint}))
        for _, hashed in line["changes"]:
            path = f"record/items/{str(hashed)[:32]}.json"
            if hashed and "redacted" in (item := record.read(path)):
                record.write(path, FORGER.sign("aboveboard-redaction-v1", item | {"key": FORGER.fingerprint}))
    record.seal(1)


def swap(record: Record, one: str, other: str) -> None:
    first, second = (record.folder / one).read_bytes(), (record.folder / other).read_bytes()
    record.write(one, second)
    record.write(other, first)


def clone(record: Record, number: int) -> None:
    """Gives edition ``number`` the lists of the last one, so that nothing but its number is wrong."""
    record.write(f"record/documents/{number}.json", record.read(f"record/documents/{record.last}.json") | {"edition": number})


def rekey(record: Record, *entries: Object) -> None:
    record.write("record/keys.json", {"keys": list(entries)})
