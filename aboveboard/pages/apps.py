"""Makes ``pages`` a Django app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "aboveboard.pages"
    label = "pages"
    default_auto_field = "django.db.models.BigAutoField"
