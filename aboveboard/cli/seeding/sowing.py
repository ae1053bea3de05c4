"""Putting seeded content into an installation that holds nothing else, and taking earlier seeds out."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Q

from aboveboard.cli.outcome import RefusedError
from aboveboard.cli.seeding import company, crowd
from aboveboard.components.actions import create_component, create_group
from aboveboard.components.models import Component, ComponentGroup
from aboveboard.events.actors import Actor, ActorKind
from aboveboard.events.models import Event
from aboveboard.incidents.editing import edit_update
from aboveboard.incidents.models import Incident, IncidentUpdate
from aboveboard.maintenances.models import Maintenance
from aboveboard.pages.actions import change_page, create_page
from aboveboard.pages.models import Page
from aboveboard.transfer.history import BATCH, Written, history_imported, write_past
from aboveboard.transfer.past import Past

SEED = Actor(ActorKind.COMMAND, "seed", "seed")  # by its id seeded content is known
DAYS = 90  # of history

Told = Callable[[int], object]


def refuse_real_content() -> None:
    """Refuses if anybody but a seed, and what follows from it by itself, ever did something here."""
    seeded = Q(actor_kind=SEED.kind, actor_id=SEED.id) | Q(actor_kind=ActorKind.SYSTEM)
    foreign = Event.objects.exclude(seeded).order_by("-id").first()
    if foreign is not None:
        raise RefusedError(
            f"this installation holds more than seeded content: {foreign.verb} by {foreign.actor_name or foreign.actor_kind} "
            f"on {foreign.at:%Y-%m-%d}. Seeding would replace it. Another ABOVEBOARD_DATA_DIR begins a fresh one."
        )
    if Page.objects.exists() and not Event.objects.filter(actor_kind=SEED.kind, actor_id=SEED.id).exists():
        raise RefusedError(
            "the audit log does not go back to when what is here was made, so it may be more than seeded content. Seeding "
            "would replace it. Another ABOVEBOARD_DATA_DIR begins a fresh one."
        )


def sow(size: str, *, now: datetime, years: int = 0, told: Told = lambda _: None) -> Page:
    """Replaces seeded content by that of ``size``. ``told`` hears how many things were just written (``things`` in all)."""
    refuse_real_content()
    _clear()
    at = now.astimezone(UTC)
    since = datetime.combine((at - timedelta(days=365 * years or DAYS)).date(), time.min, UTC)
    page = _page(at)
    _sow_components(size, since, at, told)
    pasts = _history(size, at, years)
    components = {component.name: component for component in Component.objects.existing()}
    written, batches = Written(), iter(pasts)
    while batch := list(islice(batches, BATCH)):
        written = written.plus(write_past(batch, components, at=at))
        told(len(batch))
    if size != "1000":
        Incident.objects.filter(resolved_at=None).update(next_update_at=company.next_update_at(at))
        _edit(at)
    history_imported(written, by=SEED, at=at, size=size)
    return page


def things(size: str, *, now: datetime, years: int = 0) -> int:
    """How many things ``sow`` will write."""
    return (1000 if size == "1000" else 50) + sum(1 for _ in _history(size, now, years))


def _history(size: str, now: datetime, years: int) -> Iterable[Past]:
    if size == "1000":
        return crowd.past(now, years=years)
    incidents = company.incidents(now)
    return [*(incidents[: company.SIZE_50] if size == "50" else incidents), *company.maintenances(now)]


def _edit(now: datetime) -> None:
    for edit in company.edits(now):
        for update in IncidentUpdate.objects.filter(at=edit.at):
            edit_update(update, body=edit.body, at=edit.edited_at, by=SEED)


@transaction.atomic
def _clear() -> None:
    """Rows of earlier seeds go; the page and its record stay, so that its chain of editions is never cut."""
    Incident.objects.all().delete()
    Maintenance.objects.all().delete()
    Component.objects.all().delete()
    ComponentGroup.objects.all().delete()


def _page(at: datetime) -> Page:
    told = company.company()
    fields = {"name": told["name"], "languages": told["languages"], "description": told["description"], "accent": told["accent"]}
    page = Page.objects.default()
    return change_page(page, by=SEED, at=at, **fields) if page else create_page(**fields, by=SEED, at=at)


def _sow_components(size: str, since: datetime, at: datetime, told: Told) -> None:
    groups = crowd.groups() if size == "1000" else {group["name"]: group["components"] for group in company.company()["groups"]}
    more = {} if size == "1000" else company.company()["components"]
    for name, members in groups.items():
        with transaction.atomic():
            group = create_group(name=name, by=SEED, at=at)
            for member in members:
                _sow_component(member, group, more.get(member, {}), since, at)
        told(len(members))


def _sow_component(name: str, group: ComponentGroup, more: dict[str, object], since: datetime, at: datetime) -> None:
    words = {language: more[language] for language in company.LANGUAGES if language in more}
    if "since" in more:
        since = datetime.combine((at + timedelta(days=int(str(more["since"])))).date(), time.min, UTC)
    create_component(
        name=name,
        group=group,
        description={language: str(text) for language, text in words.items()},
        tags=[str(tag) for tag in more.get("tags", ())],  # type: ignore[attr-defined]
        since=since,
        at=at,
        by=SEED,
    )
