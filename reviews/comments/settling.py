"""What becomes of readers' flags when a moderator decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .records import Flag

if TYPE_CHECKING:
    from .models import Comment
    from .records import Decision


def settle(comment: Comment, decision: Decision, *, upheld: bool) -> None:
    """Mark the flags that wait on `comment` as agreed with, or not, by `decision`. A rule's own decision settles nothing."""
    if decision.by_id is not None:
        outcome = Flag.Outcome.UPHELD if upheld else Flag.Outcome.DISMISSED
        Flag.objects.waiting().filter(comment=comment).update(outcome=outcome, settled=decision)


def unsettle(decision: Decision) -> None:
    """Let the flags that `decision` settled wait again: it has been undone."""
    Flag.objects.filter(settled=decision).update(outcome=Flag.Outcome.WAITING, settled=None)
