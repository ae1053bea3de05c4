"""Secrets of people and of the installation in the database: sealed before they are kept, sealed anew when the key changes."""

from typing import Any

from django.conf import settings
from django.db import transaction

from aboveboard.accounts.models import SignInPolicy
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.lib.secrets import Keyring, KeySource

FACTOR = "second factor"
CLIENT = "single sign-on"
_KEPT = 2  # keys in the file: the present one, and the one before for processes that still seal with it
_SEALED_IN_FACTORS = ("secret", "seed")


class GivenKeysError(Exception):
    """The keys stand in the environment, so only the environment can change them."""


def seal(text: str, purpose: str) -> str:
    ring: Keyring = settings.FIELD_KEYS.ring()
    return ring.seal(text, purpose)


def unseal(sealed: str, purpose: str) -> str:
    """Raises ``UnreadableSecretError``."""
    ring: Keyring = settings.FIELD_KEYS.ring()
    return ring.open(sealed, purpose)


def check_field_key() -> None:
    """Opens the newest of what is sealed. Raises ``UnreadableSecretError`` if the key at hand is not the one that sealed it.

    ``ValueError`` or ``OSError`` if the key itself cannot be read; nothing is wrong where nothing is sealed.
    """
    from allauth.mfa.models import Authenticator

    policy = SignInPolicy.objects.current()
    if policy.sealed_client_secret:
        unseal(policy.sealed_client_secret, CLIENT)
    for factor in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("-pk")[:2]:
        for name in _SEALED_IN_FACTORS:
            if name in factor.data:
                unseal(factor.data[name], FACTOR)


def rotate_field_key(*, by: Actor) -> int:
    """Makes a new key (or takes the first of FIELD_KEY) and seals everything again with it. Returns how many secrets that were.

    Raises ``GivenKeysError`` if FIELD_KEY holds one key alone, ``UnreadableSecretError`` if something cannot be opened.
    """
    source: KeySource = settings.FIELD_KEYS
    if source.is_file:
        source.add_key()
    elif source.ring().count < _KEPT:
        raise GivenKeysError
    with transaction.atomic():
        number = _seal_all(source.ring())
        record(Verb.KEY_ROTATED, f"key/{source.ring().present}", by=by, sealed=number)
    if source.is_file:
        source.drop_keys(keep=_KEPT)
    return number


def _seal_all(ring: Keyring) -> int:
    from allauth.mfa.models import Authenticator

    number = 0
    for factor in Authenticator.objects.select_for_update().order_by("pk").iterator(chunk_size=500):
        sealed: dict[str, Any] = {name: factor.data[name] for name in _SEALED_IN_FACTORS if name in factor.data}
        if sealed:
            factor.data |= {name: ring.seal(ring.open(value, FACTOR), FACTOR) for name, value in sealed.items()}
            factor.save(update_fields=["data"])
            number += len(sealed)
    for policy in SignInPolicy.objects.select_for_update().exclude(sealed_client_secret=""):
        policy.sealed_client_secret = ring.seal(ring.open(policy.sealed_client_secret, CLIENT), CLIENT)
        policy.save(update_fields=["sealed_client_secret"])
        number += 1
    return number
