"""Addresses of the installation's screens."""

from django.urls import URLPattern, URLResolver, path

from aboveboard.dashboard.installation import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/", views.settings_here, name="dashboard_settings"),
    path("about/", views.about, name="dashboard_about"),
]
