"""Bringing an older database back, on every database."""

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection


def backup() -> str:
    """Every row of every model."""
    return connection.creation.serialize_db_to_string()


def restore(saved: str) -> None:
    """The database is what it was at the ``backup``."""
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)  # permissions come with the rows
    connection.creation.deserialize_db_from_string(saved)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
