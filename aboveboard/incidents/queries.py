"""Which incidents."""

from typing import TYPE_CHECKING

from aboveboard.components.queries import ToldQuerySet

if TYPE_CHECKING:
    from aboveboard.incidents.models import Incident  # noqa: F401  (quoted below)


class IncidentQuerySet(ToldQuerySet["Incident"]):
    def unresolved(self) -> "IncidentQuerySet":
        return self.filter(resolved_at__isnull=True)
