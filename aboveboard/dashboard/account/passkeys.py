"""Forms of passkeys: django-allauth's in our words, which take whatever a stranger sends for an answer of a browser."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from aboveboard.dashboard.account.forms import Plain

MOST_CHARACTERS = 20_000  # of an answer, which has a few thousand


class CredentialField(forms.JSONField):
    """What a browser says about a key. Never shown again: a browser says something else each time."""

    def to_python(self, value: Any) -> Any:
        try:
            if isinstance(value, str) and len(value) <= MOST_CHARACTERS:
                return super().to_python(value)
        except RecursionError:
            pass
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid", params={"value": "…"})

    def bound_data(self, data: Any, initial: Any) -> Any:
        return None


class _Guarded:
    """The library lets through what its parser makes of answers that no browser gives: a wrong type, a missing part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(widget=forms.HiddenInput)  # type: ignore[attr-defined]

    @staticmethod
    def _read[T](read: Callable[[], T]) -> T:
        try:
            return read()
        except (KeyError, TypeError, ValueError, AttributeError):
            raise get_adapter().validation_error("incorrect_code") from None


class _Assertion(_Guarded):
    def clean_credential(self) -> Any:
        return self._read(super().clean_credential)  # type: ignore[misc]


class SignInWithPasskeyForm(_Assertion, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """Alone, without a password."""


class PasskeyAsFactorForm(_Assertion, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """After a password."""


class PasskeyAgainForm(_Assertion, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """To prove again who it is."""


class AddPasskeyForm(Plain, _Guarded, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].widget.attrs |= {"maxlength": 60}
        self.fields["passwordless"].label = _("Sign in with it alone, without a password")
        self.fields["passwordless"].help_text = ""
        self.fields["passwordless"].initial = True

    def clean(self) -> Any:
        return self._read(super().clean)


class RenamePasskeyForm(Plain, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs |= {"maxlength": 60}
