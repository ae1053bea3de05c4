"""Which page a request means: by its host, or by /p/<slug>/ below the installation's."""

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

from aboveboard.pages.models import Page


def page_of(request: HttpRequest, slug: str) -> Page | None:
    """``slug`` is empty at the root of a host. None if there is no such page, or it is private."""
    host, _ = split_domain_port(request.META.get("HTTP_HOST", "").lower())
    public = Page.objects.filter(is_private=False)
    if slug:
        pages = public.filter(slug=slug) if host in settings.OWN_HOSTS else public.none()
        return next((page for page in pages if not page.host and not page.is_default), None)
    own = public.filter(host=host).first() if host else None
    if own is not None or host not in settings.OWN_HOSTS:
        return own
    default = public.filter(is_default=True).first()
    return None if default is None or default.host else default
