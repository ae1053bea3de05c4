"""An object for every name in an address: one within reach of those who are limited, and one beyond. New nouns add a line."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.utils import timezone

from aboveboard.accounts.actions import create_user
from aboveboard.accounts.inviting import invite
from aboveboard.accounts.issuing import create_token
from aboveboard.accounts.limits import EVERYWHERE, Limits
from aboveboard.accounts.models import Invitation, User
from aboveboard.accounts.permissions import Role
from aboveboard.components.actions import select_for_page
from aboveboard.components.corrections import correct_history
from aboveboard.components.models import Component, ComponentGroup
from aboveboard.incidents.learning import add_note
from aboveboard.incidents.models import Incident, IncidentTemplate
from aboveboard.incidents.templates import create_template
from aboveboard.maintenances.models import Maintenance, MaintenanceSeries
from aboveboard.maintenances.series import create_series
from aboveboard.pages.models import Page
from tests.dashboard.routes import Route
from tests.world import NOW, OLGA, a_component, a_group, a_maintenance, a_page, ago, ahead, an_incident

NOBODY = "zzzzzzzzzzzz"  # the key of nothing


class World(NamedTuple):
    """Two of everything: those who are limited reach the first and not the second."""

    groups: tuple[ComponentGroup, ComponentGroup]
    components: tuple[Component, Component]
    pages: tuple[Page, Page]
    incidents: tuple[Incident, Incident]
    maintenances: tuple[Maintenance, Maintenance]
    people: tuple[User, User]
    series: tuple[MaintenanceSeries, MaintenanceSeries]

    def limits(self) -> dict[str, Limits]:
        """The kinds of reach that a role is tried with."""
        return {
            "": EVERYWHERE,
            " of one group": Limits(groups=frozenset({self.groups[0].key})),
            " of one page": Limits(pages=frozenset({self.pages[0].key})),
        }


class Sample(NamedTuple):
    """Values for a place in an address. ``far`` null: no limit can put it out of reach, or those who are limited never get there.

    ``near`` need not be found (``is_there`` false) where nothing of the kind can be made beforehand.
    """

    near: Callable[[World], Any]
    far: Callable[[World], Any] | None = None
    nothing: Any = NOBODY
    is_there: bool = True


# "<folders below /dashboard/ before the place>.<name in the pattern>", or its first folder alone; "public.<name>" outside the dashboard.
SAMPLES: dict[str, Sample] = {
    "incidents.key": Sample(lambda w: w.incidents[0].key, lambda w: w.incidents[1].key),
    "incidents.update": Sample(lambda w: w.incidents[0].updates.get().key, lambda w: w.incidents[1].updates.get().key),
    "incidents.note": Sample(lambda w: w.incidents[0].notes.get().key, lambda w: w.incidents[1].notes.get().key),
    "templates.key": Sample(lambda w: IncidentTemplate.objects.get().key),
    "maintenances.key": Sample(lambda w: w.maintenances[0].key, lambda w: w.maintenances[1].key),
    "maintenances.update": Sample(lambda w: w.maintenances[0].updates.get().key, lambda w: w.maintenances[1].updates.get().key),
    "maintenances/series.key": Sample(lambda w: w.series[0].key, lambda w: w.series[1].key),
    "components.key": Sample(lambda w: w.components[0].key, lambda w: w.components[1].key),
    "components/corrections.correction": Sample(
        lambda w: w.components[0].corrections.get().key, lambda w: w.components[1].corrections.get().key
    ),
    "groups.key": Sample(lambda w: w.groups[0].key, lambda w: w.groups[1].key),
    "pages.key": Sample(lambda w: w.pages[0].key, lambda w: w.pages[1].key),
    "people.key": Sample(lambda w: w.people[0].key),
    "tokens.key": Sample(lambda w: w.people[0].tokens.get().key, lambda w: w.people[1].tokens.get().key),
    "people/invitations.key": Sample(lambda w: Invitation.objects.get(role=Role.VIEWER).key),
    "invitation.secret": Sample(lambda w: "nothing", is_there=False),
    "static.path": Sample(lambda w: "dashboard.css", is_there=False),
    "password.uidb36": Sample(lambda w: "1", is_there=False),
    "password.key": Sample(lambda w: "nothing", is_there=False),
    "account.token": Sample(lambda w: "nothing", is_there=False),
    "welcome.token": Sample(lambda w: "nothing", is_there=False),
    "login.provider_id": Sample(lambda w: "sso", is_there=False),
    "account.pk": Sample(lambda w: 999_999, nothing=999_998, is_there=False),
    "public.slug": Sample(lambda w: w.pages[1].slug, is_there=False),
    "public.number": Sample(lambda w: 1, is_there=False),
    "public.language": Sample(lambda w: "de", is_there=False),
    "public.name": Sample(lambda w: "nothing.js", is_there=False),
    "public.key": Sample(lambda w: "nothing", is_there=False),
}


def sample_of(route: Route, name: str) -> Sample:
    known = SAMPLES.get(f"{route.folders_before(name)}.{name}") or SAMPLES.get(f"{route.noun}.{name}")
    if known is None:
        raise AssertionError(
            f"{route} has a place “{name}” that no sample fills: add “{route.noun}.{name}” to SAMPLES in tests/dashboard/samples.py, "
            "with one object that a person limited to World.groups[0] or World.pages[0] reaches and one that is out of reach."
        )
    return known


def near(route: Route, world: World) -> str:
    """The route's address with objects that everybody reaches whose role allows it."""
    return route.at(**{name: sample_of(route, name).near(world) for name in route.names})


def far_and_nothing(route: Route, world: World) -> Iterator[tuple[str, str]]:
    """The same address with an object out of reach, and with none: each place by itself, and all together."""
    samples = {name: sample_of(route, name) for name in route.names}
    limited = [name for name, sample in samples.items() if sample.far]
    for places in {tuple(limited), *((name,) for name in limited)} - {()}:
        values = {name: sample.near(world) for name, sample in samples.items()}
        far = {name: sample.far(world) for name, sample in samples.items() if name in places and sample.far}
        yield route.at(**values | far), route.at(**values | {name: samples[name].nothing for name in places})


def has_samples(route: Route) -> bool:
    """Whether what its address names is there to be found."""
    return all(sample_of(route, name).is_there for name in route.names)


def make_world() -> World:
    """A page that shows everything, one that shows the first group alone, and two of the rest."""
    groups = a_group("Booking"), a_group("Printing")
    components = a_component("API", group=groups[0]), a_component("Labels", group=groups[1])
    for each in components:
        window = {"began_at": ago(hours=3), "ended_at": ago(hours=2)}
        correct_history(each, status="unknown", **window, reason="No probe.", at=NOW, by=OLGA)
    far = a_page("Harbourline")
    near_page = a_page("Booking only", slug="booking", shows_everything=False)
    select_for_page(near_page, groups=[groups[0]], components=[], at=NOW, by=OLGA)
    weekly: dict[str, Any] = {"begins_at": ahead(days=30), "ends_at": ahead(days=30, hours=1), "time_zone": "UTC", "at": NOW, "by": OLGA}
    incidents = tuple(an_incident(f"{each.name} fails", {each: "partial_outage"}) for each in components)
    for each in incidents:
        add_note(each, text="Only for us.", at=NOW, by=OLGA)
    create_template(kind="incident", name="Looking into it", body="We are looking.", at=NOW, by=OLGA)
    maintenances = tuple(a_maintenance(f"{each.name} moves", {each: "under_maintenance"}) for each in components)
    series = tuple(
        create_series(title=f"{each.name} again", body="As always.", statuses={each: "under_maintenance"}, rule="FREQ=WEEKLY", **weekly)
        for each in components
    )
    people = tuple(create_user(email=f"{who}@harbourline.example", role=Role.REPORTER, name=who, at=NOW, by=OLGA) for who in ("una", "ulf"))
    for somebody in people:
        create_token(user=somebody, name="Script", scopes=["*"], by=OLGA)
    invite(role=Role.VIEWER, at=timezone.now(), by=OLGA)
    return World(groups, components, (near_page, far), incidents, maintenances, people, series)  # type: ignore[arg-type]
