"""Serves the dashboard's own files: a closed list, for ever cacheable, since their names follow from their content."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from aboveboard.accounts.gates import public
from aboveboard.dashboard.assets import assets_by_path


@public
@require_safe
def asset(request: HttpRequest, path: str) -> HttpResponse:
    known = assets_by_path().get(path)
    if known is None:
        raise Http404
    answer = HttpResponse(known.content, content_type=known.content_type)
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
