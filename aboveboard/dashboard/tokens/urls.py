"""Addresses of tokens for programs."""

from django.urls import URLPattern, URLResolver, path

from aboveboard.dashboard.tokens import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("tokens/", views.tokens, name="dashboard_tokens"),
    path("tokens/new/", views.new, name="dashboard_token_new"),
    path("tokens/<slug:key>/revoke/", views.revoke, name="dashboard_token_revoke"),
]
