"""Opening a gate and closing it again: a POST from our own page, never a GET."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render

from reviews.comments.models import CommentPassage, State
from reviews.publishing.access import published_review
from reviews.publishing.compiling import BREAK_HANDLE
from reviews.publishing.framing import GatePiece, PassagePiece
from reviews.publishing.names import is_name
from reviews.shelf.current import shelf_of, viewer_of
from reviews.web.caching import private_page, taken_back
from reviews.web.origin import stranger_post

from .review import page_of, place_behind, place_named, room_pages, room_query, template_context

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse, QueryDict

    from reviews.publishing.framing import Piece
    from reviews.publishing.models import Review
    from reviews.publishing.passages import PassageBase
    from reviews.shelf.current import Shelf

    from .review import ReviewPage


@stranger_post
def open_gate(request: HttpRequest, slug: str) -> HttpResponse:
    """Record consent to the gate that was pressed, and return to the opened place."""
    review = published_review(slug, related=("thread",))
    handle = request.POST.get("gate", "")
    shelf = shelf_of(request)
    if handle == BREAK_HANDLE:
        shelf.open(review.break_key, works=[work.pk for work in review.subjects])
    else:
        shelf.open(_consent_key(review, handle))
    return _back(request, review, shelf, handle, to=place_named(request.POST.get("to", "")))


@stranger_post
def close_gate(request: HttpRequest, slug: str) -> HttpResponse:
    """Take consent to one gate back, and return to the gate."""
    review = published_review(slug, related=("thread",))
    handle = request.POST.get("gate", "")
    shelf = shelf_of(request)
    # Also of a reply that was taken down since: closing shows nothing.
    shelf.close(review.break_key if handle == BREAK_HANDLE else _consent_key(review, handle, also_down=True))
    return taken_back(_back(request, review, shelf, handle))


def _consent_key(review: Review, handle: str, *, also_down: bool = False) -> str:
    """Return what consent to the passage behind `handle` is recorded under now. Raises `Http404`, also for what a fail-closed rule hid:
    it has no key, and nobody opens it."""
    passage = passage_behind(review, handle, also_down=also_down)
    if passage is None or not passage.key:
        raise Http404
    return passage.consent_key([work.pk for work in review.subjects])


def passage_behind(review: Review, handle: str, *, also_down: bool = False) -> PassageBase | None:
    """Return the passage that the gate `handle` stands for, of the review or of a reply under it, or None.

    The reply is a published one; with `also_down`, one that was taken down as well.
    """
    if not is_name(handle):
        return None
    states = State.values if also_down else [State.PUBLISHED]
    of_replies = CommentPassage.objects.filter(comment__review=review, comment__state__in=states, handle=handle)
    return review.passages.filter(handle=handle).first() or of_replies.exclude(kind=CommentPassage.ROOM).first()


def _back(request: HttpRequest, review: Review, shelf: Shelf, handle: str, *, to: str = "") -> HttpResponse:
    """Answer the script with the changed part of the page, and everybody else with the way back to the place."""
    response: HttpResponse
    if request.headers.get("X-Requested-With") == "fetch":
        page = page_of(review, viewer=viewer_of(request), reader=shelf.reader(), **room_pages(review, request.GET))
        swapped = [piece for piece in _everywhere(page) if piece.gate.handle == handle]
        context = {**template_context(page, request.GET), "pieces": swapped, "after_room": handle == BREAK_HANDLE}
        response = private_page(render(request, "publishing/_opened.html", context))
    else:
        response = private_page(HttpResponseRedirect(_place(review, handle, to, request.GET), status=303))
    shelf.remember(response)
    return response


def _place(review: Review, handle: str, to: str, shown: QueryDict) -> str:
    """Where to go: the place behind the break that led here, or where the gate stands, on the page of the rooms that was `shown`. A
    review without a break has its second room to open instead."""
    if handle == BREAK_HANDLE and to:
        return place_behind(review, to)
    return f"{review.url}{room_query(shown)}#{'after-room' if handle == BREAK_HANDLE and not review.has_break else f'g-{handle}'}"


def _everywhere(page: ReviewPage) -> Iterable[GatePiece | PassagePiece]:
    """All gates and opened passages of the page, in the text and in both rooms."""
    yield from _within(page.pieces)
    for room in (page.before, page.after):
        for comment in room.comments if room else ():
            yield from _within(comment.pieces)


def _within(pieces: Iterable[Piece]) -> Iterable[GatePiece | PassagePiece]:
    for piece in pieces:
        if isinstance(piece, GatePiece | PassagePiece):
            yield piece
        if isinstance(piece, PassagePiece):
            yield from _within(piece.pieces)
