"""How far somebody reaches: as a choice in a form, and in words."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.limits import EVERYWHERE, Limits
from aboveboard.components.models import ComponentGroup
from aboveboard.dashboard.forms import RefusalForm
from aboveboard.pages.models import Page

_CHOICES = [("everywhere", _("Everywhere")), ("only", _("Only what is chosen here"))]


class ReachForm(RefusalForm):
    """A form that also asks how far. ``giver`` are the limits of whoever fills it in: only what lies within is there to choose."""

    reach = forms.ChoiceField(label=_("Reach"), choices=_CHOICES, widget=forms.RadioSelect, initial="everywhere")
    groups = forms.ModelMultipleChoiceField(
        label=_("Component groups"),
        queryset=ComponentGroup.objects.none(),
        to_field_name="key",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    pages = forms.ModelMultipleChoiceField(
        label=_("Pages"), queryset=Page.objects.none(), to_field_name="key", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, giver: Limits = EVERYWHERE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups, pages = ComponentGroup.objects.order_by("position", "id"), Page.objects.order_by("name", "id")
        chosen: Any = self.fields
        chosen["groups"].queryset = groups.filter(key__in=giver.groups) if giver else groups
        chosen["pages"].queryset = pages.filter(key__in=giver.pages) if giver else pages
        if giver:
            chosen["reach"].choices = [("everywhere", _("As far as I do")), _CHOICES[1]]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("reach") == "only" and not given.get("groups") and not given.get("pages") and not self.errors:
            self.add_error("reach", _("Choose at least one group or page, or everywhere."))
        return given

    @property
    def limits(self) -> Limits:
        """What was chosen; nothing chosen means everywhere, and only where that was said."""
        if self.cleaned_data["reach"] == "everywhere":
            return EVERYWHERE
        keys = {name: frozenset(each.key for each in self.cleaned_data[name]) for name in ("pages", "groups")}
        return Limits(**keys)

    @staticmethod
    def values_of(limits: Limits) -> dict[str, Any]:
        return {"reach": "only" if limits else "everywhere", "groups": sorted(limits.groups), "pages": sorted(limits.pages)}


def names_of(all_limits: Iterable[Limits]) -> dict[Limits, list[str]]:
    """The names of the groups and pages that limits name, in two queries for all of them; empty for no limits.

    What was deleted meanwhile has no name and is left out; it still limits.
    """
    known = set(all_limits)
    groups = {key for limits in known for key in limits.groups}
    pages = {key for limits in known for key in limits.pages}
    names = dict(ComponentGroup.objects.filter(key__in=groups).values_list("key", "name")) if groups else {}
    names |= dict(Page.objects.filter(key__in=pages).values_list("key", "name")) if pages else {}
    return {
        limits: sorted(names[key] for _, key in limits.rows() if key in names) or ([str(_("nothing"))] if limits else [])
        for limits in known
    }
