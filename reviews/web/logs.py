"""What a log line may say: which kind of page, never which address (a receipt's is its writer's key); where a fault arose and of what
kind, never in the words of its message (a database's quotes the row that it refused)."""

import logging
import traceback
from types import TracebackType
from typing import TypeAlias

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.http import HttpRequest
from django.template import TemplateDoesNotExist

_Fault: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

#: Faults of the machine or of the installation, whose messages an owner needs and which quote nothing that a person wrote.
SPEAKS_OF_THE_MACHINE = (OSError, ImportError, OperationalError, ImproperlyConfigured, TemplateDoesNotExist)


class NoAddresses(logging.Filter):
    """Put the route (`r/<word:token>/`) where Django's request loggers put the path."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            match = request.resolver_match
            route = f"/{match.route}" if match else "(no such address)"
            # Django escapes what it logs, so a path with a control character stands there in another form than on the request.
            paths = {request.path, request.path.encode("unicode_escape").decode("ascii")}
            record.args = tuple(route if arg in paths else arg for arg in record.args)
        return True


class QuietFormatter(logging.Formatter):
    """A traceback by files, lines and kinds of fault."""

    def formatException(self, ei: _Fault) -> str:  # noqa: N802 - logging's own name
        fault: BaseException | None = ei[1]
        parts: list[str] = []
        while fault is not None and len(parts) < 10:
            words = f": {fault}" if isinstance(fault, SPEAKS_OF_THE_MACHINE) else ""
            parts.append("".join(traceback.format_tb(fault.__traceback__)) + type(fault).__qualname__ + words)
            fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
        return "\nwhich came from\n".join(parts)
