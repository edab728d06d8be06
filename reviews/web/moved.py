"""301 and 308: it is still here, at another address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponsePermanentRedirect
from django.urls import reverse

from .caching import private_page, public_page
from .errors import not_found

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class Moved(Exception):
    """What was asked for under the slug `former` stands under the slug `slug` now."""

    def __init__(self, *, former: str, slug: str) -> None:
        super().__init__()
        self.former = former
        self.slug = slug


class MovedMiddleware:
    """Answer `Moved` with the way to the same place under the new slug, as Django answers `Http404` with the 404 page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return moved(request, exception) if isinstance(exception, Moved) else None


def moved(request: HttpRequest, found: Moved) -> HttpResponse:
    """The way to the view that was asked for, under the new slug and with the same query. It names nothing else.

    A POST is sent on whole (308), so that a reply on its way to the old address arrives. Although the move is for good, no copy of the
    answer is used without asking again: a slug may be taken back, and what a browser kept would lead in a circle.
    """
    match = request.resolver_match
    if match is None or match.kwargs.get("slug") != found.former:
        # The slug came in another way than by the address, so there is no same place to lead to.
        return not_found(request)
    url = reverse(match.view_name, args=match.args, kwargs={**match.kwargs, "slug": found.slug})
    query = request.META.get("QUERY_STRING", "")
    is_read = request.method in {"GET", "HEAD"}
    response = HttpResponsePermanentRedirect(f"{url}?{query}" if query else url, preserve_request=not is_read)
    # Who brings a session may get a cookie back, which no public answer may carry.
    is_public = is_read and settings.SESSION_COOKIE_NAME not in request.COOKIES
    return public_page(response) if is_public else private_page(response)
