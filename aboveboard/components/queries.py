"""Which components, which groups, which spans."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from django.db import models
from django.db.models import Q

from aboveboard.accounts.limits import Limits
from aboveboard.pages.audience import Audience, visibilities_of
from aboveboard.pages.models import Page

if TYPE_CHECKING:
    from aboveboard.components.models import Component, ComponentGroup, Correction, StatusSpan  # noqa: F401  (quoted below)


def shown(page: Page, path: str = "") -> Q:
    """The condition that a component is enabled, not deleted, and among what ``page`` shows: everything, or what it chose.

    ``path`` leads from the filtered model to the component, as "component__".
    """
    condition = Q(**{f"{path}enabled": True, f"{path}deleted_at__isnull": True})
    if page.shows_everything:
        return condition
    chosen = page.selections.all()
    return condition & (
        Q(**{f"{path}pk__in": chosen.filter(component__isnull=False).values("component")})
        | Q(**{f"{path}group__in": chosen.filter(group__isnull=False).values("group")})
    )


def pages_within(limits: Limits) -> models.QuerySet[Page]:
    """The pages that somebody with these limits may choose among; limits to groups alone leave all pages to look at."""
    return Page.objects.filter(key__in=sorted(limits.pages)) if limits.pages else Page.objects.all()


def pages_in_charge(limits: Limits) -> models.QuerySet[Page]:
    """The pages whose face and settings are the business of somebody with these limits: those named; limits to groups name none."""
    return Page.objects.filter(key__in=sorted(limits.pages)) if limits else Page.objects.all()


def reached(limits: Limits, path: str = "") -> Q:
    """The condition that a component is in a group, or shown on a page, that these limits name. True without limits."""
    if not limits:
        return Q()
    condition = Q(**{f"{path}group__key__in": sorted(limits.groups)})
    for page in Page.objects.filter(key__in=sorted(limits.pages)):
        condition |= shown(page, path)
    return condition


Told = TypeVar("Told", bound=models.Model)


class ToldQuerySet(models.QuerySet[Told]):
    """What incidents and maintenances have in common: who may see them, and on which page they belong.

    The model has ``deleted_at``, ``visibility``, ``published_at``, ``released``, ``pages``, and ``affected`` rows with a component.
    """

    def existing(self) -> Self:
        """Those that were not deleted."""
        return self.filter(deleted_at__isnull=True)

    def visible_to(self, audience: Audience, now: datetime) -> Self:
        """Those that these readers may see at ``now``: not deleted, shown to them, past their embargo."""
        return self.existing().filter(visibility__in=sorted(visibilities_of(audience)), published_at__lte=now)

    def shown_on(self, page: Page) -> Self:
        """Those that affect a component shown on ``page``, and those without components that belong there.

        The latter are those that name the page, and on a page that shows everything also those that name none.
        """
        all_told = self.model._default_manager
        with_shown = all_told.filter(shown(page, "affected__component__"))
        with_any = all_told.filter(affected__component__deleted_at__isnull=True, affected__isnull=False)
        named = Q(pk__in=all_told.filter(pages=page).values("pk"))
        if page.shows_everything:
            named |= Q(pk__in=all_told.filter(pages__isnull=True).values("pk"))
        return self.filter(Q(pk__in=with_shown.values("pk")) | (~Q(pk__in=with_any.values("pk")) & named))

    def within(self, limits: Limits) -> Self:
        """Those that concern nothing but what these limits reach: every affected component, or else every page named."""
        if not limits:
            return self
        all_told = self.model._default_manager
        relation = cast(Any, self.model._meta.get_field("affected"))
        rows, told = relation.related_model._default_manager, relation.field.name
        beyond = rows.exclude(pk__in=rows.filter(reached(limits, "component__")).values("pk"))
        about_components = Q(pk__in=rows.values(told))
        named = Q(pk__in=all_told.filter(pages__key__in=sorted(limits.pages)).values("pk"))
        elsewhere = Q(pk__in=all_told.filter(pages__isnull=False).exclude(pages__key__in=sorted(limits.pages)).values("pk"))
        return self.filter((about_components & ~Q(pk__in=beyond.values(told))) | (~about_components & named & ~elsewhere))

    def embargo_over(self, now: datetime) -> Self:
        """Those whose embargo ended without its end having been announced yet."""
        return self.existing().filter(released=False, published_at__lte=now)


class ComponentQuerySet(models.QuerySet["Component"]):
    def within(self, limits: Limits) -> "ComponentQuerySet":
        """Components that somebody with these limits reaches."""
        return self.filter(reached(limits))

    def existing(self) -> "ComponentQuerySet":
        """Components that were not deleted, disabled ones included."""
        return self.filter(deleted_at__isnull=True)

    def shown_on(self, page: Page) -> "ComponentQuerySet":
        """Enabled components that ``page`` shows: all, or those that it chose by themselves or by their group."""
        return self.filter(shown(page))


class ComponentGroupQuerySet(models.QuerySet["ComponentGroup"]):
    def within(self, limits: Limits) -> "ComponentGroupQuerySet":
        """Groups that somebody with these limits may change and put components into: named, or chosen by a page that is named."""
        if not limits or Page.objects.filter(key__in=sorted(limits.pages), shows_everything=True).exists():
            return self
        chosen = self.model._default_manager.filter(pageselection__page__key__in=sorted(limits.pages))
        return self.filter(Q(key__in=sorted(limits.groups)) | Q(pk__in=chosen.values("pk")))

    def shown_on(self, page: Page) -> "ComponentGroupQuerySet":
        """Groups of which ``page`` shows at least one component."""
        groups = self.model._default_manager.filter(shown(page, "components__"))
        return self.filter(pk__in=groups.values("pk"))


class StatusSpanQuerySet(models.QuerySet["StatusSpan"]):
    def visible_to(self, audience: Audience, now: datetime) -> "StatusSpanQuerySet":
        """Spans whose cause these readers may see at ``now``."""
        return self.filter(visibility__in=sorted(visibilities_of(audience)), visible_from__lte=now)

    def shown_on(self, page: Page) -> "StatusSpanQuerySet":
        """Spans of components that ``page`` shows."""
        return self.filter(shown(page, "component__"))

    def open(self) -> "StatusSpanQuerySet":
        """Spans that have not ended."""
        return self.filter(ended_at__isnull=True)

    def of_cause(self, kind: str, identity: str) -> "StatusSpanQuerySet":
        return self.filter(cause_kind=kind, cause_id=identity)


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def in_force(self) -> "CorrectionQuerySet":
        """Corrections that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def shown_on(self, page: Page) -> "CorrectionQuerySet":
        """Corrections of components that ``page`` shows."""
        return self.filter(shown(page, "component__"))
