"""Addresses of the audit log."""

from django.urls import URLPattern, URLResolver, path

from aboveboard.dashboard.audit import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("audit/", views.audit, name="dashboard_audit"),
    path("audit/export", views.export, name="dashboard_audit_export"),
]
