"""Correcting what a component's history says of the past: laid over the spans, which stay as they are."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aboveboard.components.actions import lock_component
from aboveboard.components.models import Component, Correction, StatusSpan
from aboveboard.components.status import SpanLike, Status, Stretch, settle
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.lib.checks import Faults
from aboveboard.pages.audience import Audience
from aboveboard.pages.models import Page

REASON_LENGTH = 300
REACH = timedelta(days=365)  # no figure goes back further


@transaction.atomic
def correct_history(
    component: Component,
    *,
    status: str,
    began_at: datetime,
    ended_at: datetime,
    reason: str | Mapping[str, str],
    at: datetime | None = None,
    by: Actor,
) -> Correction:
    """From ``began_at`` to ``ended_at``, both in the past, the component counts as ``status``, whatever held it then.

    ``reason`` is public: one line, or one in each of several languages. Raises ``ValidationError``, also if it changes nothing.
    """
    at = at or timezone.now()
    lock_component(component)
    faults = Faults()
    known = faults.choice("status", status, Status)
    words = faults.texts("reason", reason, first=Page.objects.first_language(), limit=REASON_LENGTH)
    _check_window(faults, began_at, ended_at, at)
    faults.refuse()
    before = _within(settled_history([component], since=began_at, until=ended_at, at=at)[component.pk], began_at, ended_at)
    if [stretch.status for stretch in before] == [known] and before[0].began_at == began_at:
        raise ValidationError({"status": _("That is what the history says already.")})
    correction = Correction.objects.create(
        component=component,
        status=known,
        began_at=began_at,
        ended_at=ended_at,
        reason=words,
        author_kind=by.kind,
        author_name=by.name[:200],
        created_at=at,
    )
    said = [[str(stretch.status), stretch.began_at, stretch.ended_at] for stretch in before[:20]]
    _record(correction, by=by, at=at, before=said)
    return correction


@transaction.atomic
def withdraw_correction(correction: Correction, *, at: datetime | None = None, by: Actor) -> None:
    """Lets what was said before count again; the row stays. Raises ``ValidationError`` if it was withdrawn already."""
    at = at or timezone.now()
    component = correction.component
    lock_component(component)
    correction.refresh_from_db(from_queryset=Correction.objects.select_for_update())
    if correction.withdrawn_at is not None:
        raise ValidationError(_("This correction was withdrawn already."), code="moved")
    if correction.ended_at < at - REACH:
        raise ValidationError(_("No figure goes back to then, so there is nothing to withdraw."), code="old")
    correction.withdrawn_at, correction.withdrawn_by = at, by.name[:200]
    correction.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(Verb.COMPONENT_CORRECTION_WITHDRAWN, f"component/{component.key}", by=by, at=at, correction=correction.key)


@transaction.atomic
def redact_correction(correction: Correction, *, words: dict[str, str], at: datetime, by: Actor) -> None:
    """Replaces the reason by ``words`` (language -> text) for good, whether it was withdrawn or not."""
    Correction.objects.filter(pk=correction.pk).update(reason=words)
    subject = f"component/{correction.component.key}"
    record(Verb.COMPONENT_CORRECTION_REDACTED, subject, by=by, at=at, correction=correction.key)


@transaction.atomic
def take_up_correction(key: str, *, component: str, fields: Mapping[str, Any], at: datetime, by: Actor) -> Correction | None:
    """A correction that the record tells of and the database lost, of the component with that key; ``fields`` as its row has them.

    Returns None if it is known here, or its component is not. Who made it is not in the record.
    """
    of = Component.objects.select_for_update().filter(key=component, deleted_at__isnull=True).first()
    if of is None or Correction.objects.filter(key=key).exists():
        return None
    correction = Correction.objects.create(key=key, component=of, author_kind=by.kind, author_name=by.name[:200], **fields)
    _record(correction, by=by, at=at)
    return correction


def _record(correction: Correction, *, by: Actor, at: datetime, **data: Any) -> None:
    """Without the reason: events are not redacted."""
    told = {"status": str(correction.status), "began_at": correction.began_at, "ended_at": correction.ended_at, **data}
    record(Verb.COMPONENT_CORRECTED, f"component/{correction.component.key}", by=by, at=at, correction=correction.key, **told)


def settled_history(components: Iterable[Component], *, since: datetime, until: datetime, at: datetime) -> dict[int, list[Stretch]]:
    """What readers are told at ``at`` of the components between two instants, by row id. A stretch may begin before ``since``."""
    return {pk: settle(spans, until=until) for pk, spans in history_of(components, since=since, until=until, at=at).items()}


def history_of(components: Iterable[Component], *, since: datetime, until: datetime, at: datetime) -> dict[int, list[SpanLike]]:
    """The spans and corrections behind ``settled_history``, by row id of the component; in two queries."""
    found: dict[int, list[SpanLike]] = {component.pk: [] for component in components}
    touching = Q(ended_at__isnull=True) | Q(ended_at__gt=since)
    spans = StatusSpan.objects.visible_to(Audience.PUBLIC, at).filter(touching, component__in=list(found), began_at__lte=until)
    for span in spans.order_by("began_at", "id"):
        found[span.component_id].append(span)
    corrections = Correction.objects.in_force().filter(component__in=list(found), ended_at__gt=since, began_at__lte=until)
    for correction in corrections.order_by("created_at", "id"):
        found[correction.component_id].append(correction)
    return found


def _check_window(faults: Faults, began_at: datetime, ended_at: datetime, at: datetime) -> None:
    if ended_at > at:
        faults.add("ended_at", _("Only the past can be corrected: this is still to come."))
    elif ended_at <= began_at:
        faults.add("ended_at", _("It has to end after it begins."))
    if began_at < at - REACH:
        faults.add("began_at", _("A correction reaches back a year at most: no figure goes back further."))


def _within(stretches: Iterable[Stretch], since: datetime, until: datetime) -> list[Stretch]:
    """The parts of the stretches between two instants."""
    cut = (stretch._replace(began_at=max(stretch.began_at, since), ended_at=min(stretch.ended_at, until)) for stretch in stretches)
    return [stretch for stretch in cut if stretch.began_at < stretch.ended_at]
