"""Where a page lives: its absolute address, the host names it answers to, its path, and its folder."""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from aboveboard.pages.models import Page


def page_url(page: Page) -> str:
    """Absolute, ending with a slash: a host of its own, else ``/p/<slug>/`` on the installation's, whose root is the default page's."""
    site = urlsplit(settings.SITE_URL)
    if page.host:
        port = f":{site.port}" if site.port and site.hostname in _bare_loopbacks() else ""
        return f"{site.scheme}://{page.host}{port}/"
    return f"{settings.SITE_URL}{base_path(page)}"


def base_path(page: Page) -> str:
    return "/" if page.host or page.is_default else f"/p/{page.slug}/"


def host_names(page: Page) -> list[str]:
    """Without ports. While the installation's address is loopback, all loopback names are that host."""
    if page.host:
        return [page.host]
    name = urlsplit(settings.SITE_URL).hostname or "localhost"
    return list(settings.LOOPBACK) if name in _bare_loopbacks() else [name]


def folder_of(page: Page) -> Path:
    """The page's folder of published files."""
    root: Path = settings.EDITIONS_DIR
    return root / (page.host or page.slug)


def _bare_loopbacks() -> set[str]:
    return {name.strip("[]") for name in settings.LOOPBACK}
