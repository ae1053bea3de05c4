"""What the record's files must look like, and where they are read from. Standard library and ``cryptography`` alone."""

import base64
import hashlib
import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LARGEST = 64 * 1024 * 1024  # bytes of one file over HTTP
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.(?!000000)[0-9]{6})?Z")
PART = re.compile(r"(?!\.\.?$)[!-~]+")


class RefusedError(ValueError):
    """Bytes of another shape than the record's."""


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> bytes:
    """RFC 8785: with ASCII names and whole numbers, which ``parse`` sees to, that is sorted, tight JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def parse(data: bytes) -> Any:
    """The value of canonical JSON, and of nothing else."""
    value = json.loads(data.decode(), object_pairs_hook=named, parse_int=whole, parse_float=refuse, parse_constant=refuse)
    return value if canonical(value) == data else refuse(data)


def named(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if not all(re.fullmatch("[ -~]+", name) for name, _ in pairs):
        refuse(pairs)
    return dict(pairs)


def whole(digits: str) -> int:
    number = int(digits)
    if abs(number) >= 2**53:
        refuse(digits)
    return number


def refuse(what: Any) -> Any:
    raise RefusedError(what)


def fits(value: Any, shape: Any) -> bool:
    """A shape is a function, a dict of shapes (exactly these members), or a list of one shape (any number of it)."""
    if isinstance(shape, dict):
        return isinstance(value, dict) and value.keys() == shape.keys() and all(fits(value[name], part) for name, part in shape.items())
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(member, shape[0]) for member in value)
    return bool(shape(value))


def text(value: Any) -> bool:
    return isinstance(value, str)


def number(value: Any) -> bool:
    return type(value) is int


def hashed(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def perhaps(shape: Any) -> Callable[[Any], bool]:
    return lambda value: value is None or fits(value, shape)


def encoded(length: int) -> Callable[[Any], bool]:
    """Base64 of so many bytes, in the one form that it has."""

    def is_it(value: Any) -> bool:
        raw = base64.b64decode(value, validate=True) if text(value) else b""
        return len(raw) == length and base64.b64encode(raw).decode() == value

    return is_it


def moment(value: Any) -> bool:
    return isinstance(value, str) and TIME.fullmatch(value) is not None and bool(datetime.fromisoformat(value))


def change(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 2 or not text(value[0]):
        return False
    return re.fullmatch("[!-~]*/[!-~]*", value[0]) is not None and (value[1] is None or hashed(value[1]))


def paths(value: Any) -> bool:
    return isinstance(value, dict) and all(is_path(path) and (said is None or hashed(said)) for path, said in value.items())


def is_path(path: str) -> bool:
    fine = all(PART.fullmatch(part) for part in path.split("/"))
    return fine and not set("\\?#%") & set(path) and not path.endswith((".gz", ".br"))


def item(value: Any) -> bool:
    if fits(value, {"content": lambda content: isinstance(content, dict), "salt": hashed}):
        return text(value["content"].get("kind")) and text(value["content"].get("id"))
    return fits(value, REDACTED)


LINE: Any = {
    "v": lambda value: number(value) and value == 1, "page": text, "edition": number, "at": moment, "now": text, "release": text,
    "causes": [text], "actors": [text], "changes": [change], "root": hashed, "documents": hashed, "previous": hashed, "key": hashed,
    "signature": encoded(64),
}  # fmt: skip
KEY: Any = {
    "fingerprint": hashed, "from": number, "key": encoded(32), "page": text, "signature": perhaps(encoded(64)),
    "signed_by": perhaps(hashed),
}  # fmt: skip
KEYS: Any = {"keys": [KEY]}
LIST: Any = {"documents": paths, "edition": number}
LATER: Any = {**LIST, "at": text, "key": hashed, "list": hashed, "page": text, "serial": number, "signature": encoded(64)}
REDACTED: Any = {
    "hash": hashed, "key": hashed, "page": text, "redacted": {"at": text, "reason": text}, "signature": encoded(64), "subject": text,
}  # fmt: skip


def is_signed(value: dict[str, Any], domain: str, key: dict[str, Any]) -> bool:
    """Whether ``value`` is signed by an entry of keys.json."""
    message = domain.encode() + b"\n" + canonical({name: member for name, member in value.items() if name != "signature"})
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key["key"])).verify(base64.b64decode(value["signature"]), message)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def is_signed_since(number: int, value: dict[str, Any], domain: str, keys: list[dict[str, Any]]) -> bool:
    """Whether the key in force for edition ``number`` signed ``value``, or one listed after it."""
    ruling = max((place for place, key in enumerate(keys) if key["from"] <= number), default=len(keys))
    return any(key["fingerprint"] == value["key"] and is_signed(value, domain, key) for key in keys[ruling:])


class Folder:
    """One page's folder."""

    over_http = False

    def __init__(self, root: str) -> None:
        self.root = root

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, None if there is none. Raises ``OSError`` if it cannot be read."""
        try:
            with open(f"{self.root}/{name}", "rb") as file:  # noqa: PTH123 - names as they stand in the record
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def document(self, path: str) -> bytes | None:
        """A document as readers get it."""
        inner = self.read(f"current/{path}")
        return self.read(f"shared/{path}") if inner is None else inner

    def present(self) -> Iterator[tuple[str, str]]:
        """Tree and path of everything that is there."""
        for tree in ("current", "shared", "record"):
            top = f"{self.root}/{tree}"
            for folder, folders, names in os.walk(top):
                for name in names + [name for name in folders if os.path.islink(f"{folder}/{name}")]:  # noqa: PTH114
                    yield tree, f"{folder}/{name}"[len(top) + 1 :].replace(os.sep, "/")


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: everything lies under the address that was given."""

    def redirect_request(self, *args: Any) -> None:
        return None


class Web:
    """A page's address. Documents that no list names and compressed copies cannot be seen from here."""

    over_http = True

    def __init__(self, address: str) -> None:
        self.base = address.rstrip("/") + "/"
        self.opener = urllib.request.build_opener(Stay)

    def read(self, name: str) -> bytes | None:
        request = urllib.request.Request(self.base + urllib.parse.quote(name), headers={"Accept-Encoding": "identity"})  # noqa: S310
        try:
            with self.opener.open(request, timeout=15) as answer:
                data: bytes = answer.read(LARGEST + 1)
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                return None
            raise
        if len(data) > LARGEST:
            raise OSError(name)
        return data

    def document(self, path: str) -> bytes | None:
        return self.read(path[: -len("index.html")] if path.split("/")[-1] == "index.html" else path)

    def present(self) -> Iterator[tuple[str, str]]:
        return iter(())
