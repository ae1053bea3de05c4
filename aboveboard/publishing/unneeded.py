"""Forgetting pictures that were sent for a page and that nothing shows any more."""

from datetime import datetime, timedelta

from aboveboard.pages.models import Page, Upload
from aboveboard.publishing.models import DocumentRow

SETTLED = timedelta(days=1)  # since it was last sent: whoever sends it may be about to use it


def forget_uploads(now: datetime) -> int:
    """Deletes uploads that no page has as its logo and no folder holds. Returns how many.

    A folder holds a logo for 30 days after the last edition that showed it (``shelving.ASSETS_STAY``): until then every folder, those of
    machines that follow too, can be made again from the rows. Pages as they were, at ``/record/<n>/``, take their logo from the folder as
    everything else does; those older than that stand without it, as they did before, with the page's name in words beside
    where it was. The record itself holds the picture's name, which is its content's hash, and never the picture.
    """
    done = 0
    for pk, page, path in Upload.objects.filter(created_at__lt=now - SETTLED).values_list("pk", "page_id", "path"):
        if Page.objects.filter(pk=page, logo=path).exists() or DocumentRow.objects.filter(page_id=page, path=path).exists():
            continue
        done += Upload.objects.filter(pk=pk, created_at__lt=now - SETTLED).delete()[0]  # unless it is sent again at this moment
    return done
