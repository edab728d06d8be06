"""Two questions a supervisor asks: is the process alive (`/healthz`), and may it be sent readers (`/readyz`)?"""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


class HealthMiddleware:
    """Answer both before anything looks at the Host header: a load balancer asks by number, not by name."""

    #: Migrations that were applied once are not looked for again: the question is public, and reading all of them is work.
    migrated = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return _answer("ok", 200)
        if request.path == "/readyz":
            fault = self._unreadiness()
            return _answer(fault, 503) if fault else _answer("ready", 200)
        return self.get_response(request)

    def _unreadiness(self) -> str:
        """Why this process should get no readers yet, in words that give nothing away; empty when it may."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            self.migrated = self.migrated or all_migrations_applied()
        except DatabaseError:
            return "the database cannot be reached"
        return "" if self.migrated else "migrations are not applied"


def all_migrations_applied() -> bool:
    """Whether the database is where this code expects it. Raises `DatabaseError` when it can't be asked."""
    if not MigrationRecorder(connection).has_table():
        return False
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _answer(words: str, status: int) -> HttpResponse:
    response = HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Content-Length"] = str(len(response.content))
    response["Cache-Control"] = "no-store"
    return response
