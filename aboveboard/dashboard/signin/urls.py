"""Addresses of the settings of sign-in."""

from django.urls import URLPattern, URLResolver, path

from aboveboard.dashboard.signin import views

urlpatterns: list[URLPattern | URLResolver] = [path("sign-in/", views.sign_in, name="dashboard_sign_in")]
