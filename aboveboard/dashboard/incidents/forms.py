"""What a person fills in about an incident; the rules are those of the actions."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aboveboard.dashboard.forms import MomentField, RefusalForm, RevisionForm
from aboveboard.dashboard.incidents.choices import ALL_STAGES, BEGAN, NEXT_UPDATE, STAGES
from aboveboard.dashboard.templatetags.board import VISIBILITIES
from aboveboard.lib.checks import BODY_LENGTH, NAME_LENGTH, TITLE_LENGTH
from aboveboard.pages.audience import Visibility

IMPACT_CHOICES = [
    ("", _("follows from the components")),
    ("none", _("None")),
    ("minor", _("Minor")),
    ("major", _("Major")),
    ("critical", _("Critical")),
]


class Saying(RefusalForm):
    """What reporting and updating have in common."""

    body = forms.CharField(required=False, max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"class": "words", "rows": 4}))
    next_update = forms.ChoiceField(label=_("Next update due"), required=False, choices=NEXT_UPDATE, initial="30")

    def next_update_at(self, now: datetime) -> datetime | None:
        minutes = self.cleaned_data.get("next_update")
        return now + timedelta(minutes=int(minutes)) if minutes else None


class ReportForm(Saying):
    """A new incident. Nothing in it has to be filled in."""

    title = forms.CharField(label=_("Title"), required=False, max_length=TITLE_LENGTH, widget=forms.TextInput(attrs={"class": "words"}))
    auto_title = forms.CharField(required=False, max_length=TITLE_LENGTH, widget=forms.HiddenInput)
    status = forms.ChoiceField(label=_("Stage"), choices=STAGES, required=False, initial=STAGES[0][0])
    began = forms.ChoiceField(label=_("Began"), choices=BEGAN, required=False, initial="0")
    began_at = MomentField(label=_("Began exactly at"), required=False)
    visibility = forms.ChoiceField(label=_("Shown to"), choices=VISIBILITIES, required=False, initial=Visibility.EVERYONE.value)
    published_at = MomentField(label=_("Not before"), required=False, help_text=_("An embargo: until then readers see nothing of it."))
    pinned = forms.BooleanField(label=_("Keep it on top of the page"), required=False)

    def written_title(self, written: str) -> str:
        """The person's own title, else the one that ``written`` itself."""
        own = self.cleaned_data.get("title", "").strip()
        return own if own and own != self.cleaned_data.get("auto_title", "").strip() else written

    def occurred_at(self, now: datetime) -> datetime:
        exact = self.cleaned_data.get("began_at")
        return exact or now - timedelta(minutes=int(self.cleaned_data.get("began") or 0))


class UpdateForm(Saying):
    """Something more about an incident; the stage comes with the button."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    status = forms.ChoiceField(choices=ALL_STAGES)


class StepForm(RefusalForm):
    """One tap: the next stage, without words."""

    revision = forms.IntegerField(min_value=1)
    status = forms.ChoiceField(choices=ALL_STAGES)


class WordsForm(RevisionForm):
    body = forms.CharField(
        label=_("What readers should know"), max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"class": "words", "rows": 6})
    )


class ChangeForm(RevisionForm):
    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH, widget=forms.TextInput(attrs={"class": "words"}))
    impact = forms.ChoiceField(label=_("Impact"), choices=IMPACT_CHOICES, required=False)
    visibility = forms.ChoiceField(label=_("Shown to"), choices=VISIBILITIES)
    pinned = forms.BooleanField(label=_("Keep it on top of the page"), required=False)
    occurred_at = MomentField(label=_("Began"))
    published_at = MomentField(label=_("Readers see it from"), help_text=_("In the future: an embargo."))
    next_update_at = MomentField(label=_("Next update due"), required=False)

    def __init__(self, *args: Any, is_resolved: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        if is_resolved:
            del self.fields["next_update_at"]  # nobody waits for one


class BackfillForm(RefusalForm):
    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH, widget=forms.TextInput(attrs={"class": "words"}))
    body = forms.CharField(
        label=_("What happened"), required=False, max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"class": "words", "rows": 5})
    )
    began_at = MomentField(label=_("Began"))
    ended_at = MomentField(label=_("Ended"))
    visibility = forms.ChoiceField(label=_("Shown to"), choices=VISIBILITIES, initial=Visibility.EVERYONE.value)


class NoteForm(RefusalForm):
    text = forms.CharField(label=_("A note"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3}))


class PostmortemForm(RefusalForm):
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    body = forms.CharField(
        label=_("What we learned"), required=False, max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"class": "words", "rows": 20})
    )
    author = forms.CharField(
        label=_("By"), required=False, max_length=NAME_LENGTH, help_text=_("Readers see this line. Empty: nobody is named.")
    )
