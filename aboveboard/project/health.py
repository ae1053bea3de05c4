"""/healthz: the process answers. /readyz: its database, migrations and worker (on a second machine: its following) do, too."""

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from aboveboard.accounts.gates import public
from aboveboard.events.models import Event
from aboveboard.publishing.heartbeat import LASTS, last_look, worker_is_alive

DUE_SECONDS = 60


@public
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"ok": True, "release": settings.RELEASE})


@public
def readyz(request: HttpRequest) -> HttpResponse:
    """200 if everything is well, else 503; the body names what is not."""
    problems = _database_problems() or _following_problems()
    if problems is None:
        problems = [*_worker_problems(), *_due_problems()]
    return JsonResponse({"ok": not problems, "problems": problems}, status=503 if problems else 200)


def _database_problems() -> list[str]:
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return ["database: unreachable"]
    return [f"migrations: {len(waiting)} not applied"] if waiting else []


def _following_problems() -> list[str] | None:
    """None where a worker is expected. A machine that follows has none, and what waits for the other's worker is not its own trouble."""
    looked = last_look()
    if looked is None or worker_is_alive():
        return None
    silent = (timezone.now() - looked).total_seconds()
    return [f"following: the last look was {int(silent)} s ago"] if silent > LASTS / settings.TIME_SCALE else []


def _worker_problems() -> list[str]:
    return [] if worker_is_alive() else ["worker: gives no sign of life"]


def _due_problems() -> list[str]:
    oldest = Event.objects.filter(dispatched_at__isnull=True).order_by("id").values_list("at", flat=True).first()
    waited = (timezone.now() - oldest).total_seconds() if oldest else 0
    return [f"events: the oldest has waited for {int(waited)} s"] if waited > DUE_SECONDS else []
