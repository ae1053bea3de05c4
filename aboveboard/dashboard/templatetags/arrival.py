"""What the screens before sign-in know: whether there is single sign-on, and whether mail leaves."""

from typing import NamedTuple

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

from aboveboard.accounts.models import SignInPolicy

register = template.Library()


class Provider(NamedTuple):
    """``local``: passwords and passkeys are not switched off."""

    name: str
    local: bool


@register.simple_tag
def single_sign_on() -> Provider | None:
    """Null if the installation has none."""
    policy = SignInPolicy.objects.current()
    return Provider(policy.provider_name or _("single sign-on"), policy.local_sign_in) if policy.issuer else None


@register.simple_tag
def sends_mail() -> bool:
    return bool(settings.MAIL_URL)
