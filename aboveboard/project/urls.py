"""Every address of Django's: what a published file cannot do."""

from django.urls import URLPattern, URLResolver, include, path

from aboveboard.project import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("", include("aboveboard.page.urls")),
]
