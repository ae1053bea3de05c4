"""Addresses of maintenances and their series."""

from django.urls import URLPattern, URLResolver, path

from aboveboard.dashboard.maintenances import running, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("maintenances/", views.maintenances, name="dashboard_maintenances"),
    path("maintenances/new/", views.new_maintenance, name="dashboard_maintenance_new"),
    path("maintenances/preview", views.preview, name="dashboard_maintenance_preview"),
    path("maintenances/series/<slug:key>/", running.series, name="dashboard_series"),
    path("maintenances/series/<slug:key>/end", running.finish_series, name="dashboard_series_end"),
    path("maintenances/<slug:key>/", running.maintenance, name="dashboard_maintenance"),
    path("maintenances/<slug:key>/edit/", views.edit_maintenance, name="dashboard_maintenance_edit"),
    path("maintenances/<slug:key>/remove/", views.remove_maintenance, name="dashboard_maintenance_remove"),
    path("maintenances/<slug:key>/move", running.move, name="dashboard_maintenance_move"),
    path("maintenances/<slug:key>/extend", running.extend, name="dashboard_maintenance_extend"),
    path("maintenances/<slug:key>/reschedule", running.reschedule, name="dashboard_maintenance_reschedule"),
    path("maintenances/<slug:key>/say", running.say, name="dashboard_maintenance_say"),
    path("maintenances/<slug:key>/updates/<slug:update>/", running.edit_words, name="dashboard_maintenance_words"),
]
