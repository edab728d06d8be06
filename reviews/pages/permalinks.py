"""One reply's own address: it leads to the page of the thread that holds it, or to the gate it stands behind.

A reply that is no longer here, and has kept its place because of what answers it, is led to like any other: links to it don't rot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.views.decorators.http import require_safe

from reviews.comments.models import STEP_WIDTH, Comment, Room
from reviews.comments.reading import PAGE_SIZE, PARAMETER
from reviews.publishing.access import readable
from reviews.publishing.names import is_name
from reviews.publishing.reading import break_facts
from reviews.shelf.current import is_stranger, reader_of
from reviews.spoilers.decide import decide
from reviews.spoilers.reader import stranger
from reviews.web.caching import private_page, public_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from reviews.spoilers.reader import Reader


@require_safe
def comment(request: HttpRequest, handle: str) -> HttpResponse:
    """Lead to a public reply: to its place, or to the gate for a reader who has not opened what it stands behind.

    For now (302) and not for good: a reply may move behind the break, and its page ends elsewhere when others come. The answer is the
    same for every stranger and says nothing of the reply but on which side of the break it stands, so it is public like the page it
    leads to, and asked for again each time (`no-cache`): who follows an old link never lands where the reply was yesterday.
    """
    found = _public_comment(handle)
    response = HttpResponseRedirect(place_of(found) if _is_open(found, reader_of(request)) else _gate_before(found))
    return public_page(response) if is_stranger(request) else private_page(response)


def place_of(comment: Comment) -> str:
    """Return the address of a reply that stands in its room: the page of the thread that holds it, and the place on that page.

    One query whatever the length of the thread. A page far down begins with the conversation that the reply belongs to, so that what
    it answers stands above it.
    """
    before = Comment.objects.standing().filter(review=comment.review, room=comment.room, path__lt=comment.path)
    above = list(before.order_by("-path").values_list("path", "handle")[:PAGE_SIZE])
    page = f"?{PARAMETER[comment.room]}={_page_starts_after(comment, above)}" if len(above) == PAGE_SIZE else ""
    return f"{comment.review.url}{page}#{comment.anchor}"


def _page_starts_after(comment: Comment, above: list[tuple[str, str]]) -> str:
    """The handle after which the page begins: the last reply of the conversation before; half a page up where that is too far."""
    conversation = comment.path[:STEP_WIDTH]
    return next((handle for path, handle in above if not path.startswith(conversation)), above[PAGE_SIZE // 2][1])


def _gate_before(comment: Comment) -> str:
    """Where a reply behind the break begins for a reader who has not opened it. Names the reply by its handle and no more."""
    return f"{comment.review.url}?to={comment.anchor}#{'g-break' if comment.review.has_break else 'after-room'}"


def _is_open(comment: Comment, reader: Reader) -> bool:
    """Whether `reader` may read the room that the reply stands in. A stranger costs no query."""
    if comment.room == Room.BEFORE:
        return True
    return reader != stranger() and decide(break_facts(comment.review, comment.review.subjects), reader).open


def _public_comment(handle: str) -> Comment:
    """Return the reply of that name that has a place in the thread of a public review. Raises `Http404` for any other, and `Gone` where
    the review has been taken back."""
    named = Comment.objects.standing().filter(handle=handle) if is_name(handle) else Comment.objects.none()
    # Where it leads takes no text.
    found = named.select_related("review").defer(*_TEXTS, *(f"review__{name}" for name in _TEXTS)).first()
    if found is None:
        raise Http404
    readable(found.review)
    return found


_TEXTS = ("rendition", "search_text")
