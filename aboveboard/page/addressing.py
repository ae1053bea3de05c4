"""Which page a request means: by its host, or by /p/<slug>/ below the installation's."""

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

from aboveboard.pages.models import Page


def page_at(request: HttpRequest, slug: str) -> Page | None:
    """``slug`` is empty at the root of a host. None if there is no such page. Ask whether its readers may be told of it."""
    host, _ = split_domain_port(request.META.get("HTTP_HOST", "").lower())
    if slug:
        pages = Page.objects.filter(slug=slug) if host in settings.OWN_HOSTS else Page.objects.none()
        return next((page for page in pages if not page.host and not page.is_default), None)
    own = Page.objects.filter(host=host).first() if host else None
    if own is not None or host not in settings.OWN_HOSTS:
        return own
    default = Page.objects.default()
    return None if default is None or default.host else default


def page_of(request: HttpRequest, slug: str) -> Page | None:
    """The same; None if the page is private, too."""
    page = page_at(request, slug)
    return None if page is None or page.is_private else page
