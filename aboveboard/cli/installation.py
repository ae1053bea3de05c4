"""Opening the installation that the environment names: Django, set up once, only for commands that need it."""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from aboveboard.events.actors import Actor, ActorKind

if TYPE_CHECKING:
    from aboveboard.pages.models import Page

SETTINGS = "aboveboard.project.settings"
COMMAND = Actor(ActorKind.COMMAND, "aboveboard")  # who does what a command does


def open_installation() -> None:
    """Sets Django up. Raises ``SettingError`` naming every bad setting."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def open_to_publish() -> None:
    """``open_installation`` for a command that publishes: as the worker does that runs here, though this shell names another SITE_URL.

    Refusing would keep an incident from readers for the sake of an address; publishing the other one would lead them there.
    """
    open_installation()
    from django.conf import settings

    from aboveboard.cli.outcome import say
    from aboveboard.publishing.heartbeat import other_site_url

    theirs = other_site_url()
    if theirs is not None:
        say(
            f"The worker that runs here publishes {theirs}, so this command does, too, and not ABOVEBOARD_SITE_URL={settings.SITE_URL}. "
            "A new address is published by a worker that starts with it."
        )
        settings.SITE_URL = theirs


def load(target: str) -> Any:
    """``"package.module:name"``: a part that lives on the same floor or above, found by name and not imported."""
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


def waiting_migrations() -> int:
    """How many migrations the database lacks. Raises ``django.db.Error`` if it cannot be reached."""
    from django.db import DEFAULT_DB_ALIAS, connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def wrong_field_key() -> str | None:
    """What is wrong with the key that seals secrets in the database; null if nothing is. Raises ``django.db.Error``."""
    from aboveboard.accounts.sealing import check_field_key
    from aboveboard.lib.secrets import UnreadableSecretError

    try:
        check_field_key()
    except UnreadableSecretError as problem:
        return f"FIELD_KEY (ABOVEBOARD_FIELD_KEY, else keys/field_key) does not open what the database holds: {problem}."
    except (ValueError, OSError) as problem:
        return f"FIELD_KEY cannot be used: {problem}."
    return None


def default_page() -> "Page":
    """The page at the root. Refuses if there is no page at all."""
    from aboveboard.cli.outcome import RefusedError
    from aboveboard.pages.models import Page

    page = Page.objects.default() or Page.objects.order_by("id").first()
    if page is None:
        raise RefusedError(
            "there is no page yet. `aboveboard seed --size demo` makes an example; "
            "`aboveboard import incidents` begins with a history of yours."
        )
    return page
