"""A page's folder made from docs/record.md alone, by another hand than the program's: what both verifiers are tried on."""

import base64
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import brotli
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Object = dict[str, Any]
NOTHING = "0" * 64


def canonical(value: Any) -> bytes:
    """RFC 8785 for what the record allows: with ASCII names and no fractions, sorted and tight JSON is already that form."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def salt(name: str) -> str:
    return sha(f"the salt of {name}".encode())


class Key:
    """A signing key made from a name, so that every run makes the same one."""

    def __init__(self, name: str = "", secret: Ed25519PrivateKey | None = None) -> None:
        self.secret = secret or Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"the key of {name}".encode()).digest())
        self.public = self.secret.public_key().public_bytes_raw()
        self.fingerprint = sha(self.public)

    def sign(self, domain: str, value: Object) -> Object:
        bare = {name: member for name, member in value.items() if name != "signature"}
        signature = self.secret.sign(domain.encode() + b"\n" + canonical(bare))
        return bare | {"signature": base64.b64encode(signature).decode()}

    def entry(self, first: int, before: "Key | None" = None, page: str = "harbourline") -> Object:
        """This key's entry in keys.json, in force from edition ``first`` and signed by the key before it."""
        entry = {"fingerprint": self.fingerprint, "from": first, "key": base64.b64encode(self.public).decode(), "page": page}
        if before is None:
            return entry | {"signed_by": None, "signature": None}
        return before.sign("aboveboard-key-v1", entry | {"signed_by": before.fingerprint})


def item_hash(content: Object, salt: str) -> str:
    return sha(b"aboveboard-item-v1\n" + bytes.fromhex(salt) + canonical(content))


def root_of(present: dict[str, str]) -> str:
    """§4.1, the slow and obvious way: every bucket anew."""
    buckets: list[list[str]] = [[] for _ in range(256)]
    for subject in sorted(present, key=str.encode):
        buckets[hashlib.sha256(subject.encode()).digest()[0]].append(f"{subject} {present[subject]}\n")
    return sha(b"".join(hashlib.sha256("".join(bucket).encode()).digest() for bucket in buckets))


def tombstone(
    hashed: str, subject: str, page: str, key: Key, *, at: str = "2026-11-24T10:00:00Z", reason: str = "It named a person"
) -> Object:
    """What stands in the place of a redacted item."""
    said = {"hash": hashed, "key": key.fingerprint, "page": page, "redacted": {"at": at, "reason": reason}, "subject": subject}
    return key.sign("aboveboard-redaction-v1", said)


class Site:
    """Grows a folder edition by edition. ``current`` and ``shared`` hold the documents as they are served."""

    def __init__(self, folder: Path, page: str = "harbourline", key: Key | None = None) -> None:
        self.folder, self.page = folder, page
        self.keys = [key or Key("Olga")]
        self.entries = [self.keys[0].entry(1, page=page)]
        self.lines: list[bytes] = []
        self.present: dict[str, str] = {}
        self.trees: dict[str, dict[str, bytes]] = {"current": {}, "shared": {}}
        self.later_lists: dict[int, dict[str, str | None]] = {}
        self.serial = 0

    @property
    def number(self) -> int:
        return len(self.lines)

    def publish(
        self, changes: dict[str, Object | None], documents: dict[str, str | None], *, at: str, shared: tuple[str, ...] = (), **more: Any
    ) -> None:
        """One edition. ``changes``: subject -> content, or None to withdraw; ``shared``: the paths that go to the shared tree."""
        number = self.number + 1
        changed = [[subject, self._item(content, f"{subject} in {number}")] for subject, content in sorted(changes.items())]
        for subject, hashed in changed:
            self.present.pop(str(subject), None)
            if hashed is not None:
                self.present[str(subject)] = hashed
        plain = canonical({"documents": self._place(documents, shared), "edition": number})
        self._write(f"record/documents/{number}.json", plain)
        line = {"v": 1, "page": self.page, "edition": number, "at": at, "now": at, "release": "0.1.0", "causes": ["incident.opened"]}
        line |= {"actors": ["person"], "changes": changed, "root": root_of(self.present), "documents": sha(plain)}
        line |= {"previous": sha(self.lines[-1]) if self.lines else NOTHING, "key": self.keys[-1].fingerprint} | more
        self.lines.append(canonical(self.keys[-1].sign("aboveboard-line-v1", line)))

    def later(self, documents: dict[str, str | None], *, at: str, shared: tuple[str, ...] = ()) -> None:
        """Documents written after their edition: the whole later list is written anew."""
        self.serial += 1
        listed = self.later_lists.setdefault(self.number, {})
        listed |= self._place(documents, shared)
        plain = (self.folder / f"record/documents/{self.number}.json").read_bytes()
        value = {
            "at": at,
            "documents": listed,
            "edition": self.number,
            "key": self.keys[-1].fingerprint,
            "list": sha(plain),
            "page": self.page,
            "serial": self.serial,
        }
        self._write(f"record/documents/{self.number}-later.json", canonical(self.keys[-1].sign("aboveboard-documents-v1", value)))

    def rotate(self, key: Key) -> None:
        self.entries.append(key.entry(self.number + 1, self.keys[-1], self.page))
        self.keys.append(key)

    def redact(self, hashed: str, *, at: str, reason: str) -> None:
        file = self.folder / f"record/items/{hashed[:32]}.json"
        content = json.loads(file.read_bytes())["content"]
        subject = f"{content['kind']}/{content['id']}"
        file.write_bytes(canonical(tombstone(hashed, subject, self.page, self.keys[-1], at=at, reason=reason)))

    def finish(self) -> Path:
        """Writes what the last edition leaves: lines, keys, head and both trees with their compressed copies."""
        for start in range(0, self.number, 1000):
            part = self.lines[start : start + 1000]
            name = "editions" if start + 1000 >= self.number else f"editions-{start + 1}"
            self._write(f"record/{name}.jsonl", b"".join(line + b"\n" for line in part))
        self._write("record/keys.json", canonical({"keys": self.entries}))
        self._write("head.json", json.dumps({"edition": self.number, "indicator": "none"}).encode())
        self._write("site.json", b"{}")
        for tree, folder in (("current", f"{self.number}.1"), ("shared", "shared")):
            (self.folder / folder).mkdir(parents=True, exist_ok=True)
            for path, body in self.trees[tree].items():
                self._write(f"{folder}/{path}", body)
                self._write(f"{folder}/{path}.gz", gzip.compress(body))
                self._write(f"{folder}/{path}.br", brotli.compress(body))
        (self.folder / "current").symlink_to(f"{self.number}.1")
        return self.folder

    def _item(self, content: Object | None, name: str) -> str | None:
        if content is None:
            return None
        hashed = item_hash(content, salt(name))
        self._write(f"record/items/{hashed[:32]}.json", canonical({"content": content, "salt": salt(name)}))
        return hashed

    def _place(self, documents: dict[str, str | None], shared: tuple[str, ...]) -> dict[str, str | None]:
        for path, body in documents.items():
            for tree in self.trees.values():
                if not (body is None and path.startswith("assets/")):
                    tree.pop(path, None)
            if body is not None:
                self.trees["shared" if path in shared else "current"][path] = body.encode()
        return {path: None if body is None else sha(body.encode()) for path, body in documents.items()}

    def _write(self, path: str, data: bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def text(of: str, slot: str, language: str, words: str) -> tuple[str, Object]:
    content = {"kind": "text", "id": f"{of}/{slot}/{language}", "of": of, "slot": slot, "language": language, "text": words}
    return f"text/{content['id']}", content


def said(of: str, slot: str, **words: str) -> dict[str, Object | None]:
    return dict(text(of, slot, language, body) for language, body in words.items())


def component(name: str) -> Object:
    return {"kind": "component", "id": "api", "slug": "api", "name": name, "description": {"en": "What programs talk to"}, "link": "",
            "group": "", "position": 1, "tags": [], "created_at": "2026-08-26T09:00:00Z"}  # fmt: skip


def incident(ident: str, status: str, resolved_at: str | None = None) -> Object:
    return {"kind": "incident", "id": ident, "status": status, "impact": "major", "pinned": False, "occurred_at": "2026-11-24T09:00:00Z",
            "components": [{"component": "api", "status": "partial_outage"}], "published_at": "2026-11-24T09:02:00Z",
            "resolved_at": resolved_at, "next_update_at": None}  # fmt: skip


def update(ident: str, of: str, edited_at: tuple[str, ...] = ()) -> Object:
    return {"kind": "update", "id": ident, "of": of, "status": "investigating", "components": [], "at": "2026-11-24T09:02:00Z",
            "edited_at": list(edited_at)}  # fmt: skip


FACE = {"kind": "page", "id": "harbourline", "url": "https://status.example/", "name": "Harbourline", "description": {}, "history_days": 14,
        "languages": ["en", "de"], "time_zone": "Europe/Berlin", "accent": "", "logo": "", "footer_links": [],
        "created_at": "2026-08-26T09:00:00Z"}  # fmt: skip


def both(path: str, words: str) -> dict[str, str | None]:
    """A document in the two languages of the page; long enough to be worth compressing."""
    return {path: f"<p>{words}</p>" * 9, f"de/{path}": f"<p lang=de>{words}</p>" * 9}


def a_site(folder: Path, *, first_key: str = "Olga", page: str = "harbourline") -> Site:
    """Eight editions with everything that §1 to §7 know: two keys, later lists, a redaction, removals, two languages."""
    site = Site(folder, page=page, key=Key(first_key))
    _first_editions(site)
    site.later(both("index.html", "All well again, as of 09:30"), at="2026-11-24T09:30:00Z")
    site.rotate(Key(f"{first_key}, later"))
    _later_editions(site)
    site.finish()
    return site


def _first_editions(site: Site) -> None:
    of = "incident/k3f9"
    site.publish(
        {"page/harbourline": FACE, "component/api": component("API")},
        both("index.html", "All well")
        | both("record/index.html", "The record")
        | {"assets/a1.js": "1;" * 200, "record/verify.py": "print()", "404.html": "Not here"},
        shared=("record/index.html", "de/record/index.html", "record/verify.py", "assets/a1.js", "404.html"),
        at="2026-11-24T09:00:00Z",
    )
    site.later({"components/api/index.html": "API: well" * 40}, shared=("components/api/index.html",), at="2026-11-24T09:00:01Z")
    site.publish(
        {of: incident("k3f9", "investigating"), "update/u1": update("u1", of)}
        | said(of, "title", en="API slow", de="API träge")
        | said("update/u1", "body", en="We look into it.", de="Wir sehen nach."),
        both("index.html", "API slow") | both("incidents/k3f9/index.html", "We look into it."),
        at="2026-11-24T09:02:00Z",
    )
    site.publish(
        {"update/u1": update("u1", of, ("2026-11-24T09:05:00Z",))}
        | said("update/u1", "before-0", en="We look into it.")
        | said("update/u1", "body", en="We \u201clook\u201d into it \U0001f50d.\n\tNow."),
        both("index.html", "API slow, edited"),
        at="2026-11-24T09:05:00Z",
    )
    site.publish(
        {of: incident("k3f9", "resolved", "2026-11-24T09:20:00Z")},
        both("index.html", "All well again") | both("incidents/k3f9/index.html", "Solved"),
        shared=("incidents/k3f9/index.html", "de/incidents/k3f9/index.html"),
        at="2026-11-24T09:20:00.000001Z",
    )


def _later_editions(site: Site) -> None:
    second = "incident/z8q1"
    site.later({"components/api/index.html": "API: well again" * 40}, shared=("components/api/index.html",), at="2026-11-24T09:31:00Z")
    site.publish(
        {"component/api": component("The API")},
        both("index.html", "The API") | {"assets/a1.js": None, "assets/a2.js": "2;" * 200},
        shared=("assets/a2.js",),
        at="2026-11-24T09:40:00Z",
    )
    site.publish(
        {second: incident("z8q1", "investigating")} | said(second, "title", en="By mistake"),
        both("index.html", "By mistake") | both("incidents/z8q1/index.html", "By mistake"),
        at="2026-11-24T09:41:00Z",
    )
    site.publish(
        {second: None, f"text/{second}/title/en": None},
        both("index.html", "Not so") | {"incidents/z8q1/index.html": None, "de/incidents/z8q1/index.html": None},
        at="2026-11-24T09:42:00Z",
    )
    secret = site.present["text/update/u1/before-0/en"]
    site.publish(said("update/u1", "before-0", en="(taken out)"), both("index.html", "Not so, told better"), at="2026-11-24T09:42:00Z")
    site.redact(secret, at="2026-11-24T09:42:00Z", reason="It named a person")
    site.later(both("index.html", "As of 09:50"), at="2026-11-24T09:50:00Z")


def a_long_site(folder: Path, editions: int = 1003) -> Site:
    """Two segments of lines: tiny editions, the same document every time anew."""
    site = Site(folder)
    for number in range(1, editions + 1):
        site.publish({"component/api": component(f"API {number}")}, {"index.html": str(number)}, at="2026-11-24T09:00:00Z")
    site.finish()
    return site
