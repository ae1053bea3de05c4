"""Makes ``accounts`` a Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "aboveboard.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from aboveboard.accounts.adapter import listen

        listen()
