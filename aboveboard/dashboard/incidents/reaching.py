"""Finding the incident that an address names, and what every screen about one shows of it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from aboveboard.accounts.gates import grant_of
from aboveboard.dashboard.shell import chosen_page
from aboveboard.dashboard.wording import text_in
from aboveboard.events.models import Event
from aboveboard.incidents.models import Incident
from aboveboard.incidents.queries import IncidentQuerySet

HERE = "dashboard_incidents"


def reached(request: HttpRequest) -> IncidentQuerySet:
    """Incidents that the person reaches, deleted ones included: their tombstones have a screen."""
    return Incident.objects.within(grant_of(request).limits)


def incident_of(request: HttpRequest, key: str) -> Incident:
    """Raises ``Http404`` for what is out of reach or was deleted."""
    one: Incident = get_object_or_404(reached(request).existing(), key=key)
    return one


def title_in(incident: Incident, language: str) -> str:
    return text_in(incident.title, language) or "…"


def language_of(request: HttpRequest) -> str:
    """The first language of the page that is looked at: what is said is said in it."""
    page = chosen_page(request, grant_of(request))
    return page.first_language if page else "en"


def done_since(incident: Incident, revision: int) -> list[Event]:
    """What others did since somebody opened the screen: the newest events, one for each revision that was missed."""
    missed = max(0, min(20, incident.revision - revision))
    newest = Event.objects.about(f"incident/{incident.key}").order_by("-id").exclude(verb="incident.noted")[:missed]
    return list(reversed(newest))
