"""What is filled in about a token; the rules are those of the action."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.grants import Grant
from aboveboard.accounts.issuing import ALL, LIFETIME
from aboveboard.accounts.models import ApiToken
from aboveboard.accounts.permissions import scopes_within
from aboveboard.dashboard.people.reach import ReachForm
from aboveboard.dashboard.tokens.words import NOUN_WORDS
from aboveboard.lib.checks import NAME_LENGTH

_DAYS = ((7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (365, _("A year")))


class ScopeRow(NamedTuple):
    """A noun with its boxes; null where whoever fills it in may not do that."""

    noun: str | Promise
    read: Any
    write: Any


class TokenForm(ReachForm):
    """``grant`` is that of the person whom the token acts for: only what that person may is there to choose."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH, help_text=_("What uses it, so that you know it again: “Deploy script”.")
    )
    scopes = forms.MultipleChoiceField(label=_("What it may"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(label=_("It ends after"), choices=_DAYS, coerce=int, widget=forms.RadioSelect, initial=LIFETIME.days)
    like = forms.SlugField(required=False, max_length=12, widget=forms.HiddenInput)
    field_order = ("name", "scopes", "reach", "groups", "pages", "days")

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, giver=grant.limits, **kwargs)
        offered: Any = self.fields["scopes"]
        offered.choices = [(scope, scope) for scope in (ALL, *scopes_within(grant.permissions))]

    @property
    def everything(self) -> Any:
        """The box of all scopes."""
        return next(iter(self["scopes"]))

    @property
    def scope_rows(self) -> Iterator[ScopeRow]:
        """The other boxes, by noun."""
        boxes = {box.data["value"]: box for box in self["scopes"]}
        for noun, word in NOUN_WORDS.items():
            row = ScopeRow(word, boxes.get(f"{noun}:read"), boxes.get(f"{noun}:write"))
            if row.read or row.write:
                yield row

    @staticmethod
    def like_this(token: ApiToken) -> dict[str, Any]:
        """The values for a token that is to take the place of ``token``."""
        return {
            "name": token.name,
            "scopes": token.scopes,
            "days": _days_nearest(token.created_at, token.expires_at),
            "like": token.key,
            **ReachForm.values_of(token.limits),
        }


def _days_nearest(since: datetime, until: datetime | None) -> int:
    lasts = until - since if until else LIFETIME
    return min((days for days, _label in _DAYS), key=lambda days: abs(timedelta(days=days) - lasts))
