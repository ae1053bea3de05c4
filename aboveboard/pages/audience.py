"""Who may read what. Every reader asks a queryset's ``visible_to``, which asks this; nothing else decides visibility."""

from datetime import datetime
from enum import StrEnum


class Audience(StrEnum):
    """A group of readers that one edition is made for."""

    PUBLIC = "public"
    MEMBERS = "members"


class Visibility(StrEnum):
    """What an author chose for an incident or a maintenance."""

    EVERYONE = "everyone"
    SIGNED_IN = "signed_in"
    NOBODY = "nobody"


_SEES = {
    Audience.PUBLIC: frozenset({Visibility.EVERYONE}),
    Audience.MEMBERS: frozenset({Visibility.EVERYONE, Visibility.SIGNED_IN}),
}


def visibilities_of(audience: Audience) -> frozenset[Visibility]:
    """The visibilities that ``audience`` may see."""
    return _SEES[audience]


def is_told(visibility: str, published_at: datetime, at: datetime) -> bool:
    """Whether anybody besides the authors could read it at ``at``: it is neither a draft nor under embargo."""
    return visibility != Visibility.NOBODY and published_at <= at
