"""The form of how everybody signs in."""

from typing import Any

from django import forms
from django.template.defaultfilters import yesno
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.models import SignInPolicy, User
from aboveboard.accounts.requirements import MOST_GRACE_DAYS
from aboveboard.dashboard.forms import RevisionForm

OF_THE_POLICY = (
    "grace_days",
    "provider_proves_factor",
    "local_sign_in",
    "provider_name",
    "issuer",
    "client_id",
    "group_claim",
    "group_roles",
    "makes_people",
)


class SignInForm(RevisionForm):
    requires_factor = forms.BooleanField(label=_("Everybody needs a second factor"), required=False)
    grace_days = forms.IntegerField(
        label=_("Days of grace"),
        min_value=0,
        max_value=MOST_GRACE_DAYS,
        help_text=_("Counted from when you switch it on, or from when somebody joins. Afterwards nothing but their account opens."),
    )
    provider_proves_factor = forms.BooleanField(label=_("Single sign-on counts as a second factor"), required=False)
    provider_name = forms.CharField(label=_("Name of the provider"), max_length=60, required=False, help_text=_("As it is on the button."))
    issuer = forms.CharField(
        label=_("Address of the provider (issuer)"), max_length=300, required=False, help_text=_("Empty: there is no single sign-on.")
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=200, required=False)
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed and never shown. Empty: stays as it is."),
    )
    group_claim = forms.CharField(label=_("Claim that names groups"), max_length=60, help_text=_("Often “groups” or “realm_access.roles”."))
    group_roles = forms.CharField(
        label=_("Groups and roles"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, as “ops-leads = admin”. The highest that fits is given at every sign-in."),
    )
    makes_people = forms.BooleanField(label=_("Unknown people become members when they come by single sign-on"), required=False)
    local_sign_in = forms.BooleanField(label=_("Passwords and passkeys open the dashboard"), required=False)
    break_glass = forms.ModelMultipleChoiceField(
        label=_("May break the glass: sign in by password even if that is off"),
        queryset=User.objects.none(),
        required=False,
        to_field_name="key",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["break_glass"].queryset = User.objects.owners().order_by("email")  # type: ignore[attr-defined]

    def clean_break_glass(self) -> list[User]:
        return list(self.cleaned_data["break_glass"])

    def clean_group_roles(self) -> dict[str, str]:
        """Lines of "group = role"; what the role may be, the action knows."""
        found = {}
        for line in self.cleaned_data["group_roles"].splitlines():
            group, equals, role = line.rpartition("=")
            if line.strip():
                if not equals or not group.strip():
                    raise forms.ValidationError(_("Each line gives a group and a role: owner, admin, editor, reporter or viewer."))
                found[group.strip()] = role.strip().lower()
        return found


def shown(policy: SignInPolicy) -> dict[str, Any]:
    """The policy as the form shows it."""
    values = stored(policy)
    return values | {
        "revision": policy.revision,
        "group_roles": _lines(policy.group_roles),
        "break_glass": [user.key for user in values["break_glass"]],
    }


def stored(policy: SignInPolicy) -> dict[str, Any]:
    """The policy as the form gives it once it is filled in."""
    return {name: getattr(policy, name) for name in OF_THE_POLICY} | {
        "requires_factor": policy.second_factor_required_since is not None,
        "break_glass": list(User.objects.owners().filter(is_break_glass=True).order_by("email")),
    }


def in_words(value: Any) -> str:
    """A value of the form as somebody who was overtaken reads it."""
    if isinstance(value, bool):
        return str(yesno(value))
    if isinstance(value, dict):
        return _lines(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _lines(group_roles: dict[str, str]) -> str:
    return "\n".join(f"{group} = {role}" for group, role in group_roles.items())
