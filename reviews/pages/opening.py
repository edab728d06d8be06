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
from reviews.web.caching import private_page
from reviews.web.origin import stranger_post

from .review import page_of, template_context

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

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
        shelf.open(_passage(review, handle).key)
    return _back(request, review, shelf, handle)


@stranger_post
def close_gate(request: HttpRequest, slug: str) -> HttpResponse:
    """Take consent to one gate back, and return to the gate."""
    review = published_review(slug, related=("thread",))
    handle = request.POST.get("gate", "")
    shelf = shelf_of(request)
    shelf.close(review.break_key if handle == BREAK_HANDLE else _passage(review, handle).key)
    return _back(request, review, shelf, handle)


def _passage(review: Review, handle: str) -> PassageBase:
    """Return the passage behind `handle`, of the review or of a published reply under it. Raises `Http404`.

    What a fail-closed rule hid has no key, and nobody opens it.
    """
    if not is_name(handle):
        raise Http404
    passage = (
        review.passages.filter(handle=handle).first()
        or CommentPassage.objects.filter(comment__review=review, comment__state=State.PUBLISHED, handle=handle)
        .exclude(kind=CommentPassage.ROOM)
        .first()
    )
    if passage is None or not passage.key:
        raise Http404
    return passage


def _back(request: HttpRequest, review: Review, shelf: Shelf, handle: str) -> HttpResponse:
    """Answer the script with the changed part of the page, and everybody else with the way back to the place."""
    response: HttpResponse
    if request.headers.get("X-Requested-With") == "fetch":
        page = page_of(review, viewer=viewer_of(request), reader=shelf.reader())
        swapped = [piece for piece in _everywhere(page) if piece.gate.handle == handle]
        context = {**template_context(page), "pieces": swapped, "after_room": handle == BREAK_HANDLE}
        response = private_page(render(request, "publishing/_opened.html", context))
    else:
        response = private_page(HttpResponseRedirect(f"{review.url}#{_place(review, handle)}", status=303))
    shelf.remember(response)
    return response


def _place(review: Review, handle: str) -> str:
    """Where on the page the gate stands: a review without a break has its second room to open instead."""
    return "after-room" if handle == BREAK_HANDLE and not review.has_break else f"g-{handle}"


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
