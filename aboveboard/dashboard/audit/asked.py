"""Which events somebody asks for: the filters as a form, and as conditions that an index answers."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.accounts.models import User
from aboveboard.dashboard.audit.names import things_called
from aboveboard.dashboard.audit.words import ACTOR_WORDS, KIND_WORDS, VERB_WORDS
from aboveboard.dashboard.listing import SEARCH_LENGTH
from aboveboard.events.actors import ActorKind
from aboveboard.events.models import Event
from aboveboard.events.queries import EventQuerySet

PEOPLE = 200  # that the filter names; others are found by searching, or by a link on what they did
_KINDS = {"record": "page", "emergency": "page"}  # what verbs are about whose noun is no kind of thing
_NAMELESS = (ActorKind.COMMAND, ActorKind.IMPORT, ActorKind.SYSTEM)  # they have no id


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    within = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d"], required=False, validators=within)


class AskedForm(forms.Form):
    """Comes by the address, and along with an export. What is wrong is said by field."""

    search = forms.CharField(label=_("Name of a person or thing"), required=False, max_length=SEARCH_LENGTH)
    about = forms.ChoiceField(label=_("What"), required=False)
    actor = forms.CharField(label=_("Who"), required=False, max_length=64, widget=forms.Select)
    since = _day(_("From"))
    until = _day(_("To"))
    subject = forms.CharField(
        required=False,
        max_length=100,
        widget=forms.HiddenInput,
        validators=[RegexValidator(r"^[a-z_]+/[\w.:-]+\Z", _("Needs <kind>/<id>."))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about: Any = self.fields["about"]
        about.choices = [("", _("Everything")), *_abouts()]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before the first day."))
        return given

    def offer_people(self, chosen_name: str) -> None:
        """Fills the choice of who. ``chosen_name`` is what somebody is called who is chosen and no longer among the people."""
        people = [(user.key, str(user)) for user in User.objects.order_by("name", "email")[:PEOPLE]]
        people += [(kind.value, str(ACTOR_WORDS[kind])) for kind in _NAMELESS]
        chosen = self.narrowing.get("actor", "")
        if chosen and chosen not in dict(people):
            people.append((chosen, chosen_name))
        widget: Any = self.fields["actor"].widget
        widget.choices = [("", _("Everybody")), *people]

    @property
    def narrowing(self) -> dict[str, str]:
        """What narrows, as it stands in an address and in the event of an export."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {name: value.isoformat() if isinstance(value, date) else str(value) for name, value in given.items() if value}

    def events(self) -> EventQuerySet:
        """The events that are asked for, in no order."""
        given, events = self.cleaned_data, Event.objects.all()
        if given["subject"]:
            kind, _slash, identity = given["subject"].partition("/")
            events = events.filter(subject_kind=kind, subject_id=identity)
        if given["actor"]:
            events = events.filter(_done_by(given["actor"]))
        if given["about"]:
            events = events.filter(**{"verb" if "." in given["about"] else "subject_kind": given["about"]})
        if given["since"]:
            events = events.filter(at__gte=_beginning(given["since"]))
        if given["until"]:
            events = events.filter(at__lt=_beginning(given["until"] + timedelta(days=1)))
        return events.filter(_touching(given["search"])) if given["search"] else events


def _abouts() -> Iterator[tuple[Any, Any]]:
    """Each kind of thing, with the verbs that happen to it beneath."""
    for kind, words in KIND_WORDS.items():
        verbs = [verb for verb in VERB_WORDS if _KINDS.get(noun := verb.partition(".")[0], noun) == kind]
        lines = [(verb.value, "\u2003" + str(VERB_WORDS[verb]).format(who="…", what="…")) for verb in verbs]
        yield words, [(kind, words), *lines]


def _done_by(actor: str) -> Q:
    nameless = actor in {kind.value for kind in _NAMELESS}
    return Q(actor_id="", actor_kind=actor) if nameless else Q(actor_id=actor)


def _touching(words: str) -> Q:
    """Done by, or to, whatever bears this name."""
    found = things_called(words)
    touching = Q(actor_id__in=found.keys)
    for kind, keys in found.things.items():
        touching |= Q(subject_kind=kind, subject_id__in=keys)
    return touching


def _beginning(day: date) -> datetime:
    """Of that day on the page's clock."""
    return timezone.make_aware(datetime.combine(day, time.min))
