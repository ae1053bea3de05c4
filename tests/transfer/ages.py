"""Installations and backups of some age."""

from datetime import timedelta

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from aboveboard.transfer.backing_up import note_backup
from tests.world import OLGA


def installed(*, days: int) -> None:
    """The database got its tables so many days ago."""
    MigrationRecorder(connection).migration_qs.update(applied=timezone.now() - timedelta(days=days, minutes=1))


def backed_up(*, days: int) -> None:
    """Another program made a backup so many days ago."""
    note_backup(at=timezone.now() - timedelta(days=days, minutes=1), by=OLGA)
