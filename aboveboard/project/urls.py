"""Every address of Django's: what a published file cannot do."""

from django.urls import URLPattern, URLResolver, path

from aboveboard.page import urls as page
from aboveboard.project import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    *page.urlpatterns,
]
