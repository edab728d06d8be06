"""Places in a thread, who stands below whom, and what is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from .models import MAX_DEPTH, STEP_WIDTH, Comment, Room, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reviews.publishing.models import Review

    from .models import CommentQuerySet, Thread

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

#: What strangers see of a thread beside its replies.
COUNTS = ("before_count", "after_count", "public_changed_at", "last_published_at")


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


def ancestor_paths(path: str) -> list[str]:
    """The places of all that stands above a place, from the top."""
    return [path[:end] for end in range(STEP_WIDTH, len(path), STEP_WIDTH)]


def came(thread: Thread, comment: Comment, change: int) -> None:
    """Count a comment that was published (+1) or is so no longer (-1): for strangers, and for those that keep a place because of it.

    The caller holds the lock and saves `COUNTS`.
    """
    count(thread, comment.room, change)
    if change > 0:
        thread.last_published_at = timezone.now()
    if change and (above := ancestor_paths(comment.path)):
        standing = Comment.objects.filter(review=comment.review_id, room=comment.room, path__in=above)
        standing.update(published_below=F("published_below") + change)


def count_again(review: Review, moved: Iterable[Comment]) -> None:
    """Count once more who stands below whom in the conversations that `moved` comments, already stored, belong to."""
    tops = {comment.path[:STEP_WIDTH] for comment in moved}
    for top in sorted(tops):
        rows = list(
            Comment.objects.filter(review=review, path__startswith=top).order_by("path").only("path", "room", "state", "published_below")
        )
        below = _counts(rows)
        wrong = [row for row in rows if row.published_below != below[row.path]]
        for row in wrong:
            row.published_below = below[row.path]
        Comment.objects.bulk_update(wrong, ["published_below"], batch_size=500)


def _counts(rows: Sequence[Comment]) -> dict[str, int]:
    """How many published comments of its own room stand below each place."""
    rooms = {row.path: row.room for row in rows}
    below = dict.fromkeys(rooms, 0)
    for row in rows:
        for above in ancestor_paths(row.path) if row.state == State.PUBLISHED else ():
            if rooms.get(above) == row.room:
                below[above] += 1
    return below
