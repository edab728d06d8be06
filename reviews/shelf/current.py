"""Where a guest's shelf and a member's meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from reviews.spoilers.reader import Reader, stranger

from .guest import COOKIE, GuestShelf, forget_cookie
from .member import MemberShelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

Shelf = GuestShelf | MemberShelf


def viewer_of(request: HttpRequest) -> User | None:
    """Return the signed-in member, or None. Reads no session where the browser sent no session cookie."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_authenticated else None


def shelf_of(request: HttpRequest) -> Shelf:
    """Return the shelf this request may read and change."""
    member = viewer_of(request)
    return GuestShelf.of(request) if member is None else MemberShelf(member)


def reader_of(request: HttpRequest) -> Reader:
    """Return what whoever sent this request knows: `stranger()`, without a query, where the browser sent no cookie of ours."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and COOKIE not in request.COOKIES:
        return stranger()
    return shelf_of(request).reader()


def forget_guest_when_signed_in(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a guest's shelf does not follow into an account, nor wait on a shared computer for the next guest."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if COOKIE in request.COOKIES and viewer_of(request) is not None:
            forget_cookie(response)
        return response

    return middleware
