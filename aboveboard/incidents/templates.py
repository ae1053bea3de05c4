"""Ready-made words: writing, changing and using them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.incidents.lifecycle import IncidentStatus
from aboveboard.incidents.models import IncidentTemplate, TemplateKind
from aboveboard.incidents.templating import PLACES, unknown_places
from aboveboard.lib.changes import changed_by, refuse_moved
from aboveboard.lib.checks import BODY_LENGTH, TITLE_LENGTH, Faults
from aboveboard.pages.models import Page

MOST = 200
NAME_LENGTH = 60


@transaction.atomic
def create_template(
    *, kind: str, name: str, title: Any = None, body: Any = None, status: str = "", at: datetime | None = None, by: Actor
) -> IncidentTemplate:
    """New ready-made words, behind the others of their kind. Raises ``ValidationError``."""
    at = at or timezone.now()
    faults = Faults()
    values = _checked(faults, {"kind": kind, "name": name, "title": title or {}, "body": body or {}, "status": status})
    if IncidentTemplate.objects.count() >= MOST:
        faults.add("name", _("At most %(most)s templates."), most=MOST)
    faults.refuse()
    last = IncidentTemplate.objects.filter(kind=values["kind"]).aggregate(last=Max("position"))["last"]
    template = IncidentTemplate.objects.create(**values, position=0 if last is None else last + 1, created_at=at)
    record(Verb.TEMPLATE_CREATED, f"template/{template.key}", by=by, at=at, name=template.name)
    return template


@transaction.atomic
def change_template(
    template: IncidentTemplate, *, revision: int | None = None, at: datetime | None = None, by: Actor, **changes: Any
) -> IncidentTemplate:
    """Changes fields as ``create_template`` takes them. Raises ``ValidationError``, with code "moved" if somebody was faster."""
    template.refresh_from_db(from_queryset=IncidentTemplate.objects.select_for_update())
    refuse_moved(template.revision, revision)
    faults = Faults()
    values = _checked(faults, changes)
    faults.refuse()
    if differing := changed_by(template, values):
        template.revision += 1
        template.save(update_fields=[*differing, "revision"])
        record(Verb.TEMPLATE_CHANGED, f"template/{template.key}", by=by, at=at, name=template.name, changed=sorted(differing))
    return template


@transaction.atomic
def delete_template(template: IncidentTemplate, *, at: datetime | None = None, by: Actor) -> None:
    """Removes ready-made words; what was said with them stays as it is."""
    subject, name = f"template/{template.key}", template.name
    template.delete()
    record(Verb.TEMPLATE_DELETED, subject, by=by, at=at, name=name)


def _checked(faults: Faults, given: Mapping[str, Any]) -> dict[str, Any]:
    first = Page.objects.first_language()
    found: dict[str, Any] = {}
    for field, value in given.items():
        if field == "kind":
            found[field] = faults.choice(field, value, TemplateKind).value
        elif field == "name":
            found[field] = faults.line(field, value, limit=NAME_LENGTH)
        elif field == "status":
            found[field] = faults.choice(field, value, IncidentStatus).value if value else ""
        elif field == "title":
            found[field] = faults.texts(field, value, first=first, limit=TITLE_LENGTH, required=False)
        elif field == "body":
            found[field] = faults.texts(field, value, first=first, limit=BODY_LENGTH, required=False, several_lines=True)
        else:
            faults.add(field, _("There is no such field."), "unknown")
    for field in ("title", "body"):
        for text in found.get(field, {}).values():
            for place in unknown_places(text)[:1]:
                allowed = ", ".join(f"{{{{ {name} }}}}" for name in PLACES)
                faults.add(
                    field, _("“%(place)s” is no place that can be filled. There are: %(allowed)s."), "unknown", place=place, allowed=allowed
                )
    return found
