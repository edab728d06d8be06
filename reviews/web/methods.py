"""One address, two views: reading and sending are different jobs with different doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.csrf import csrf_exempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    View = Callable[..., HttpResponseBase]


def by_method(*, get: View, post: View) -> View:
    """Send a POST to `post`, which checks for itself where it comes from (`origin.stranger_post`), and the rest to `get`."""

    def either(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
        return (post if request.method == "POST" else get)(request, **kwargs)

    return csrf_exempt(either)
