"""Makes ``components`` a Django app."""

from django.apps import AppConfig


class ComponentsConfig(AppConfig):
    name = "aboveboard.components"
    label = "components"
    default_auto_field = "django.db.models.BigAutoField"
