"""What a person fills in about a maintenance; the rules are those of the actions."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.limits import Limits
from aboveboard.components.models import Component
from aboveboard.components.status import Status
from aboveboard.dashboard.forms import MomentField, RefusalForm, RevisionForm
from aboveboard.dashboard.templatetags.board import VISIBILITIES, WORDS
from aboveboard.dashboard.wording import ManyLanguages, typed_as
from aboveboard.lib.checks import BODY_LENGTH, TITLE_LENGTH
from aboveboard.maintenances.models import Maintenance
from aboveboard.maintenances.recurrence import RULE_LENGTH

MEANWHILE = (Status.UNDER_MAINTENANCE, Status.OPERATIONAL, Status.DEGRADED_PERFORMANCE, Status.PARTIAL_OUTAGE, Status.MAJOR_OUTAGE)
# What is offered -> the rule that it stands for; "rule": typed by hand.
REPEATS = {
    "": _("Does not repeat"),
    "FREQ=DAILY": _("Every day"),
    "FREQ=WEEKLY": _("Every week"),
    "FREQ=WEEKLY;INTERVAL=2": _("Every two weeks"),
    "FREQ=MONTHLY": _("Every month, on this date"),
    "weekday": _("Every month, on this weekday"),
    "rule": _("By a rule"),
}


class ReachForm(RefusalForm):
    """What is affected, among what the person reaches, and who is told."""

    components = forms.ModelMultipleChoiceField(
        label=_("What is affected"),
        queryset=Component.objects.none(),
        to_field_name="key",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    status = forms.ChoiceField(label=_("Meanwhile they are"), choices=[(status.value, WORDS[status]) for status in MEANWHILE])
    visibility = forms.ChoiceField(label=_("Shown to"), choices=VISIBILITIES)

    def __init__(self, *args: Any, limits: Limits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reached = Component.objects.existing().within(limits).select_related("group").distinct()
        self.fields["components"].queryset = reached.order_by("group__position", "group_id", "position")  # type: ignore[attr-defined]
        self.fields["components"].required = bool(limits)

    @property
    def statuses(self) -> dict[Component, str]:
        return dict.fromkeys(self.cleaned_data["components"], self.cleaned_data["status"])


class PlanForm(ManyLanguages, ReachForm):
    said = ("title", "body")
    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH, widget=forms.TextInput(attrs={"class": "words"}))
    body = forms.CharField(
        label=_("What readers should know"), max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"class": "words", "rows": 4})
    )
    begins_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    repeat = forms.ChoiceField(label=_("Repeats"), choices=list(REPEATS.items()), required=False)
    rule = forms.CharField(
        label=_("Rule"), required=False, max_length=RULE_LENGTH, help_text=_("As in calendars, for example FREQ=MONTHLY;BYDAY=1SU")
    )
    announce_days = forms.IntegerField(label=_("Announced so many days before"), min_value=0, max_value=90, initial=7, required=False)
    quiet = forms.BooleanField(label=_("Quietly: nobody is notified"), required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("repeat") == "rule" and not self.cleaned_data.get("rule"):
            self.add_error("rule", _("Type a rule, or choose how it repeats."))
        return self.cleaned_data

    def recurs(self) -> str:
        """The rule that was chosen or typed; empty: once."""
        repeat, begins_at = self.cleaned_data.get("repeat", ""), self.cleaned_data.get("begins_at")
        if repeat == "rule":
            return str(self.cleaned_data.get("rule", ""))
        return weekday_of_month(begins_at) if repeat == "weekday" and begins_at else str(repeat)


class WindowForm(ManyLanguages, RefusalForm):
    said = ("body",)
    begins_at = MomentField(label=_("Begins"), required=False)
    ends_at = MomentField(label=_("Ends"), required=False)
    body = forms.CharField(
        label=_("What readers should know"),
        required=False,
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"class": "words", "rows": 2}),
    )


class ChangeForm(ManyLanguages, ReachForm, RevisionForm):
    said = ("title",)
    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH, widget=forms.TextInput(attrs={"class": "words"}))

    @staticmethod
    def values_of(maintenance: Maintenance) -> dict[str, Any]:
        affected = list(maintenance.affected.select_related("component"))
        return {
            **typed_as("title", maintenance.title),
            "components": [row.component.key for row in affected],
            "status": affected[0].status if affected else Status.UNDER_MAINTENANCE.value,
            "visibility": maintenance.visibility,
        }


class SayForm(ManyLanguages, RefusalForm):
    said = ("body",)
    body = forms.CharField(
        label=_("What readers should know"), max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"class": "words", "rows": 3})
    )


def weekday_of_month(begins_at: datetime) -> str:
    """ "The third Tuesday of every month", of the day that ``begins_at`` falls on, on the clock of the page; a fifth is the last."""
    on = timezone.localdate(begins_at)
    day, week = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][on.weekday()], (on.day - 1) // 7 + 1
    return f"FREQ=MONTHLY;BYDAY={-1 if week == 5 else week}{day}"


def first_window(now: datetime) -> dict[str, datetime]:
    """What a new maintenance begins with: tomorrow at the next full hour, for an hour."""
    begins_at = (now + timedelta(days=1)).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return {"begins_at": begins_at, "ends_at": begins_at + timedelta(hours=1)}
