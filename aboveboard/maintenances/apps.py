"""Makes ``maintenances`` a Django app."""

from django.apps import AppConfig


class MaintenancesConfig(AppConfig):
    name = "aboveboard.maintenances"
    label = "maintenances"
    default_auto_field = "django.db.models.BigAutoField"
