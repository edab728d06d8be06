"""What a person sees when something is refused, gone or broken, and what to do next. No page here says why in more than its own words."""

import logging
import sys

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from .caching import private_page

logger = logging.getLogger(__name__)

#: Seconds. A restart or a fail-over of the database is over by then.
RETRY_AFTER = 30
_BARE = "<!doctype html><html lang=en><meta charset=utf-8><title>{0}</title><h1>{0}</h1><p>{1}</p></html>"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something that can't be read."""
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: PermissionDenied | None = None) -> HttpResponse:
    """403: this viewer may not."""
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: a form's token is missing or stale. What was written in it is handed back."""
    return cross_site(request)


def cross_site(request: HttpRequest) -> HttpResponse:
    """403: a form that seems to come from another site. The `text` that came with it is handed back, so that nothing written is lost."""
    return _page(request, 403, "errors/403_cross_site.html", {"text": request.POST.get("text", "")})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing is here, or nothing this viewer may know of."""
    return _page(request, 404)


def not_allowed(request: HttpRequest) -> HttpResponse:
    """405: the address takes another method, such as what a button sends."""
    return _page(request, 405)


def gone(request: HttpRequest) -> HttpResponse:
    """410: it was here and has been taken back."""
    return _page(request, 410)


def handed_back(request: HttpRequest, refusal: str, *, status: int) -> HttpResponse:
    """A text that can't be taken goes back to its writer, with the reason. `text` is the name every form of ours gives it."""
    return _page(request, status, "web/handed_back.html", {"refusal": refusal, "text": request.POST.get("text", "")})


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: too many tries."""
    response = _page(request, 429)
    response["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when what failed is the database. Both pages are rendered without a request: no query, no session, no context."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        response = _static(503, "The site is resting", "It will be back in a moment. Please try again then.")
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return _static(500, "Something broke", "The fault is ours, and it has been noted. Please try again in a while.")


def _page(request: HttpRequest, status: int, template: str = "", context: dict[str, object] | None = None) -> HttpResponse:
    return private_page(render(request, template or f"errors/{status}.html", context, status=status))


def _static(status: int, title: str, words: str) -> HttpResponse:
    try:
        html = loader.get_template(f"errors/{status}.html").render()
    except Exception as error:  # noqa: BLE001 - this page must come out whatever is broken
        logger.error("The page for %s could not be rendered: %s", status, type(error).__name__)
        html = _BARE.format(title, words)
    return private_page(HttpResponse(html, status=status))
