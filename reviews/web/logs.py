"""What a log line may say about a request: which kind of page, never which address. A receipt's address is its writer's key."""

import logging

from django.http import HttpRequest


class NoAddresses(logging.Filter):
    """Put the route (`r/<str:token>/`) where Django's request loggers put the path."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            match = request.resolver_match
            route = f"/{match.route}" if match else "(no such address)"
            record.args = tuple(route if arg == request.path else arg for arg in record.args)
        return True
