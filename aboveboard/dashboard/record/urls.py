"""Addresses of the record."""

from django.urls import URLPattern, URLResolver, path

from aboveboard.dashboard.record import choosing, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("record/", views.editions, name="dashboard_record"),
    path("record/choose/", choosing.choose, name="dashboard_record_choose"),
    path("record/redact/", views.redaction, name="dashboard_record_redact"),
]
