"""Addresses of pages: the list, one page, and a screen for each side of it."""

from django.urls import URLPattern, URLResolver, path

from aboveboard.dashboard.pages import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pages/", views.pages, name="dashboard_pages"),
    path("pages/<slug:key>/", views.page, name="dashboard_page"),
]
