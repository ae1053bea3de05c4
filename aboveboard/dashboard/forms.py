"""What forms of all nouns share: fields marked as wrong, what an action refused, and the revision that somebody started from."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from aboveboard.lib.changes import is_moved

Difference = dict[str, Any]  # label, what was sent, what is stored
_MINUTE = "%Y-%m-%dT%H:%M"
_SECOND = f"{_MINUTE}:%S"


class MomentField(forms.DateTimeField):
    """A minute on the clock of the page."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTE)
    input_formats = (_MINUTE, _SECOND, "%Y-%m-%d %H:%M")


class SecondField(MomentField):
    """A second on the clock of the page."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format=_SECOND)


class RefusalForm(forms.Form):
    """A form that takes what an action refused back to its fields, and says it in the mark-up.

    ``overtaken``: field by field what was sent and what is stored now, once it came out that somebody else was faster.
    """

    overtaken: list[Difference] | None = None

    def carry_out[T](self, act: Callable[[], T], *, stored: Callable[[], dict[str, Any]] | None = None) -> T | None:
        """What ``act`` returns; null if it was refused, which then stands beside the fields.

        With ``stored``, which gives the values as they are now, somebody who was overtaken sees both versions instead.
        """
        try:
            return act()
        except ValidationError as refusal:
            if stored is not None and is_moved(refusal):
                self.overtaken = _differences(self, stored())
            else:
                self.refuse(refusal)
            return None

    def refuse(self, refusal: ValidationError) -> None:
        """Puts the messages of an action beside the fields that they are about; what is about no field goes on top."""
        given = refusal.message_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.messages}
        for field, messages in given.items():
            self.add_error(field if field in self.fields else None, messages)

    @property
    def http_status(self) -> int:
        """Of the screen that shows the form (again)."""
        if self.overtaken is not None:
            return 409
        return 400 if self.errors else 200


class RevisionForm(RefusalForm):
    """A form about a thing that somebody else may be changing, too: it carries the revision that it was filled in from."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    @property
    def given(self) -> dict[str, Any]:
        """What was filled in, without the revision."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


def _differences(form: forms.Form, now: dict[str, Any]) -> list[Difference]:
    found = []
    for name, field in form.fields.items():
        if name in now and not isinstance(field.widget, forms.HiddenInput):
            sent, stored = form.cleaned_data.get(name), now[name]
            if sent != stored:
                found.append({"label": field.label, "sent": sent, "stored": stored})
    return found
