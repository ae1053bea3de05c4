"""Addresses of pages: the list, one page, and a screen for each side of it."""

from django.urls import URLPattern, URLResolver, path

from aboveboard.dashboard.pages import editing, looks, readers, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pages/", views.pages, name="dashboard_pages"),
    path("pages/new/", editing.new_page, name="dashboard_page_new"),
    path("pages/<slug:key>/", views.page, name="dashboard_page"),
    path("pages/<slug:key>/edit/", editing.edit_page, name="dashboard_page_edit"),
    path("pages/<slug:key>/look/", looks.edit_look, name="dashboard_page_look"),
    path("pages/<slug:key>/look/colour", looks.colour, name="dashboard_page_colour"),
    path("pages/<slug:key>/look/preview", looks.preview, name="dashboard_page_preview"),
    path("pages/<slug:key>/shows/", editing.edit_shows, name="dashboard_page_shows"),
    path("pages/<slug:key>/readers/", readers.edit_readers, name="dashboard_page_readers"),
    path("pages/<slug:key>/default", views.make_default, name="dashboard_page_default"),
    path("pages/<slug:key>/remove/", views.remove_page, name="dashboard_page_remove"),
]
