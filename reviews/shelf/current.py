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

#: Where a guest's cookie waits in the session of whoever signed in with it, until they say whose it is. Signing out ends it.
_OFFER = "offered_shelf"


def viewer_of(request: HttpRequest) -> User | None:
    """Return the signed-in member, or None. Reads no session where the browser sent no session cookie."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return request.user if request.user.is_authenticated else None


def shelf_of(request: HttpRequest) -> Shelf:
    """Return the shelf this request may read and change."""
    member = viewer_of(request)
    return GuestShelf.of(request) if member is None else MemberShelf(member)


def is_stranger(request: HttpRequest) -> bool:
    """Whether this request may be answered with what every stranger gets: no member, and nothing on the device's shelf.

    Not the same as knowing nothing: a guest whose marks have all gone out of date is told so, and that page is theirs alone.
    """
    return viewer_of(request) is None and GuestShelf.of(request).is_empty


def reader_of(request: HttpRequest) -> Reader:
    """Return what whoever sent this request knows: `stranger()`, without a query, where the browser sent no cookie of ours."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and COOKIE not in request.COOKIES:
        return stranger()
    return shelf_of(request).reader()


def offered_shelf(request: HttpRequest) -> GuestShelf | None:
    """Return the guest's shelf that this member is still to say is theirs, or None."""
    if viewer_of(request) is None or _OFFER not in request.session:
        return None
    shelf = GuestShelf.loads(request.session[_OFFER])
    return None if shelf.is_empty else shelf


def answer_offer(request: HttpRequest, *, is_mine: bool) -> None:
    """Put the offered shelf on the member's own, or don't; it is forgotten either way."""
    member, offered = viewer_of(request), offered_shelf(request)
    if member is None:
        return
    request.session.pop(_OFFER, None)
    if is_mine and offered is not None:
        MemberShelf(member).take(offered)


def offer_guest_shelf(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a guest's shelf does not follow into an account, nor wait on a shared computer for the next guest.

    Whoever signs in is asked whether it is theirs, and the cookie goes at once.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if COOKIE not in request.COOKIES:
            return get_response(request)
        was_member = viewer_of(request) is not None and _set_aside(request)
        response = get_response(request)
        # Whoever has just signed in sent no session yet; the answer brings them one.
        if was_member or (request.session.modified and request.user.is_authenticated and _set_aside(request)):
            forget_cookie(response)
        return response

    return middleware


def _set_aside(request: HttpRequest) -> bool:
    """Move a member's guest cookie into their session, and say so."""
    if not GuestShelf.of(request).is_empty:
        request.session[_OFFER] = request.COOKIES[COOKIE]
    return True
