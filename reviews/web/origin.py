"""Forms on strangers' pages carry no token, so that the page is the same bytes for everybody. This one decorator stands in for it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware, RejectRequest
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .caching import private_page
from .errors import cross_site

P = ParamSpec("P")
View: TypeAlias = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def stranger_post(view: View[P]) -> View[P]:
    """Let `view` answer a POST that comes from a page of ours, and nothing else.

    `Sec-Fetch-Site` decides where the browser sends it; else `Origin`; else `Referer`. A request that carries none of the three is
    asked once more, on a page with Django's token that holds all it sent (428); with that token it passes. The rest is refused (403),
    and the text that came with it is handed back.
    """

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        ours = comes_from_us(request)
        if ours or (ours is None and _has_token(request)):
            return view(request, *args, **kwargs)
        return ask_again(request) if ours is None else cross_site(request)

    posted: View[P] = require_POST(guarded)
    return csrf_exempt(posted)


def comes_from_us(request: HttpRequest) -> bool | None:
    """Whether a page of ours sent this; None when the browser doesn't say."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    if origin := request.headers.get("Origin"):
        return origin in _our_origins(request)
    if referer := request.headers.get("Referer"):
        return _origin_of(referer) in _our_origins(request)
    return None


def ask_again(request: HttpRequest) -> HttpResponse:
    """A page that holds everything the form sent and a token, and asks whether it was meant."""
    fields = [(name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values]
    context = {"fields": fields, "action": request.get_full_path()}
    return private_page(render(request, "web/confirm.html", context, status=428))


def _our_origins(request: HttpRequest) -> set[str]:
    return {f"{request.scheme}://{request.get_host()}", _origin_of(settings.SITE_URL)}


def _origin_of(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _has_token(request: HttpRequest) -> bool:
    """Whether the POST carries the token of its own cookie. Django's check of the token alone: the headers it would ask for are the
    very ones this browser doesn't send."""
    check = CsrfViewMiddleware(lambda _: HttpResponse())
    check.process_request(request)
    try:
        check._check_token(request)  # type: ignore[attr-defined]  # no public name; tests/web/test_origin.py notices a change
    except RejectRequest:
        return False
    return True
