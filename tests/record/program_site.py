"""A site of many editions that the program itself published, with everything that happens to a page in its life."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from aboveboard.components.actions import change_component, set_baseline
from aboveboard.components.models import Component
from aboveboard.incidents.actions import change_incident, delete_incident, edit_update, post_update, resolve_incident
from aboveboard.incidents.models import Incident
from aboveboard.maintenances.actions import cancel_maintenance
from aboveboard.pages.models import Page
from aboveboard.publishing.actions import publish
from aboveboard.publishing.addresses import folder_of
from aboveboard.publishing.clock import render_again, write_due
from aboveboard.publishing.keys import rotate_key, signing_key
from aboveboard.publishing.models import EditionRow
from tests.record.site import Key
from tests.world import ED, NOW, OLGA, a_component, a_maintenance, a_page, an_incident

ROTATED_AT = (30, 150)  # steps


class Life:
    """Each step says one thing more. ``keys``: every key that ever signed."""

    def __init__(self) -> None:
        self.now: datetime = NOW
        self.page: Page = a_page()
        self.api, self.web = a_component("API"), a_component("Web")
        self.keys = [Key(secret=signing_key())]
        self.open: list[Incident] = []
        self.turn = 0
        publish(self.page, now=self.now)

    @property
    def folder(self) -> Path:
        return folder_of(self.page)

    @property
    def editions(self) -> int:
        return EditionRow.objects.filter(page=self.page).count()

    def grow(self, editions: int) -> None:
        """Goes through the steps again and again, publishing after each, until there are so many; goes on where it stopped."""
        during = [self.an_incident, self.an_update, self.an_edit, self.a_name, self.an_end]
        steps: list[Callable[[], object]] = [*during, self.a_baseline, self.a_plan, self.a_mistake, self.taken_back]
        while self.editions < editions:
            self.now += timedelta(minutes=7)
            steps[self.turn % len(steps)]()
            publish(self.page, now=self.now)
            self.turn += 1
            if self.turn % 40 == 0:
                render_again(self.page, now=self.now + timedelta(minutes=1))
                write_due(self.page, now=self.now + timedelta(minutes=1), most=50)
            if self.turn in ROTATED_AT:
                rotate_key(by=OLGA)
                self.keys.append(Key(secret=signing_key()))
        self.now += timedelta(minutes=20)
        render_again(self.page, now=self.now)
        write_due(self.page, now=self.now, most=500)

    def an_incident(self) -> None:
        title = f"Ärger mit \u201eZeichen\u201c \U0001f50d um {self.now:%H:%M}"
        self.open.append(an_incident(title, {self.api: "partial_outage", self.web: "major_outage"}, at=self.now))

    def an_update(self) -> None:
        post_update(self.open[-1], status="identified", body='Found <it> & \\ "so"', statuses={self.web: "operational"}, at=self.now, by=ED)

    def an_edit(self) -> None:
        edit_update(self.open[-1].updates.order_by("at").last(), body=f"Found it, at {self.now:%H:%M}.", at=self.now, by=ED)  # type: ignore[arg-type]

    def a_name(self) -> None:
        component = Component.objects.get(pk=self.web.pk)
        change_component(component, name=f"Web {self.now:%d %H:%M}", at=self.now, by=ED)

    def an_end(self) -> None:
        resolve_incident(self.open.pop(), body="It is over.", at=self.now, by=ED)

    def a_baseline(self) -> None:
        was_well = self.now.minute % 2
        set_baseline(self.api, status="degraded_performance" if was_well else "operational", at=self.now, by=ED)

    def a_plan(self) -> None:
        plan = a_maintenance(statuses={self.api: "under_maintenance"}, begins_at=self.now + timedelta(hours=1),
                             ends_at=self.now + timedelta(hours=2), at=self.now)  # fmt: skip
        publish(self.page, now=self.now)
        cancel_maintenance(plan, body="Not today.", at=self.now + timedelta(seconds=30), by=ED)

    def a_mistake(self) -> None:
        self.open.append(an_incident("By mistake", {self.web: "degraded_performance"}, at=self.now))
        hidden = an_incident("For the drawer", {self.web: "major_outage"}, visibility="nobody", at=self.now)
        change_incident(hidden, title="Still for the drawer", at=self.now, by=ED)

    def taken_back(self) -> None:
        delete_incident(self.open.pop(), at=self.now, by=ED)
