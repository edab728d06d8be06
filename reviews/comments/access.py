"""Which comment, thread or receipt may this request have?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404

from accounts.models import User
from accounts.names import speaks_for_the_house
from reviews.publishing.names import is_name

from .models import Comment, State, Thread
from .receipts import hash_of
from .records import Decision

if TYPE_CHECKING:
    from reviews.publishing.models import Review


def thread_of(review: Review) -> Thread:
    """Return the thread of `review`; an unsaved, empty and open one while nobody has replied."""
    try:
        return review.thread
    except Thread.DoesNotExist:
        return Thread(review=review)


def answerable(review: Review, handle: str) -> Comment | None:
    """Return the published comment under `review` that a reply may answer, or None."""
    if not is_name(handle):
        return None
    return Comment.objects.filter(review=review, state=State.PUBLISHED, handle=handle).select_related("author", "parent").first()


def is_a_members_name(name: str) -> bool:
    """Whether `name` looks like a member's, or like one that is kept for the house, whatever letters it is spelt with."""
    return speaks_for_the_house(name) or User.who_look_like(name).exists()


def path_of(review: Review, handle: str, *, room: str) -> str:
    """Return the place in the thread of a reply that a page of `room` ends with, or "" for the beginning.

    One that was public once and has been taken down since ends it all the same: the page behind an old link stays where it was. A reply of
    the other room is none: where it stands among the replies before the break is nobody's to find out.
    """
    if not is_name(handle):
        return ""
    was_public = Q(is_standing=True) | Q(published_at__isnull=False)
    ends = Comment.objects.filter(was_public, review=review, room=room, handle=handle)
    return ends.values_list("path", flat=True).first() or ""


def comment_of_receipt(token: str) -> Comment:
    """Return the comment whose receipt this token opens. Raises `Http404`."""
    comment = Comment.objects.filter(receipt_hash=hash_of(token)).select_related("review__author", "author").first()
    if comment is None:
        raise Http404
    return comment


def handle_above(review: Review, room: str, path: str) -> str:
    """Return the handle of the published reply right above a place in a room, or "" where it is the first."""
    above = Comment.objects.published().filter(review=review, room=room, path__lt=path)
    return above.order_by("-path").values_list("handle", flat=True).first() or ""


def decision_on_desk(decision_id: int) -> Decision:
    """Return a decision for a moderator. Raises `Http404`."""
    decision = Decision.objects.select_related("comment__review").filter(pk=decision_id).first()
    if decision is None:
        raise Http404
    return decision


def comment_on_desk(comment_id: int) -> Comment:
    """Return a comment for a moderator, in whatever state. Raises `Http404`."""
    comment = Comment.objects.for_desk().filter(pk=comment_id).first()
    if comment is None:
        raise Http404
    return comment
