"""Books why a page has to be published anew. Books rows and nothing else: publishing is ``work.publish_due``."""

from aboveboard.events.models import Event
from aboveboard.events.registry import listens_to
from aboveboard.pages.models import Page
from aboveboard.publishing.causes import NAMED, NAMED_IF_SHOWN
from aboveboard.publishing.models import Cause

_OF_ONE_PAGE = "page"


@listens_to(*sorted(NAMED | NAMED_IF_SHOWN))
def book_causes(event: Event) -> None:
    """One cause for each page that the event may concern; which pages really change is found out when they are gathered."""
    pages = Page.objects.all()
    if event.subject_kind == _OF_ONE_PAGE:
        pages = pages.filter(key=event.subject_id)
    Cause.objects.bulk_create(
        Cause(
            page=page,
            verb=event.verb,
            subject=f"{event.subject_kind}/{event.subject_id}",
            actor_kind=event.actor_kind,
            booked_at=event.at,
        )
        for page in pages
    )
