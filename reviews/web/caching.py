"""Who may keep a copy of an answer.

A page is private until a view says otherwise: `public_page(response)` for what every stranger sees in the same bytes. Anything else
leaves with `private, no-store`.
"""

import hashlib
import logging
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

R = TypeVar("R", bound=HttpResponseBase)

logger = logging.getLogger(__name__)

PUBLIC = "public, no-cache"
PRIVATE = "private, no-store"


def public_page(response: R) -> R:
    """Say that these bytes are the same for every stranger.

    The answer gets `public, no-cache`, `Vary: Cookie, Accept-Encoding` and an ETag of its bytes; a browser that has them gets a 304. It
    must not touch the session, messages or the CSRF token: an answer that sets a cookie after all is sent as a private one, and logged.
    """
    response["Cache-Control"] = PUBLIC
    return response


def private_page(response: R) -> R:
    """Say that this answer is for one reader: kept nowhere, and by no search engine."""
    response["Cache-Control"] = PRIVATE
    response["X-Robots-Tag"] = "noindex"
    return response


class CachingMiddleware:
    """Finish what `public_page` began, once every other hand has been on the answer. Stands outside of session, CSRF and messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = PRIVATE
        if response["Cache-Control"] != PUBLIC:
            return response
        if response.cookies and _only_takes_back(response, settings.SESSION_COOKIE_NAME):
            # A browser brought a session that is over: no fault of the page, but not every stranger's answer either.
            return private_page(response)
        if response.cookies:
            # The view's name and no more: a cookie's value, a path or a query may be somebody's secret.
            view = request.resolver_match.view_name if request.resolver_match else "?"
            logger.error("A public page set a cookie, so it was sent as a private one. View: %s", view)
            return private_page(response)
        patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
        if request.method in {"GET", "HEAD"} and response.status_code == 200 and isinstance(response, HttpResponse):
            response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            return get_conditional_response(request, etag=response["ETag"], response=response) or response
        return response


def _only_takes_back(response: HttpResponseBase, name: str) -> bool:
    """Whether the one change to the browser's cookies is that `name` is deleted."""
    return set(response.cookies) == {name} and response.cookies[name].value == "" and response.cookies[name]["max-age"] == 0
