"""What django-allauth asks of us about second factors: sealing, names, and that a code works once."""

from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from aboveboard.accounts.models import User
from aboveboard.accounts.sealing import FACTOR, seal, unseal


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return seal(text, FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, FACTOR)

    def generate_authenticator_name(self, user: User, type: str) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey {number}").format(number=number)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bound to the installation's own host, whatever the request called it."""
        return {"id": settings.SITE_HOST, "name": "Aboveboard"}


def has_factor(user: User) -> bool:
    """Whether this person has a second factor; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def take_code(user: User, factor: Any, code: str) -> bool:
    """False if this one-time code was used before. The library forgets that sooner than the code ends, with a tolerance."""
    if factor.type != Authenticator.Type.TOTP:
        return True
    steps = 2 * app_settings.TOTP_TOLERANCE + 2
    digits = "".join(code.split())
    return bool(cache.add(f"totp-used:{user.pk}:{digits}", 1, timeout=steps * app_settings.TOTP_PERIOD))
