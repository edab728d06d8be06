"""Places in a thread, who stands below whom, and what strangers see counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from .models import MAX_DEPTH, STEP_WIDTH, Comment, Room

if TYPE_CHECKING:
    from .models import CommentQuerySet, Thread

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

#: What strangers see of a thread beside its replies.
COUNTS = ("before_count", "after_count", "public_changed_at")


def place(comment: Comment) -> None:
    """Write the comment's place in the thread. Past `MAX_DEPTH` it stands beside what it answers."""
    step = _base36(comment.number)
    if comment.parent is None:
        comment.path, comment.depth = step, 0
        return
    above = comment.parent.path if comment.parent.depth < MAX_DEPTH else comment.parent.path[:-STEP_WIDTH]
    comment.path = above + step
    comment.depth = len(above) // STEP_WIDTH
    comment.root_id = comment.parent.root_id or comment.parent.pk


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits.rjust(STEP_WIDTH, "0")


def branch(comment: Comment) -> CommentQuerySet:
    """Return `comment` and all that answers it, and answers those, in whatever state."""
    below = Q(path__startswith=comment.path)
    if comment.depth == MAX_DEPTH:
        below |= Q(pk__in=_beside(comment))
    return Comment.objects.filter(below, review=comment.review_id)


def _beside(comment: Comment) -> set[int]:
    """What answers a comment at the deepest place stands beside it, so it is known by what it answers. Answers come later."""
    beside = Comment.objects.filter(
        review=comment.review_id, depth=MAX_DEPTH, path__startswith=comment.path[:-STEP_WIDTH], number__gt=comment.number
    )
    found = {comment.pk}
    for pk, parent in beside.order_by("number").values_list("pk", "parent"):
        if parent in found:
            found.add(pk)
    return found


def count(thread: Thread, room: str, change: int) -> None:
    """Count `change` more published comments in `room`. The caller holds the lock and saves `COUNTS`."""
    if change:
        thread.public_changed_at = timezone.now()
    if room == Room.BEFORE:
        thread.before_count += change
    else:
        thread.after_count += change
