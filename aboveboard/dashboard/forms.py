"""What forms of all nouns share: fields marked as wrong, what an action refused, and the revision that somebody started from."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from aboveboard.lib.changes import is_moved

Difference = dict[str, Any]  # label, what was sent, what is stored
_MINUTE = "%Y-%m-%dT%H:%M"
_SECOND = f"{_MINUTE}:%S"


class MomentField(forms.DateTimeField):
    """A minute on the clock of the page that is looked at; cleaned to a moment in UTC.

    What nobody touched stays the moment that it was, with its seconds. Of an hour that comes twice, when clocks are set back, the first
    is meant. A time that clocks skip is refused, since nobody can say what was meant. A time with an offset of its own means that.
    """

    format = _MINUTE
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MINUTE)
    _stored: Any = None  # what the form shows before anybody types

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        stored = form.initial.get(field_name, self.initial)
        self._stored = stored() if callable(stored) else stored
        return super().get_bound_field(form, field_name)

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            typed = value if isinstance(value, datetime) else parse_datetime(str(value).strip())
            moment = typed and self._meant(typed)
        except (ValueError, OverflowError):  # a day that no month has, a year before the first
            moment = None
        if moment is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment

    def _meant(self, typed: datetime) -> datetime:
        if timezone.is_aware(typed):
            return typed.astimezone(UTC)
        zone = timezone.get_current_timezone()
        if isinstance(self._stored, datetime) and typed == datetime.fromisoformat(f"{self._stored.astimezone(zone):{self.format}}"):
            return self._stored.astimezone(UTC)
        moment = typed.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None, fold=0) != typed:
            raise ValidationError(_("Clocks skip this time on that day. Choose one before or after it."), code="skipped")
        return moment

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            given = self.to_python(data)
        except ValidationError:
            return True
        return given != (self._stored.astimezone(UTC) if isinstance(self._stored, datetime) else self._stored)


class SecondField(MomentField):
    """A second on the clock of the page."""

    format = _SECOND
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
