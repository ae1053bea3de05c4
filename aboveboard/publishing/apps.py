"""Makes ``publishing`` a Django app, and its listeners known."""

from importlib import import_module

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "aboveboard.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("aboveboard.publishing.listeners")
