"""Forms of sign-in and of one's own account: django-allauth's in our words, and our own."""

from typing import Any

from allauth.account import forms as account
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.adapter import AccountAdapter
from aboveboard.accounts.factors import take_code
from aboveboard.accounts.models import User

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code", "maxlength": 20}


def _strengthened(field: forms.Field) -> None:
    """Shows the strength while typing (dashboard/account/strength.py)."""
    field.help_text = password_validators_help_texts()[-1]
    field.widget.attrs |= {
        "autocomplete": "new-password",
        "hx-post": reverse_lazy("dashboard_password_strength"),
        "hx-trigger": "input changed delay:250ms",
        "hx-target": "#strength",
        "hx-sync": "this:replace",
    }
    field.widget.attrs.pop("placeholder", None)


class Plain:
    """Without placeholders, since every field has its label above."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Plain, account.LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["login"].widget.attrs |= {"autocomplete": "username webauthn"}
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""


class ResetForm(Plain, account.ResetPasswordForm):  # type: ignore[misc]
    """Does for an unknown address what it does for a known one, and throws the mail away: the answer's time says nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")

    def save(self, request: Any, **kwargs: Any) -> str:
        email = str(self.cleaned_data["email"])
        user = self.users[0] if self.users else User(pk=0, email=email)
        token = default_token_generator.make_token(user)
        adapter = AccountAdapter()
        address = adapter.get_reset_password_from_key_url(f"{user_pk_to_url_str(user)}-{token}")
        adapter.send_mail(
            "account/email/password_reset_key", user.email if self.users else "", {"user": user, "password_reset_url": address}
        )
        return email


class _NewPassword(Plain):
    """One field: what was typed can be looked at instead of being typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)  # type: ignore[attr-defined]
        self.fields["password1"].label = _("New password")  # type: ignore[attr-defined]
        _strengthened(self.fields["password1"])  # type: ignore[attr-defined]
        if "oldpassword" in self.fields:  # type: ignore[attr-defined]
            self.fields["oldpassword"].label = _("Present password")  # type: ignore[attr-defined]
            self.fields["oldpassword"].help_text = ""  # type: ignore[attr-defined]


class ChangePasswordForm(_NewPassword, account.ChangePasswordForm):  # type: ignore[misc]
    """Needs the present one."""


class SetPasswordForm(_NewPassword, account.SetPasswordForm):  # type: ignore[misc]
    """For somebody who has none yet."""


class ResetKeyForm(_NewPassword, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """From the link in a mail."""


class ReauthenticateForm(Plain, account.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        self.fields["password"].label = _("Password")


class _CodeOnce:
    """A code of an app works once, for as long as it could be typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")  # type: ignore[attr-defined]
        self.fields["code"].widget.attrs = dict(CODE)  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code = str(super().clean_code())  # type: ignore[misc]
        if not take_code(self.user, self.authenticator, code):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return code


class FactorForm(_CodeOnce, factors.AuthenticateForm):  # type: ignore[misc]
    """Of an app, or a recovery code."""


class FactorAgainForm(_CodeOnce, factors.ReauthenticateForm):  # type: ignore[misc]
    """The same, to prove again who it is."""


class ActivateTotpForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code that the app shows")
        self.fields["code"].widget.attrs = dict(CODE)


class ArrivalForm(forms.Form):
    """Somebody new: who they are, and the password that they choose. For the first owner and for whoever accepts an invitation."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    name = forms.CharField(label=_("Name"), max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password1 = forms.CharField(label=_("Password"), strip=False, widget=forms.PasswordInput)

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        """``email``: given by an invitation and not to be chosen."""
        super().__init__(*args, **kwargs)
        _strengthened(self.fields["password1"])
        if email:
            self.fields["email"].initial = email
            self.fields["email"].disabled = True

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or {}
        if given.get("password1"):
            try:
                validate_password(given["password1"], User(email=given.get("email", ""), name=given.get("name", "")))
            except forms.ValidationError as weak:
                self.add_error("password1", weak)
        return given


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language"), required=False)
    has_single_keys = forms.BooleanField(label=_("Keys of one letter, such as N to report an incident"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("As the browser asks")), *settings.LANGUAGES]  # type: ignore[attr-defined]


class EmailForm(forms.Form):
    email = forms.EmailField(label=_("New address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
