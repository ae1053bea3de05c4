"""What is said about a change to an account: on the screen at once, and by mail to its owner."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By what django-allauth calls them. What is not here is not said, since the screen shows it.
SAID: dict[str, Promise] = {
    "account/messages/password_changed.txt": _("Your password is changed. Other sessions have ended."),
    "account/messages/password_set.txt": _("Your password is set. Other sessions have ended."),
    "mfa/messages/totp_activated.txt": _("The app is your second factor now."),
    "mfa/messages/totp_deactivated.txt": _("The app is no second factor any more."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
}
WRITTEN: dict[str, Promise] = {
    "account/email/password_changed": _("Your password was changed."),
    "account/email/password_reset": _("Your password was changed by a link that was mailed to you."),
    "account/email/password_set": _("A password was set for your account."),
    "mfa/email/totp_activated": _("An app that shows codes was added as a second factor."),
    "mfa/email/totp_deactivated": _("The app that shows codes is no second factor any more."),
    "mfa/email/webauthn_added": _("A passkey was added."),
    "mfa/email/webauthn_removed": _("A passkey was removed."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made; the ones before are worthless."),
}
