"""One verdict for many rows, each bound to what was seen of it: what can be done is done, and the rest is named with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.utils.translation import gettext as _

from reviews.comments import deciding, moving
from reviews.comments.models import Room, State
from reviews.comments.records import Decision

from . import actions
from .conflicts import FAULTS, Gone, Unread, why
from .deciding import Reading, refuse_unseen
from .filters import DIGITS
from .page import MOST_ALIKE
from .queue import in_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from reviews.comments.models import Comment
    from reviews.spoilers.reader import Reader

#: So many rows are decided in one press: what fits on a page of look-alikes.
MOST = MOST_ALIKE
Verdict = Decision.Verdict
_LEADS_TO = {Verdict.PUBLISH: State.PUBLISHED, Verdict.DECLINE: State.DECLINED, Verdict.SPAM: State.SPAM}


@dataclass(frozen=True)
class Seen:
    """What was on the screen of one row, as its checkbox says it (`Row.seen`)."""

    id: int
    revision: int
    room: str
    state: str
    proof: str = ""

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read what `Row.seen` wrote; None for anything else."""
        parts = text.split(" ")
        if len(parts) not in {4, 5}:
            return None
        pk, revision, room, state, *proof = parts
        numbers = all(number.isascii() and number.isdecimal() and len(number) <= DIGITS for number in (pk, revision))
        if not numbers or room not in Room.values or state not in State.values:
            return None
        return cls(int(pk), int(revision), room, state, "".join(proof))


@dataclass(frozen=True)
class Outcome:
    """What became of one press."""

    done: list[Decision]
    #: Comment -> why not.
    left: dict[int, str]


def decide_all(
    rows: Sequence[Seen], *, verdict: str, by: User, shelf: Reader, reason: str = "", reason_kind: str = ""
) -> Outcome:  # fmt: skip
    """Decide about each row by itself, in the order in which they came."""
    done: list[Decision] = []
    left: dict[int, str] = {}
    found = {comment.pk: comment for comment in in_order(sorted({row.id for row in rows}))}
    for seen in sorted({row.id: row for row in rows if row.id in found}.values(), key=lambda row: row.id):
        comment = found[seen.id]
        try:
            done.append(_decide(comment, seen, verdict, by, shelf, {"reason": reason, "reason_kind": reason_kind}))
        except (*FAULTS, Unread, Gone, _AlreadySo) as fault:
            left[comment.pk] = _("It is so already.") if isinstance(fault, _AlreadySo) else why(fault)
        else:
            actions.release(comment)
    return Outcome(done, left)


class _AlreadySo(Exception):
    """It has that state."""


def _decide(comment: Comment, seen: Seen, verdict: str, by: User, shelf: Reader, reasons: dict[str, str]) -> Decision:
    reading = {Verdict.MOVE: Reading.NONE, Verdict.SPAM: Reading.SOME}.get(Verdict(verdict), Reading.ALL)
    room = comment.room if verdict == Verdict.MOVE else seen.room
    refuse_unseen(comment, revision=seen.revision, room=room, by=by, shelf=shelf, proof=seen.proof, reading=reading)
    if verdict == Verdict.MOVE:
        return moving.move(comment, room=Room.AFTER, by=by, seen_revision=seen.revision)
    if seen.state == comment.state == _LEADS_TO[Verdict(verdict)]:
        raise _AlreadySo
    facts: dict[str, Any] = dict(reasons) if verdict == Verdict.DECLINE else {}
    return deciding.decide(
        comment, verdict=verdict, by=by, seen_revision=seen.revision, seen_state=seen.state, seen_room=seen.room, **facts
    )  # fmt: skip
