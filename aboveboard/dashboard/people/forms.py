"""What is filled in about people and invitations; the rules are those of the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.grants import Grant
from aboveboard.accounts.limits import EVERYWHERE
from aboveboard.accounts.models import User
from aboveboard.accounts.permissions import Role
from aboveboard.dashboard.forms import RefusalForm, RevisionForm
from aboveboard.dashboard.people.reach import ReachForm
from aboveboard.dashboard.people.words import ROLE_MEANINGS, ROLE_WORDS
from aboveboard.lib.checks import NAME_LENGTH

_WAYS = [("mail", _("Send it by e-mail")), ("link", _("Show me a link to pass on"))]


def roles_given_by(grant: Grant) -> list[tuple[str, Any]]:
    """The roles that somebody may give, each with what it means."""
    return [(role.value, f"{ROLE_WORDS[role]} – {ROLE_MEANINGS[role]}") for role in reversed(Role) if grant.may_give(role, EVERYWHERE)]


class InviteForm(ReachForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("With a link it may stay empty."),
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, initial=Role.REPORTER.value)
    way = forms.ChoiceField(label=_("How"), choices=_WAYS, widget=forms.RadioSelect, initial="mail")
    field_order = ("email", "role", "reach", "groups", "pages", "way")

    def __init__(self, *args: Any, grant: Grant, can_mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, giver=grant.limits, **kwargs)
        self.fields["role"].choices = roles_given_by(grant)  # type: ignore[attr-defined]
        if not can_mail:
            self.fields["way"].choices = _WAYS[1:]  # type: ignore[attr-defined]
            self.fields["way"].initial = "link"

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("way") == "mail" and not given.get("email") and "email" not in self.errors:
            self.add_error("email", _("Say where to send it, or choose a link."))
        return given


class PersonForm(RevisionForm, ReachForm):
    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, required=False)
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    field_order = ("name", "role", "reach", "groups", "pages")

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, giver=grant.limits, **kwargs)
        self.fields["role"].choices = roles_given_by(grant)  # type: ignore[attr-defined]

    @staticmethod
    def stored(user: User) -> dict[str, Any]:
        return {"name": user.name, "role": user.role, **ReachForm.values_of(user.limits)}


class AcceptForm(RefusalForm):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, help_text=_("As colleagues know you."))
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A few unrelated words are easy to keep and hard to guess."),
    )

    def __init__(self, *args: Any, invited: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if invited:
            del self.fields["email"]
