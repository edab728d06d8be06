"""Which comment, thread or receipt may this request have?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from .models import Comment, State, Thread
from .receipts import hash_of

if TYPE_CHECKING:
    from reviews.publishing.models import Review


def thread_of(review: Review) -> Thread:
    """Return the thread of `review`; an unsaved, empty and open one while nobody has replied."""
    try:
        return review.thread
    except Thread.DoesNotExist:
        return Thread(review=review)


def answerable(review: Review, comment_id: str) -> Comment | None:
    """Return the published comment under `review` that a reply may answer, or None."""
    if not (comment_id.isascii() and comment_id.isdigit() and len(comment_id) < 19):
        return None
    return Comment.objects.filter(review=review, state=State.PUBLISHED, pk=int(comment_id)).select_related("author", "parent").first()


def comment_of_receipt(token: str) -> Comment:
    """Return the comment whose receipt this token opens. Raises `Http404`."""
    comment = Comment.objects.filter(receipt_hash=hash_of(token)).select_related("review__author", "author").first()
    if comment is None:
        raise Http404
    return comment


def comment_on_desk(comment_id: int) -> Comment:
    """Return a comment for a moderator, in whatever state. Raises `Http404`."""
    comment = Comment.objects.for_desk().filter(pk=comment_id).first()
    if comment is None:
        raise Http404
    return comment
