"""What forms of all nouns share: fields marked as wrong, what an action refused, and the revision that somebody started from."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models


class RefusalForm(forms.Form):
    """A form that takes what an action refused back to its fields, and says it in the mark-up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def refuse(self, refusal: ValidationError) -> None:
        """Puts the messages of an action beside the fields that they are about; what is about no field goes on top."""
        given = refusal.message_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.messages}
        for field, messages in given.items():
            self.add_error(field if field in self.fields else None, messages)


class RevisionForm(RefusalForm):
    """A form about a thing that somebody else may be changing, too: it carries the revision that it was filled in from."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def is_overtaken(self, thing: models.Model) -> bool:
        """Whether ``thing`` was changed since this form was opened."""
        return bool(self.cleaned_data.get("revision") != getattr(thing, "revision"))  # noqa: B009  (no protocol of Django's)


def differences(form: forms.Form, now: dict[str, Any]) -> list[dict[str, Any]]:
    """Field by field what was sent and what is stored ``now``, where they differ: for whoever was overtaken."""
    found = []
    for name, field in form.fields.items():
        if name in now and not isinstance(field.widget, forms.HiddenInput):
            sent, stored = form.cleaned_data.get(name), now[name]
            if sent != stored:
                found.append({"label": field.label, "sent": sent, "stored": stored})
    return found
