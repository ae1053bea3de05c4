"""Makes ``incidents`` a Django app."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "aboveboard.incidents"
    label = "incidents"
    default_auto_field = "django.db.models.BigAutoField"
