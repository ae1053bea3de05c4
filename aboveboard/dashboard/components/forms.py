"""What a person fills in about components and groups; the rules are those of the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.limits import Limits
from aboveboard.components.checks import DESCRIPTION_LENGTH, ORDERS
from aboveboard.components.corrections import REASON_LENGTH
from aboveboard.components.models import Collapse, Component, ComponentGroup
from aboveboard.components.queries import ComponentGroupQuerySet
from aboveboard.components.status import Status
from aboveboard.dashboard.forms import RefusalForm, RevisionForm, SecondField
from aboveboard.dashboard.templatetags.board import WORDS
from aboveboard.dashboard.wording import ManyLanguages
from aboveboard.lib.checks import NAME_LENGTH
from aboveboard.pages.models import Page

BY_HAND = [(status.value, WORDS[status]) for status in Status if status is not Status.UNKNOWN]
COLLAPSE_WORDS = {
    Collapse.UNLESS_TROUBLE: _("Closed, opens itself on trouble"),
    Collapse.NEVER: _("Always open"),
    Collapse.ALWAYS: _("Always closed"),
}
ORDER_WORDS = {"manual": _("By hand"), "name": _("By name"), "status": _("Trouble first")}


def groups_within(limits: Limits) -> ComponentGroupQuerySet:
    """The groups that somebody may put components into, in the order of pages."""
    return ComponentGroup.objects.within(limits).order_by("position", "id")


class GroupForm(RevisionForm):
    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    description = forms.CharField(label=_("Description"), required=False, max_length=DESCRIPTION_LENGTH, widget=forms.Textarea)
    collapse = forms.ChoiceField(
        label=_("When a reader arrives"), choices=[(key.value, word) for key, word in COLLAPSE_WORDS.items()], widget=forms.RadioSelect
    )
    order = forms.ChoiceField(
        label=_("Order of its components"), choices=[(key, ORDER_WORDS[key]) for key in ORDERS], widget=forms.RadioSelect
    )

    @staticmethod
    def values_of(group: ComponentGroup) -> dict[str, Any]:
        return {"name": group.name, "description": _first(group.description), "collapse": group.collapse, "order": group.order}


class ComponentForm(RevisionForm):
    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, help_text=_("What customers call it, never a host."))
    slug = forms.CharField(
        label=_("Address"), required=False, max_length=60, help_text=_("Part of its page’s address; made of the name if empty.")
    )
    group = forms.ModelChoiceField(label=_("Group"), queryset=ComponentGroup.objects.none(), to_field_name="key", required=False)
    description = forms.CharField(label=_("Description"), required=False, max_length=DESCRIPTION_LENGTH, widget=forms.Textarea)
    link = forms.CharField(label=_("Link"), required=False, max_length=500, help_text=_("For example https://example.org"))
    tags = forms.CharField(label=_("Tags"), required=False, max_length=900, help_text=_("Separated by commas."))
    enabled = forms.BooleanField(label=_("Shown to readers"), required=False)

    def __init__(self, *args: Any, limits: Limits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = self.fields["group"]
        group.queryset = groups_within(limits)  # type: ignore[attr-defined]
        group.empty_label = None if limits else _("None")  # type: ignore[attr-defined]
        group.required = bool(limits)

    def clean_tags(self) -> list[str]:
        return list(dict.fromkeys(tag.strip() for tag in self.cleaned_data["tags"].split(",") if tag.strip()))

    @staticmethod
    def values_of(component: Component) -> dict[str, Any]:
        return {
            "name": component.name, "slug": component.slug, "group": component.group, "description": _first(component.description),
            "link": component.link, "tags": ", ".join(component.tags), "enabled": component.enabled,
        }  # fmt: skip


class BulkForm(RefusalForm):
    """What to do with all that were chosen: exactly one thing."""

    status = forms.ChoiceField(required=False, choices=BY_HAND)
    group = forms.ModelChoiceField(required=False, queryset=ComponentGroup.objects.none(), to_field_name="key")
    tag = forms.CharField(required=False, max_length=40)
    shown = forms.ChoiceField(required=False, choices=[("yes", "yes"), ("no", "no")])

    def __init__(self, *args: Any, limits: Limits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups_within(limits)  # type: ignore[attr-defined]


class StatusForm(RefusalForm):
    status = forms.ChoiceField(choices=BY_HAND)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200, help_text=_("For the audit log; readers do not see it."))


class CorrectForm(ManyLanguages, RefusalForm):
    """What the component really was, when, and why."""

    said = ("reason",)
    began_at = SecondField(label=_("From"))
    ended_at = SecondField(label=_("To"))
    status = forms.ChoiceField(label=_("It really was"), choices=[(status.value, WORDS[status]) for status in Status])
    reason = forms.CharField(label=_("Reason"), max_length=REASON_LENGTH, help_text=_("Readers see it, on the page of the component."))

    @property
    def given(self) -> dict[str, Any]:
        """As ``correct_history`` takes it."""
        return {name: self.cleaned_data[name] for name in ("began_at", "ended_at", "status")} | {"reason": self.words("reason")}

    @property
    def changes(self) -> str:
        """What figures depend on; they are shown before it is carried out."""
        return "{began_at:%Y%m%dT%H%M%S} {ended_at:%Y%m%dT%H%M%S} {status}".format(**self.cleaned_data)


def _first(texts: dict[str, str]) -> str:
    """The text in the default page's first language, which is the one that forms edit."""
    return texts.get(Page.objects.first_language(), "")
