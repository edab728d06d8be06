"""Taking decisions back: the reply is what it was, down to its revision, and the log says that it was undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from . import moving
from .changing import enter, held, text_for, write_down
from .faults import AlreadyUndone, ChangedSince, NothingToUndo
from .models import Comment, Room, State
from .records import Decision, Flag
from .settling import unsettle

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User

    from .models import Thread

Verdict = Decision.Verdict

#: What moderators and rules decide. Arriving, editing, withdrawing and erasing are the writer's own, and nobody takes them back.
_UNDOABLE = frozenset(
    {Verdict.PUBLISH, Verdict.HOLD, Verdict.DECLINE, Verdict.SPAM, Verdict.MASK, Verdict.ASK, Verdict.LOCK, Verdict.UNLOCK, Verdict.KEEP,
     Verdict.AGREE}
)  # fmt: skip
#: They say something of the reply and change nothing about its text or its place.
_REMARKS = frozenset({Verdict.KEEP, Verdict.AGREE, Verdict.LOCK, Verdict.UNLOCK})
_LOCKS = frozenset({Verdict.LOCK, Verdict.UNLOCK})


def undo(decision: Decision, *, by: User | None) -> Decision:
    """Take back one decision, a move whole, and return the decision that says so.

    Raises `NothingToUndo`, `AlreadyUndone`, `ChangedSince` where something else has happened to the reply since, and for a move
    `ParentBehind` and `AnsweredInFront`. `NeedsMending` where the text that would be public again can't be read any more.
    """
    if decision.verdict == Verdict.MOVE:
        undoing = moving.undo(decision, by=by)
        unsettle(decision)
        return undoing
    if decision.verdict not in _UNDOABLE or decision.part_of_id is not None:
        raise NothingToUndo
    comment = Comment.objects.select_related("review").get(pk=decision.comment_id)
    stored = text_for(comment, decision.revision, state=decision.state_before)
    with held(comment) as (thread, current):
        if (undone := Decision.objects.filter(undoes=decision).first()) is not None:
            raise AlreadyUndone(undone)
        if current.room != comment.room:
            raise ChangedSince
        _look_for_changes(current, decision)
        undoing = write_down(current, Verdict.UNDO, state=decision.state_before, revision_after=decision.revision, by=by, undoes=decision)
        if decision.verdict not in _REMARKS:
            columns: dict[str, Any] = {"revision": decision.revision, "waits_for_writer": _was_asked(decision)}
            if decision.state_before != State.PUBLISHED and not _was_published(decision):
                columns["published_at"] = None
            enter(thread, current, state=decision.state_before, stored=stored, **columns)
        parts = list(decision.parts.all())
        for part in parts:
            # After what leads them, so that each row of the log begins where the one before ended.
            write_down(current, Verdict.UNDO, state=current.state, by=by, undoes=part, part_of=undoing)
        for lock in (each for each in (decision, *parts) if each.verdict in _LOCKS):
            current.is_locked = lock.verdict == Verdict.UNLOCK
            current.save(update_fields=["is_locked"])
        _hide_again(thread, current, decision)
        unsettle(decision)
    return undoing


def undo_all(decisions: Iterable[Decision], *, by: User | None) -> list[Decision]:
    """Take back several decisions, all of them or none. Raises what `undo` raises for the first that can't be."""
    # Everybody takes threads in the same order; of one reply, what was decided last goes first.
    in_order = sorted(decisions, key=lambda decision: (decision.comment.review_id, -decision.pk))
    with transaction.atomic():
        return [undo(decision, by=by) for decision in in_order]


def _hide_again(thread: Thread, current: Comment, kept: Decision) -> None:
    """Put out of sight once more what flags had hidden and the decision that is undone has shown again."""
    shown = Decision.objects.filter(flags__settled=kept, undone_by__pk__lt=kept.pk).distinct().order_by("pk")
    for hid in shown if kept.verdict == Verdict.KEEP else ():
        if hid.verdict == Verdict.MOVE:
            again = moving.move(current, room=hid.room_after, by=None, seen_revision=current.revision, rule=hid.rule)
        elif current.revision == hid.revision:
            stored = text_for(current, hid.revision_after, state=current.state)
            again = write_down(current, Verdict.MASK, state=current.state, revision_after=hid.revision_after, rule=hid.rule)
            enter(thread, current, state=current.state, stored=stored, revision=hid.revision_after)
        else:
            raise ChangedSince
        Flag.objects.filter(settled=kept, hid=hid).update(hid=again)


def _look_for_changes(current: Comment, decision: Decision) -> None:
    """Raise `ChangedSince` unless the reply is as the decision left it. A later decision that was undone left no trace."""
    if (current.state, current.room, current.revision) != (decision.state_after, decision.room_after, decision.revision_after):
        raise ChangedSince
    later = current.decisions.filter(pk__gt=decision.pk, undoes=None, undone_by=None).exclude(part_of=decision)
    if decision.verdict in _REMARKS:
        later = later.filter(verdict__in=_REMARKS)
    same_kind = _LOCKS if decision.verdict in _LOCKS else {decision.verdict}
    if later.exclude(verdict__in=_REMARKS - same_kind).exists():
        raise ChangedSince
    if decision.state_before == State.PUBLISHED and decision.room_before == Room.BEFORE and current.room != Room.BEFORE:
        raise ChangedSince


def _was_asked(decision: Decision) -> bool:
    """Whether its writer was to answer before this was decided."""
    before = decision.comment.decisions.filter(pk__lt=decision.pk, undoes=None, undone_by=None)
    last = before.exclude(verdict__in=_REMARKS | {Verdict.MOVE}).order_by("id").last()
    return last is not None and last.verdict == Verdict.ASK


def _was_published(decision: Decision) -> bool:
    """Whether the reply had been public at some time before this decision."""
    before = decision.comment.decisions.filter(pk__lt=decision.pk, state_after=State.PUBLISHED, undone_by=None)
    return before.exists()
