"""A second verifier, written from docs/record.md alone: it shares no line with the program. One reading of one folder."""

import gzip
import hashlib
import json
import re
from base64 import b64decode
from datetime import datetime
from pathlib import Path

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ORDER = ["unreachable", "malformed", "broken-key-chain", "wrong-key", "broken-sequence", "broken-chain", "bad-signature", "wrong-page"]
ORDER += ["time-reversed", "bad-changes", "bad-root", "rolled-back", "stale-head", "bad-item", "bad-list", "bad-document", "bad-copy"]
TEXT, NUMBER, HASH, SIGNATURE = r'"(?:[^"\\]|\\.)*"', r"(?:0|-?[1-9][0-9]*)", '"[0-9a-f]{64}"', '"[A-Za-z0-9+/]{85}[AQgw]=="'
MANY, MAYBE = r"\[(?:{0}(?:,{0})*)?\]".format, f"(?:null|{HASH})"  # canonical JSON has one spelling: a shape is a regular expression
TIME, PART = r'"DDDD-DD-DDTDD:DD:DD(?:\.(?!0{6})D{6})?Z"'.replace("D", "[0-9]"), r'(?!\.{1,2}[/"])(?:[!$&-.0->@-\[\]-~]|\\")+'
LIST = rf'"documents":\{{(?:"{PART}(?:/{PART})*(?<!\.gz)(?<!\.br)":{MAYBE}(?:,(?=")|(?=\}})))*\}},"edition":{NUMBER}'
CHANGES = MANY(r'\["(?=[^"]*/)(?:[!#-\[\]-~]|\\["\\])*",' + MAYBE + r"\]")
LINE = rf'\{{"actors":{MANY(TEXT)},"at":{TIME},"causes":{MANY(TEXT)},"changes":{CHANGES},"documents":{HASH},"edition":{NUMBER},'
LINE += rf'"key":{HASH},"now":{TEXT},"page":{TEXT},"previous":{HASH},"release":{TEXT},"root":{HASH},"signature":{SIGNATURE},"v":1\}}'
KEY = rf'"[A-Za-z0-9+/]{{42}}[AEIMQUYcgkosw048]=","page":{TEXT},"signature":(?:null|{SIGNATURE}),"signed_by":{MAYBE}\}}'
KEYS = rf'\{{"keys":{MANY(rf'\{{"fingerprint":{HASH},"from":{NUMBER},"key":{KEY}')}\}}'
ITEM = rf'\{{"content":\{{.*\}},"salt":{HASH}\}}|\{{"hash":{HASH},"key":{HASH},"page":{TEXT},"redacted":\{{"at":{TEXT},'
ITEM += rf'"reason":{TEXT}\}},"signature":{SIGNATURE},"subject":{TEXT}\}}'
LATER = rf'\{{"at":{TEXT},{LIST},"key":{HASH},"list":{HASH},"page":{TEXT},"serial":{NUMBER},"signature":{SIGNATURE}\}}'
sha = lambda data: hashlib.sha256(data).hexdigest()  # noqa: E731
narrow = lambda pairs: dict(pairs) if all(re.fullmatch("[ -~]+", k) for k, _ in pairs) else b""  # noqa: E731 - bytes cannot be written


def is_signed(value, domain, key):
    message = f"{domain}\n".encode() + rfc8785.dumps({k: v for k, v in value.items() if k != "signature"})
    try:
        return Ed25519PublicKey.from_public_bytes(b64decode(key["key"])).verify(b64decode(value["signature"] or ""), message) is None
    except (InvalidSignature, ValueError):
        return False


class Reading:
    def __init__(self, root, pin=None, since=None, page=None):
        self.root, self.found, self.redacted, self.named, self.was = Path(root), {}, [], {}, {}
        head, lines, keys = self.read("head.json", None)[1], self.lines(), self.read("record/keys.json", KEYS)[1]
        if lines and keys:
            self.page, last = page or lines[0][1]["page"], lines[-1][1]["edition"]
            self.keys(keys["keys"], pin, last)
            self.chain(lines, keys["keys"])
            self.say("rolled-back", since, since and since not in [f"{line['edition']}:{sha(data)}" for data, line in lines])
            self.say("rolled-back", "head.json", head and head["edition"] > last)
            self.say("stale-head", "head.json", head and head["edition"] < last)
            self.documents()
        self.verdict = next((verdict for verdict in ORDER if verdict in self.found), "valid")

    def say(self, verdict, where, when=True):
        self.found |= {verdict: where} if when and verdict not in self.found else {}

    def read(self, name, form="", must=True):
        try:
            data = (self.root / name).read_bytes()
            return data, self.parsed(name, data, form) if form != "" else None
        except OSError as error:
            self.say("unreachable", name, must or not isinstance(error, (FileNotFoundError, NotADirectoryError)))
            return None, None

    def parsed(self, name, data, form):
        try:
            value = json.loads(data, parse_float=str.encode, object_pairs_hook=narrow if form else dict)
            fine = re.fullmatch(form, data.decode()) and rfc8785.dumps(value) == data if form else type(value["edition"]) is int
            return value if fine and (form is not LINE or datetime.fromisoformat(value["at"])) else self.say("malformed", name)
        except (ValueError, RecursionError, TypeError, KeyError):
            return self.say("malformed", name)

    def lines(self):
        lines, name, start = [], "record/editions.jsonl", 1001
        while start > 0:
            rows = (self.read(name)[0] or b"").split(b"\n")
            part = [(row, self.parsed(name, row, LINE)) for row in rows[:-1]]
            self.say("malformed", name, rows[-1] or not part)
            self.say("broken-sequence", name, len(part) > 1000)
            if self.found.keys() & {"unreachable", "malformed"}:
                return []
            start = (start if lines else part[0][1]["edition"] if part[0][1]["edition"] % 1000 == 1 else 0) - 1000
            lines, name = part + lines, f"record/editions-{start}.jsonl"
        return lines

    def keys(self, keys, pin, last):
        for before, key in zip([{"from": 0, "fingerprint": None}, *keys], keys, strict=False):
            fine = is_signed(key, "aboveboard-key-v1", before) if key is not keys[0] else key["from"] == 1 and key["signature"] is None
            fine &= sha(b64decode(key["key"])) == key["fingerprint"] and [k["key"] for k in keys].count(key["key"]) == 1
            self.say("wrong-page", "keys", key["page"] != self.page)
            self.say("broken-key-chain", "keys", not fine or key["from"] <= before["from"] or key["signed_by"] != before["fingerprint"])
        self.say("broken-key-chain", "no key", not keys)
        self.say("wrong-key", pin, pin and not any(key["fingerprint"] == pin and key["from"] <= last for key in keys))

    def chain(self, lines, keys):
        buckets, hashes = [{} for _ in range(256)], [hashlib.sha256().digest()] * 256
        for number, ((before, earlier), (_, line)) in enumerate(zip(lines[:1] + lines, lines, strict=False), 1):
            ruling = max((place for place, key in enumerate(keys) if key["from"] <= line["edition"]), default=len(keys))
            self.say("broken-sequence", number, line["edition"] != number)
            self.say("broken-chain", number, line["previous"] != (sha(before) if number > 1 else "0" * 64))
            self.signed(number, line, "aboveboard-line-v1", keys[ruling : ruling + 1])
            self.say("time-reversed", number, datetime.fromisoformat(line["at"]) < datetime.fromisoformat(earlier["at"]))
            self.say("bad-changes", number, [s for s, _ in line["changes"]] != sorted({s for s, _ in line["changes"]}))
            for subject, hashed in line["changes"]:
                first = hashlib.sha256(subject.encode()).digest()[0]
                self.say("bad-changes", number, buckets[first].pop(subject, None) == hashed)
                buckets[first] |= {subject: hashed} if hashed else {}
                hashes[first] = hashlib.sha256("".join(f"{s} {h}\n" for s, h in sorted(buckets[first].items())).encode()).digest()
                self.item(subject, hashed, keys[ruling:])
            self.say("bad-root", number, sha(b"".join(hashes)) != line["root"])
            self.lists(line, keys[ruling:])

    def item(self, subject, hashed, keys):
        item = self.read(f"record/items/{hashed[:32]}.json", ITEM)[1] if hashed else None
        if item and "content" in item:
            item["hash"] = sha(b"aboveboard-item-v1\n" + bytes.fromhex(item["salt"]) + rfc8785.dumps(item["content"]))
            item["subject"] = f"{item['content'].get('kind')}/{item['content'].get('id')}"
        self.redacted += [hashed[:32]] if item and "redacted" in item else []
        self.signed(subject, item if item and "redacted" in item else None, "aboveboard-redaction-v1", keys)
        self.say("bad-item", subject, item and (item["hash"], item["subject"]) != (hashed, subject))

    def lists(self, line, keys):
        number, name = line["edition"], f"record/documents/{line['edition']}"
        (data, plain), (_, later) = self.read(f"{name}.json", rf"\{{{LIST}\}}"), self.read(f"{name}-later.json", LATER, must=False)
        self.signed(f"{name}-later.json", later, "aboveboard-documents-v1", keys)
        for listed in filter(None, (plain, later)):
            self.say("bad-list", number, (listed.get("list") or sha(data), listed["edition"]) != (line["documents"], number))
            self.named |= listed["documents"]
            self.was |= {path: hashed for path, hashed in listed["documents"].items() if hashed}

    def signed(self, name, value, domain, keys):
        fine = value and [is_signed(value, domain, key) for key in keys if key["fingerprint"] == value["key"]]
        self.say("bad-signature", name, value and True not in fine)
        self.say("wrong-page", name, value and value["page"] != self.page)

    def documents(self):
        for path, hashed in self.named.items():
            found = [data for data in (self.read(f"{top}/{path}", must=False)[0] for top in ("current", "shared")) if data is not None]
            self.say("bad-document", path, hashed and [hashed] != [sha(data) for data in found[:1]])
        for file in (file for top in ("current", "shared", "record") for file in (self.root / top).rglob("*")):
            top, path = file.relative_to(self.root).as_posix().split("/", 1)
            if file.suffix in (".gz", ".br"):  # no brotli in the standard library: of such a copy it is only asked that it has a file
                try:
                    beside = file.with_suffix("").read_bytes()
                    self.say("bad-copy", path, file.suffix == ".gz" and gzip.decompress(file.read_bytes()) != beside)
                except Exception:  # noqa: BLE001 - gzip, zlib and the file system each raise their own
                    self.say("bad-copy", path)
            elif top != "record" and not self.named.get(path) and (file.is_symlink() or not file.is_dir()):
                self.say("bad-document", path, not path.startswith("assets/") or self.was.get(path) != sha(file.read_bytes()))
