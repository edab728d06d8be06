"""410: it was here, and its owner has taken it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import gone

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class Gone(Exception):
    """What was asked for has been taken back."""


class GoneMiddleware:
    """Answer `Gone` with the 410 page, as Django answers `Http404` with the 404 page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return gone(request) if isinstance(exception, Gone) else None
