"""Makes ``events`` a Django app."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "aboveboard.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"
