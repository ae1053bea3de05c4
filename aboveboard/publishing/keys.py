"""The key that signs editions, and each page's chain of keys (docs/record.md §7)."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.lib.canonical import canonical_bytes
from aboveboard.lib.keyfiles import read_or_make
from aboveboard.pages.models import Page
from aboveboard.publishing.editions import fingerprint, key_entry, public_bytes
from aboveboard.publishing.files import locked
from aboveboard.publishing.models import EditionRow, KeyRow
from aboveboard.publishing.steps import step

WAIT = 10.0  # seconds that one rotation waits for another


class UnusableKeyError(Exception):
    """The signing key cannot be used; the message says what to do."""


def key_file() -> Path:
    """SIGNING_KEY_FILE, else ``signing.pem`` among the installation's keys."""
    named: Path | None = settings.SIGNING_KEY_FILE
    return named or settings.KEYS_DIR / "signing.pem"


def signing_key() -> Ed25519PrivateKey:
    """The present private key; made (0600) if nothing was ever signed. Raises ``UnusableKeyError`` if it is missing or no such key."""
    _finish_rotation()
    return _parsed(key_file(), read_or_make(key_file(), _first_key))


def _first_key() -> bytes:
    """Not where a record is: no other key goes on with it, and one that was made would look like the right one."""
    if KeyRow.objects.exists():
        raise UnusableKeyError(_("%(file)s is missing, and only the key that was in it goes on with the record.") % {"file": key_file()})
    return _pem(Ed25519PrivateKey.generate())


def present_fingerprint() -> str:
    """Of the signing key, without making one; empty if there is none, or no key that could be used."""
    try:
        return fingerprint(public_bytes(_parsed(key_file(), key_file().read_bytes())))
    except (FileNotFoundError, UnusableKeyError):
        return ""


def key_on_disk(wanted: str) -> Ed25519PrivateKey:
    """The private key with the fingerprint ``wanted``, without asking the database. Raises ``UnusableKeyError`` if it is not here."""
    for path in (key_file(), _next_file()):
        if path.exists():
            key = _parsed(path, path.read_bytes())
            if fingerprint(public_bytes(key)) == wanted:
                return key
    raise UnusableKeyError(f"{key_file()} does not hold the key that signs the record ({wanted[:16]}…).")


def key_for(page: Page, number: int) -> tuple[Ed25519PrivateKey, KeyRow | None]:
    """The key to sign edition ``number`` of ``page`` with, and the row to insert with it if it is the page's first.

    Raises ``UnusableKeyError`` if the page's last key is another one: someone exchanged the file without ``keys rotate``.
    """
    key = signing_key()
    mine = fingerprint(public_bytes(key))
    last = KeyRow.objects.filter(page=page).order_by("-number").first()
    if last is None:
        entry = canonical_bytes(key_entry(public_bytes(key), page.key, 1, None))
        return key, KeyRow(page=page, number=0, fingerprint=mine, since_edition=1, entry=entry)
    if last.fingerprint != mine:
        raise UnusableKeyError(f"{key_file()} holds the key {mine[:16]}…, but {page.name}'s record is signed by {last.fingerprint[:16]}….")
    return key, None


def keys_json(page: Page) -> bytes:
    """record/keys.json of ``page``."""
    entries = KeyRow.objects.filter(page=page).order_by("number").values_list("entry", flat=True)
    return canonical_bytes({"keys": [msgspec.json.decode(bytes(entry)) for entry in entries]})


def rotate_key(*, by: Actor) -> str:
    """Makes a new signing key, which the old one vouches for on every page. Returns its fingerprint.

    Every page is due for an edition afterwards, the first that the new key signs. Raises ``UnusableKeyError`` while a page's
    present key has signed nothing yet.
    """
    with locked(key_file().with_name(".rotation"), wait=WAIT):
        old, new = signing_key(), Ed25519PrivateKey.generate()
        _write_next(new)
        with transaction.atomic():
            for page in Page.objects.select_for_update().order_by("pk"):
                _vouch(page, old, new)
            record(Verb.KEY_ROTATED, f"key/{fingerprint(public_bytes(new))[:32]}", by=by)
        step("key vouched for")
        _finish_rotation()
    return fingerprint(public_bytes(new))


def _vouch(page: Page, old: Ed25519PrivateKey, new: Ed25519PrivateKey) -> None:
    last = KeyRow.objects.filter(page=page).order_by("-number").first()
    if last is None:
        return
    newest = EditionRow.objects.filter(page=page).aggregate(newest=Max("number"))["newest"] or 0
    if last.since_edition > newest:
        raise UnusableKeyError(f"The present key has signed no edition of {page.name} yet: publish first.")
    if last.fingerprint != fingerprint(public_bytes(old)):
        raise UnusableKeyError(f"{key_file()} does not hold the key that signs {page.name}'s record.")
    entry = canonical_bytes(key_entry(public_bytes(new), page.key, newest + 1, old))
    row = KeyRow(page=page, number=last.number + 1, fingerprint=fingerprint(public_bytes(new)), since_edition=newest + 1, entry=entry)
    row.save(force_insert=True)


def _finish_rotation() -> None:
    """Exchanges the files after the commit: whoever comes first does, since the one that rotated may have been killed."""
    with suppress(FileNotFoundError):  # there is none waiting, or another process was quicker
        waiting = _parsed(_next_file(), _next_file().read_bytes())
        if KeyRow.objects.filter(fingerprint=fingerprint(public_bytes(waiting))).exists():
            _next_file().replace(key_file())


def _next_file() -> Path:
    return key_file().with_name(key_file().name + ".next")


def _write_next(key: Ed25519PrivateKey) -> None:
    path = _next_file()
    path.unlink(missing_ok=True)
    read_or_make(path, lambda: _pem(key))


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _parsed(path: Path, pem: bytes) -> Ed25519PrivateKey:
    try:
        key: Any = serialization.load_pem_private_key(pem, password=None)
    except ValueError as error:
        raise UnusableKeyError(_("%(file)s is not a private key in PEM form.") % {"file": path}) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UnusableKeyError(_("%(file)s holds a key of another kind than Ed25519.") % {"file": path})
    return key
