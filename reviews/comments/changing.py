"""What every decision has in common: the lock, the row of the log, and the text that follows the state."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .faults import AlreadyDecided, RevisionChanged, RoomChanged
from .models import Comment, State, Thread
from .records import Decision
from .storing import NOTHING, public_text, read_comment, store
from .thread import COUNTS, came

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .storing import StoredText


@contextmanager
def held(comment: Comment) -> Iterator[tuple[Thread, Comment]]:
    """Hold the thread and the row as they are now, in the order in which everybody takes them, until the end of the block.

    What is written in the block is written together or not at all; afterwards `comment` is as fresh as the row.
    """
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(review=comment.review_id)
        yield thread, Comment.objects.select_for_update().get(pk=comment.pk)
    comment.refresh_from_db()


def still_as_seen(current: Comment, *, revision: int, state: str) -> None:
    """Raise `RevisionChanged` or `AlreadyDecided` where `current` is no longer what the decider saw."""
    if current.revision != revision:
        raise RevisionChanged
    if current.state != state:
        raise AlreadyDecided(current.decisions.exclude(state_before=F("state_after")).latest("id"))


def same_room(current: Comment, rooms: set[str]) -> None:
    """Raise `RoomChanged` unless `current` still stands in each of the `rooms` it was seen and read in."""
    if rooms != {current.room}:
        raise RoomChanged(current.decisions.exclude(room_before=F("room_after")).latest("id"))


def text_of(comment: Comment, revision: int) -> str:
    """Return the words of one revision. For the engine alone."""
    return comment.revisions.get(number=revision).text.reveal()


def text_for(comment: Comment, revision: int, *, state: str) -> StoredText:
    """Return what is stored of a revision in a state, worked out before any lock is taken. Raises `NeedsMending` and `ShowsNothing`."""
    if state != State.PUBLISHED:
        return NOTHING
    return public_text(read_comment(text_of(comment, revision), subjects=comment.review.subjects), comment)


def enter(thread: Thread, comment: Comment, *, state: str, stored: StoredText, **columns: Any) -> None:
    """Put `comment`, held, into a state with the text that belongs there; `columns` are written along with it."""
    change = (state == State.PUBLISHED) - (comment.state == State.PUBLISHED)
    comment.state = state
    if state == State.PUBLISHED and comment.published_at is None:
        comment.published_at = timezone.now()
    for name, value in columns.items():
        setattr(comment, name, value)
    before = (comment.rendition, comment.search_text)
    store(comment, stored)
    comment.save(update_fields=["state", "published_at", "rendition", "search_text", *columns])
    came(thread, comment, change)
    if (comment.rendition, comment.search_text) != before:
        thread.public_changed_at = timezone.now()
    thread.save(update_fields=COUNTS)


def write_down(before: Comment, verdict: str, *, state: str, revision_after: int | None = None, **facts: Any) -> Decision:
    """Add a row to the log: `before` is the comment as it is held, `state` the one it takes."""
    return Decision.objects.create(
        comment=before, verdict=verdict, revision=before.revision, revision_after=revision_after or before.revision,
        state_before=before.state, state_after=state, room_before=before.room, room_after=before.room, **facts,
    )  # fmt: skip
