"""Who may keep a copy of an answer.

A page is private until a view says otherwise: `public_page(response)` for what every stranger sees in the same bytes. Anything else
leaves with `private, no-store`.
"""

import hashlib
import logging
import re
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

R = TypeVar("R", bound=HttpResponseBase)

logger = logging.getLogger(__name__)

#: The words by which an answer says that it is for one reader: ours, and those of Django's own pages.
_PRIVATE = re.compile(r"\b(private|no-store)\b")

PUBLIC = "public, no-cache"
PRIVATE = "private, no-store"
#: Addresses at which somebody signs out: the next person at a shared computer has a back button too.
LEAVING = frozenset({"account_logout", "admin:logout"})


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


def taken_back(response: R) -> R:
    """Say that something this reader had open is closed now: the browser drops the pages it keeps, and “back” shows none of them again.

    `no-store` alone does not do that: Chromium brings such a page back out of its memory, words and all, and without a script nothing
    else stops it. Browsers obey over https, and on this machine.
    """
    response["Clear-Site-Data"] = '"cache"'
    return response


class CachingMiddleware:
    """Finish what `public_page` began, once every other hand has been on the answer. Stands outside of session, CSRF and messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "POST" and request.resolver_match and request.resolver_match.view_name in LEAVING:
            taken_back(response)
        if "Cache-Control" not in response:
            response["Cache-Control"] = PRIVATE
        if response["Cache-Control"] != PUBLIC:
            return _kept_apart(response)
        if response.cookies and _only_takes_back(response, settings.SESSION_COOKIE_NAME):
            # A browser brought a session that is over: no fault of the page, but not every stranger's answer either.
            return _kept_apart(private_page(response))
        if response.cookies:
            # The view's name and no more: a cookie's value, a path or a query may be somebody's secret.
            view = request.resolver_match.view_name if request.resolver_match else "?"
            logger.error("A public page set a cookie, so it was sent as a private one. View: %s", view)
            return _kept_apart(private_page(response))
        patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
        if request.method in {"GET", "HEAD"} and response.status_code == 200 and isinstance(response, HttpResponse):
            response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            return get_conditional_response(request, etag=response["ETag"], response=response) or response
        return response


def _kept_apart(response: R) -> R:
    """Tell caches that were told not to listen to `Cache-Control` what it says of a private answer. A public one is left as it is.

    nginx listens to its own header first, and takes it out. `Vary` keeps strangers, who have no cookie, away from what another cache keeps
    all the same.
    """
    if _PRIVATE.search(response["Cache-Control"]):
        response["X-Accel-Expires"] = "0"
        patch_vary_headers(response, ["Cookie"])
    return response


def _only_takes_back(response: HttpResponseBase, name: str) -> bool:
    """Whether the one change to the browser's cookies is that `name` is deleted."""
    return set(response.cookies) == {name} and response.cookies[name].value == "" and response.cookies[name]["max-age"] == 0
