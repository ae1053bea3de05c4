"""Every address of Django's: what a published file cannot do."""

from django.urls import URLPattern, URLResolver, path

from aboveboard.dashboard import refusals
from aboveboard.dashboard import urls as dashboard
from aboveboard.page import urls as page
from aboveboard.project import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    *dashboard.urlpatterns,
    *page.urlpatterns,
]
handler403 = refusals.forbidden
handler404 = refusals.not_found
handler500 = refusals.broken
