"""Holding and releasing statuses: the only place where spans are written."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aboveboard.components.models import Component, StatusSpan
from aboveboard.components.status import BASELINE, Status, combined
from aboveboard.events.actions import record
from aboveboard.events.actors import Actor
from aboveboard.events.verbs import Verb
from aboveboard.pages.audience import Audience, Visibility


class Cause(NamedTuple):
    """Why a status is held: ``kind`` is baseline, incident or maintenance, ``id`` the key of the incident or maintenance."""

    kind: str
    id: str
    visibility: str
    visible_from: datetime

    @property
    def subject(self) -> str:
        return f"{self.kind}/{self.id}"


class Laid(NamedTuple):
    """A span that a cause ought to have; ``ended_at`` null: still."""

    component: Component
    status: str
    began_at: datetime
    ended_at: datetime | None


def baseline_since(at: datetime) -> Cause:
    """The cause of a component's own status, as set by hand or by a monitor."""
    return Cause(BASELINE, "", Visibility.EVERYONE, at)


def hold_status(component: Component, status: str, *, cause: Cause, at: datetime) -> StatusSpan | None:
    """From ``at`` on, ``cause`` holds ``component`` in ``status``; what it held before ends.

    Operational held by anything but the baseline is nothing held: it releases, and returns null. Raises ``ValidationError``
    (``at``) if the cause's present span began after ``at``.
    """
    if status == Status.OPERATIONAL and cause.kind != BASELINE:
        release_status(cause=cause, at=at, component=component)
        return None
    open_key = _open_key(component, cause)
    current = StatusSpan.objects.select_for_update().filter(open_key=open_key).first()
    if current and current.status == status:
        return current
    if current and current.began_at > at:
        raise ValidationError({"at": _("%(component)s has had a later status since.") % {"component": component.name}})
    if current and current.began_at == at:
        current.status = status
        current.save(update_fields=["status"])
        return current
    if current:
        _end(current, at)
    return StatusSpan.objects.create(
        component=component,
        status=status,
        cause_kind=cause.kind,
        cause_id=cause.id,
        visibility=cause.visibility,
        visible_from=cause.visible_from,
        began_at=at,
        open_key=open_key,
    )


def release_status(*, cause: Cause, at: datetime, component: Component | None = None) -> int:
    """Ends what ``cause`` holds, of one component or of all. A span that would last no time at all is removed.

    Returns the number of spans that were open.
    """
    spans = StatusSpan.objects.select_for_update().open().of_cause(cause.kind, cause.id)
    if component:
        spans = spans.filter(component=component)
    held = list(spans)
    for span in held:
        if span.began_at >= at:
            span.delete()
        else:
            _end(span, at)
    return len(held)


def withdraw_status(*, cause: Cause) -> None:
    """Takes back everything that ``cause`` ever held, as if it had not been."""
    StatusSpan.objects.of_cause(cause.kind, cause.id).delete()


def show_cause(cause: Cause) -> None:
    """Brings the visibility of the spans in step with that of their cause."""
    StatusSpan.objects.of_cause(cause.kind, cause.id).update(visibility=cause.visibility, visible_from=cause.visible_from)


def lay_spans(cause: Cause, wanted: Sequence[Laid]) -> None:
    """Makes the spans of ``cause`` exactly those ``wanted``, for a history that was changed afterwards.

    The *n*-th span of a component stays the same row with the same key, so that the record shows a change and not a new thing.
    """
    held = StatusSpan.objects.of_cause(cause.kind, cause.id)
    before: dict[int, list[StatusSpan]] = {}
    for span in held.select_for_update().order_by("began_at", "id"):
        before.setdefault(span.component_id, []).append(span)
    if before:
        held.open().update(open_key=None)  # so that no key is taken while the rows change places
    new = []
    for laid in sorted(wanted, key=lambda laid: laid.began_at):
        rows = before.get(laid.component.pk)
        known = rows.pop(0) if rows else None
        span = known or StatusSpan(component=laid.component, cause_kind=cause.kind, cause_id=cause.id)
        span.status, span.began_at, span.ended_at = laid.status, laid.began_at, laid.ended_at
        span.visibility, span.visible_from = cause.visibility, cause.visible_from
        span.open_key = None if laid.ended_at else _open_key(laid.component, cause)
        if known:
            known.save(update_fields=["status", "began_at", "ended_at", "visibility", "visible_from", "open_key"])
        else:
            new.append(span)
    StatusSpan.objects.bulk_create(new)
    if left := [span.pk for rows in before.values() for span in rows]:
        StatusSpan.objects.filter(pk__in=left).delete()


def held_now(components: Iterable[Component], *, at: datetime) -> dict[int, list[StatusSpan]]:
    """What is held at ``at`` for everyone to see, by component's row id: open spans only."""
    held: dict[int, list[StatusSpan]] = {component.pk: [] for component in components}
    spans = StatusSpan.objects.open().visible_to(Audience.PUBLIC, at).filter(component__in=list(held), began_at__lte=at)
    for span in spans.order_by("began_at", "id"):
        held[span.component_id].append(span)
    return held


def settled(spans: Iterable[StatusSpan]) -> Status:
    """The one status that follows from spans of one component that are all held now."""
    return combined((span.cause_kind, span.status) for span in spans)


@contextmanager
def status_changes(components: Iterable[Component], *, at: datetime, by: Actor, cause: str) -> Iterator[None]:
    """Records ``component.status_changed`` for each component whose public status is another after the block than before.

    ``cause`` is the subject of what did it.
    """
    touched = {component.pk: component for component in components}
    before = {pk: settled(spans) for pk, spans in held_now(touched.values(), at=at).items()}
    yield
    for pk, spans in held_now(touched.values(), at=at).items():
        after = settled(spans)
        if after is not before[pk]:
            subject = f"component/{touched[pk].key}"
            record(Verb.COMPONENT_STATUS_CHANGED, subject, by=by, at=at, before=before[pk], after=after, cause=cause)


def _end(span: StatusSpan, at: datetime) -> None:
    span.ended_at = at
    span.open_key = None
    span.save(update_fields=["ended_at", "open_key"])


def _open_key(component: Component, cause: Cause) -> str:
    return f"{component.pk}:{cause.kind}:{cause.id}"
