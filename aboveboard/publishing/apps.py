"""Makes ``publishing`` a Django app."""

from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "aboveboard.publishing"
    label = "publishing"
    default_auto_field = "django.db.models.BigAutoField"
