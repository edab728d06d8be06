"""What a moderator or a rule decides about a reply. Every change of state leaves a decision; rooms change in `moving`."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .changing import enter, held, same_room, still_as_seen, text_for, write_down
from .faults import AlreadyDecided, AlreadyUndone, ChangedSince, RevisionChanged
from .models import State
from .records import Decision
from .rules.tasks import hear
from .settling import settle
from .storing import NOTHING, NeedsMending, ShowsNothing
from .undoing import undo

if TYPE_CHECKING:
    from accounts.models import User

    from .models import Comment

Verdict = Decision.Verdict

_STATE_AFTER = {
    Verdict.PUBLISH: State.PUBLISHED,
    Verdict.HOLD: State.PENDING,
    Verdict.DECLINE: State.DECLINED,
    Verdict.SPAM: State.SPAM,
    Verdict.WITHDRAW: State.WITHDRAWN,
}
#: What readers who flagged the reply were right about; publishing or keeping it says that they were not.
_AGREES = frozenset({Verdict.HOLD, Verdict.DECLINE, Verdict.SPAM, Verdict.AGREE})


def decide(
    comment: Comment, *, verdict: str, by: User | None, seen_revision: int, rule: str = "", reason: str = "", reason_kind: str = "",
    evidence: dict[str, Any] | None = None, seen_state: str | None = None, seen_room: str | None = None,
) -> Decision:  # fmt: skip
    """Record a verdict on `comment` and put its text where the new state wants it.

    The decision is bound to the revision that was seen: raises `RevisionChanged` for another, and `AlreadyDecided` when the
    state is no longer `seen_state` (default: the state of the `comment` in hand). What is good behind the break may not be good before
    it, so publishing is bound to the room as well: raises `RoomChanged` when it is no longer `seen_room` (default likewise).

    KEEP and AGREE answer readers' flags and leave the state: KEEP takes back what a flag has hidden, AGREE leaves it hidden.
    """
    verdict = Verdict(verdict)
    expected = seen_state or comment.state
    state = _STATE_AFTER.get(verdict, State(expected))
    facts: dict[str, Any] = {"by": by, "rule": rule, "reason": reason, "reason_kind": reason_kind, "evidence": evidence or {}}
    if verdict not in _STATE_AFTER:
        return _answer_flags(comment, verdict, expected, seen_revision, facts)
    if comment.revision != seen_revision:
        raise RevisionChanged
    stored = text_for(comment, seen_revision, state=state)
    with held(comment) as (thread, current):
        still_as_seen(current, revision=seen_revision, state=expected)
        if state == State.PUBLISHED:
            same_room(current, {comment.room, seen_room or comment.room})
        decision = write_down(current, verdict, state=state, **facts)
        enter(thread, current, state=state, stored=stored, waits_for_writer=False)
        settle(current, decision, upheld=verdict in _AGREES)
        hear(decision)
    return decision


def ask_for_change(
    comment: Comment, *, by: User, seen_revision: int, reason: str, reason_kind: str = "", seen_state: str | None = None
) -> Decision:
    """Send a waiting reply back to its writer, with what should be different: until they answer it is not the desk's turn."""
    with held(comment) as (thread, current):
        still_as_seen(current, revision=seen_revision, state=seen_state or State.PENDING)
        decision = write_down(current, Verdict.ASK, state=current.state, by=by, reason=reason, reason_kind=reason_kind)
        enter(thread, current, state=current.state, stored=NOTHING, waits_for_writer=True)
    return decision


def set_lock(comment: Comment, *, locked: bool, by: User | None, seen_revision: int, part_of: Decision | None = None) -> Decision:
    """Lock what is hidden in a reply, so that neither its writer nor a flag changes that, or unlock it."""
    verdict = Verdict.LOCK if locked else Verdict.UNLOCK
    with held(comment) as (_thread, current):
        still_as_seen(current, revision=seen_revision, state=current.state)
        if current.is_locked == locked:
            raise AlreadyDecided(current.decisions.latest("id"))
        decision = write_down(current, verdict, state=current.state, by=by, part_of=part_of)
        current.is_locked = locked
        current.save(update_fields=["is_locked"])
        settle(current, decision, upheld=locked)
    return decision


def _answer_flags(comment: Comment, verdict: Decision.Verdict, expected: str, seen_revision: int, facts: dict[str, Any]) -> Decision:
    with held(comment) as (_thread, current):
        still_as_seen(current, revision=seen_revision, state=expected)
        if verdict == Verdict.KEEP:
            _show_again(current, by=facts["by"])
        decision = write_down(current, verdict, state=current.state, **facts)
        settle(current, decision, upheld=verdict in _AGREES)
    return decision


def _show_again(comment: Comment, *, by: User | None) -> None:
    """Take back what flags have hidden, the newest first, as far as nothing else has happened since."""
    for flag in comment.flags.waiting().exclude(hid=None).select_related("hid__comment__review").order_by("-hid"):
        assert flag.hid is not None  # noqa: S101 - for the type checker
        with suppress(ChangedSince, AlreadyUndone, NeedsMending, ShowsNothing):
            undo(flag.hid, by=by)
    comment.refresh_from_db()
