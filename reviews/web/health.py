"""Two questions a supervisor asks: is the process alive (`/healthz`), and may it be sent readers (`/readyz`)?"""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase


class HealthMiddleware:
    """Answer both before anything looks at the Host header: a load balancer asks by number, not by name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return _answer("ok", 200)
        if request.path == "/readyz":
            fault = unreadiness()
            return _answer(fault, 503) if fault else _answer("ready", 200)
        return self.get_response(request)


def unreadiness() -> str:
    """Why this process should get no readers yet, in words that give nothing away; empty when it may."""
    try:
        executor = MigrationExecutor(connection)
        if not MigrationRecorder(connection).has_table():
            return "migrations are not applied"
        return "migrations are not applied" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else ""
    except DatabaseError:
        return "the database cannot be reached"


def _answer(words: str, status: int) -> HttpResponse:
    response = HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Content-Length"] = str(len(response.content))
    response["Cache-Control"] = "no-store"
    return response
