"""Which methods an address takes, and what a person sees who comes with another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.csrf import csrf_exempt

from .errors import not_allowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    View = Callable[..., HttpResponseBase]


def by_method(*, get: View, post: View) -> View:
    """Send a POST to `post`, which checks for itself where it comes from (`origin.stranger_post`), and the rest to `get`."""

    def either(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
        return (post if request.method == "POST" else get)(request, **kwargs)

    return csrf_exempt(either)


class MethodMiddleware:
    """Give the empty 405 of a view that takes another method a page: an address that a button sent to stays in the bar."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        page = not_allowed(request)
        page["Allow"] = response["Allow"]
        return page
