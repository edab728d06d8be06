"""What a reply is, worked out from its decisions alone: the log is the truth, and the row a copy of where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .records import Decision

if TYPE_CHECKING:
    from .models import Comment


@dataclass(frozen=True)
class Standing:
    """Where the log leads."""

    state: str
    room: str
    revision: int
    is_locked: bool


def standing_of(comment: Comment) -> Standing:
    """Read the decisions of `comment` in order. Raises `ValueError` where one does not begin where the one before ended."""
    state, room, revision, locked = "", "", 1, False
    for decision in comment.decisions.order_by("id").select_related("undoes"):
        if (state, room) != (decision.state_before, decision.room_before) and decision.verdict != Decision.Verdict.ARRIVE:
            raise ValueError(f"decision {decision.pk} does not follow from the one before")
        state, room, revision = decision.state_after, decision.room_after, decision.revision_after
        locked = _locked_after(decision, locked=locked)
    return Standing(state, room, revision, locked)


def _locked_after(decision: Decision, *, locked: bool) -> bool:
    told = decision.undoes if decision.undoes is not None else decision
    if told.verdict not in {Decision.Verdict.LOCK, Decision.Verdict.UNLOCK}:
        return locked
    return (told.verdict == Decision.Verdict.LOCK) == (decision.undoes is None)
