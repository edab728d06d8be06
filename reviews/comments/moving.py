"""Moving replies across the break, and taking a move back. Rooms cascade, states never do.

A reply is never less hidden than what it answers. So behind the break go a reply and all that answers it, whatever their state, and
before it comes one reply alone, if what it answers stands there. One press is one decision, and each other row that changed its room has
a decision that is part of it: undoing the one undoes them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from reviews.publishing.compiling import read
from reviews.spoilers.document import SourceKind

from .faults import (
    AlreadyDecided,
    AlreadyThere,
    AlreadyUndone,
    AnsweredInFront,
    ChangedSince,
    NothingToUndo,
    ParentBehind,
    RevisionChanged,
)
from .models import Comment, Room, State, Thread
from .records import Decision
from .settling import settle
from .storing import public_text, put_behind, replace_passages
from .thread import COUNTS, branch, count, count_again

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from accounts.models import User
    from reviews.publishing.models import Review

    from .storing import StoredText

#: Rows written by one statement: far below what either database takes, and a branch as long as this is rare.
BATCH = 500


def move(comment: Comment, *, room: str, by: User | None, seen_revision: int, seen_state: str | None = None, rule: str = "") -> Decision:
    """Move `comment` to `room`, behind the break with all that answers it, and return the leading decision; `parts` are the others.

    Raises `RevisionChanged` for a revision that isn't the newest, `AlreadyDecided` for another state than was seen, `AlreadyThere`, and
    `ParentBehind`.
    """
    forward = room == Room.BEFORE
    alone = Comment.objects.filter(pk=comment.pk)
    texts = _texts_in_front(comment.review, alone) if forward else {}
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(review=comment.review_id)
        rows = _locked(alone if forward else branch(comment))
        current = rows.pop(comment.pk)
        if current.revision != seen_revision:
            raise RevisionChanged
        if current.state != (seen_state or current.state):
            raise AlreadyDecided(current.decisions.exclude(state_before=F("state_after")).latest("id"))
        if current.room == room:
            raise AlreadyThere(current.decisions.exclude(room_before=F("room_after")).latest("id"))
        if forward and Comment.objects.filter(replies=current, room=Room.AFTER).exists():
            raise ParentBehind
        if forward and not texts:
            # Published in the moment between: one reply, so nobody waits long.
            texts = _texts_in_front(comment.review, alone)
        going = [current, *(row for row in rows.values() if row.room != room)]
        decision = _record(going, room, Decision.Verdict.MOVE, by=by, rule=rule, undone={})
        _enter(thread, going, room, texts)
        settle(current, decision, upheld=not forward)
    comment.refresh_from_db()
    return decision


def undo(decision: Decision, *, by: User | None) -> Decision:
    """Take back a whole move: every row stands where it stood, or none does. Return the leading decision that says so.

    Raises `NothingToUndo`, `AlreadyUndone`, `ChangedSince`, and, since a reply is never less hidden than what it answers, `ParentBehind`
    and `AnsweredInFront`. Verdicts about a state are taken back in `undoing`.
    """
    if decision.verdict != Decision.Verdict.MOVE or decision.part_of_id is not None:
        raise NothingToUndo
    room, review = decision.room_before, decision.comment.review
    moved = Comment.objects.filter(pk__in=_whole(decision).values("comment"))
    texts = _texts_in_front(review, moved) if room == Room.BEFORE else {}
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(review=review.pk)
        if (undone := Decision.objects.filter(undoes=decision).first()) is not None:
            raise AlreadyUndone(undone)
        rows = _locked(moved)
        made = {part.comment_id: part for part in _whole(decision)}
        _look_for_changes(rows, made, decision)
        if room == Room.BEFORE and Comment.objects.filter(replies__in=moved, room=Room.AFTER).exclude(pk__in=moved).exists():
            raise ParentBehind
        if room == Room.AFTER and Comment.objects.filter(parent__in=moved, room=Room.BEFORE).exclude(pk__in=moved).exists():
            raise AnsweredInFront
        back = [rows.pop(decision.comment_id), *rows.values()]
        undoing = _record(back, room, Decision.Verdict.UNDO, by=by, undone=made)
        _enter(thread, back, room, texts)
    return undoing


def _whole(decision: Decision) -> QuerySet[Decision]:
    """The leading decision and its parts."""
    return Decision.objects.filter(Q(pk=decision.pk) | Q(part_of=decision))


def _locked(comments: QuerySet[Comment]) -> dict[int, Comment]:
    """The rows, held until the end, in the order in which everybody takes them. The thread is held already, so none is added."""
    return {row.pk: row for row in comments.select_for_update().order_by("pk")}


def _look_for_changes(rows: Mapping[int, Comment], made: Mapping[int, Decision], decision: Decision) -> None:
    """Raise `ChangedSince` unless every row is where this move left it, with the text it had then.

    A move that was undone left no trace, so it counts for nothing. Who published a reply behind the break has not said that strangers may
    read it: that one comes forward by a decision of its own.
    """
    if any(row.room != decision.room_after or row.revision != made[row.pk].revision_after for row in rows.values()):
        raise ChangedSince
    later = Decision.objects.filter(comment__in=_whole(decision).values("comment"), pk__gt=decision.pk).exclude(part_of=decision)
    moved = later.exclude(room_before=F("room_after")).filter(undoes=None, undone_by=None)
    published = later.filter(state_after=State.PUBLISHED).exclude(state_before=State.PUBLISHED)
    if moved.exists() or (decision.room_before == Room.BEFORE and published.exists()):
        raise ChangedSince


def _record(
    rows: Sequence[Comment], room: str, verdict: Decision.Verdict, *, by: User | None, undone: Mapping[int, Decision], rule: str = ""
) -> Decision:
    """Write down that each of `rows` goes to `room`: the first decision leads, and the others are part of it."""
    decisions = [
        Decision(
            comment=row, verdict=verdict, by=by, rule=rule, revision=row.revision, revision_after=row.revision, undoes=undone.get(row.pk),
            state_before=row.state, state_after=row.state, room_before=row.room, room_after=room,
        )
        for row in rows
    ]  # fmt: skip
    leading, *parts = decisions
    leading.save(force_insert=True)
    for part in parts:
        part.part_of = leading
    Decision.objects.bulk_create(parts, batch_size=BATCH)
    return leading


def _enter(thread: Thread, rows: Sequence[Comment], room: str, texts: Mapping[int, StoredText]) -> None:
    """Put `rows`, and the text of those that are published, where `room` wants them. `texts` holds the texts that come forward."""
    public = [row for row in rows if row.state == State.PUBLISHED]
    for some in _batches(public):
        if room == Room.AFTER:
            put_behind(some)
        else:
            coming = [(row, texts[row.pk]) for row in some]
            replace_passages(coming)
            for row, text in coming:
                row.rendition, row.search_text = text.rendition, text.search_text
    for row in rows:
        row.room = room
    # Room and text in one statement: the database itself refuses a row that has public text behind the break.
    Comment.objects.bulk_update(rows, ["room", "rendition", "search_text"], batch_size=BATCH)
    count(thread, room, len(public))
    count(thread, Room.BEFORE if room == Room.AFTER else Room.AFTER, -len(public))
    thread.save(update_fields=COUNTS)
    count_again(thread.review, rows)


def _batches(rows: Sequence[Comment]) -> Iterator[Sequence[Comment]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _texts_in_front(review: Review, comments: QuerySet[Comment]) -> dict[int, StoredText]:
    """Compile the published ones of `comments` for the room before the break, outside of any transaction.

    From the source and not from what is stored: what strangers get is decided by the works and the rules of today, and what these find
    fault with hides more. The text was good when it was taken, so it isn't refused.
    """
    subjects, texts = review.subjects, {}
    for row in comments.filter(state=State.PUBLISHED).prefetch_related("revisions", "passages"):
        row.room = Room.BEFORE
        source = next(revision.text for revision in row.revisions.all() if revision.number == row.revision)
        document = read(source.reveal(), SourceKind.COMMENT, subjects=subjects)
        texts[row.pk] = public_text(document, row, same_text=True)
    return texts
