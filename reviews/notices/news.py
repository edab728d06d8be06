"""What there is to tell: how a reply stands now, compared with how it stood when its writer last heard or did something.

Nothing here asks the database or knows who is told. Comparing, instead of telling of each decision, is what makes an undone decision say
nothing, and a later one speak for those before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviews.comments.models import State
from reviews.comments.records import Decision, Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from reviews.comments.models import Comment

Verdict = Decision.Verdict

#: What a writer does with their own reply: they know.
OWN = frozenset({Verdict.ARRIVE, Verdict.EDIT, Verdict.WITHDRAW, Verdict.ERASE})
#: What concerns the desk alone.
SILENT = frozenset({Verdict.KEEP, Verdict.AGREE, Verdict.LOCK, Verdict.UNLOCK})
#: What is waited for before anything is told: the last of these must be older than the undo window.
AWAITED = frozenset(Verdict) - OWN - SILENT


@dataclass(frozen=True)
class News:
    """What has become of a reply. Empty fields are no news."""

    #: The state it has now, where it had another: published, declined, pending (it waits again).
    state: str = ""
    #: A moderator asks for a change.
    asked: bool = False
    #: Words were hidden, by a "moderator", or until one looks because a "reader" asked for it.
    hidden_by: str = ""
    #: Words that were hidden can be read again.
    shown_again: bool = False
    #: The room it stands in now, where it stood in the other.
    room: str = ""
    #: Why: for everybody, and in the moderator's own words.
    reason_kind: str = ""
    reason: str = ""

    @property
    def headline(self) -> str:
        """The one thing that is said first: published, declined, pending, asked, hidden, shown or moved."""
        if self.asked:
            return "asked"
        if self.state:
            return self.state
        if self.hidden_by:
            return "hidden"
        return "shown" if self.shown_again else "moved"

    @property
    def reason_label(self) -> str:
        """The reason in the house's words; nothing where the moderator's own say it all."""
        return str(Reason(self.reason_kind).label) if self.reason_kind and self.reason_kind != Reason.OTHER else ""


def news_for_writer(comment: Comment, decisions: Sequence[Decision], run: Sequence[Decision]) -> News | None:
    """Return what the writer of `comment` doesn't know yet, or None.

    `decisions` are all about it in order, `run` those at their end that nobody has been told of; `comment` is as they left it. Spam hears
    nothing, and whoever took their reply back has no use for it.
    """
    changes = _since_the_writer(run)
    in_run, undone = {each.pk for each in run}, _undone(decisions)
    done = [each for each in changes if each.verdict in AWAITED - {Verdict.UNDO} and each.pk not in undone]
    undoing = [each for each in changes if each.undoes_id is not None and each.undoes_id not in in_run]
    told = [*done, *undoing]
    by_themselves = comment.author_id is not None and all(each.by_id == comment.author_id for each in told)
    if not told or by_themselves or comment.erased_at is not None or comment.state in {State.SPAM, State.WITHDRAWN}:
        return None
    state = comment.state if comment.state != changes[0].state_before else ""
    asked = comment.state == State.PENDING and comment.waits_for_writer and bool(state or _has(done, Verdict.ASK))
    masks = [each for each in done if each.verdict == Verdict.MASK]
    stands = comment.state in {State.PUBLISHED, State.PENDING}
    why = _why(decisions, undone, comment.state, asked=asked) if state or asked else None
    news = News(
        state=state,
        asked=asked,
        hidden_by=("moderator" if any(each.by_id is not None for each in masks) else "reader") if masks and stands else "",
        shown_again=comment.state == State.PUBLISHED and any(_takes_back(each, Verdict.MASK) for each in undoing),
        room=comment.room if stands and comment.room != changes[0].room_before else "",
        reason_kind=why.reason_kind if why else "",
        reason=why.reason if why else "",
    )
    return news if news != News() else None


def is_news_for_others(comment: Comment, run: Sequence[Decision]) -> bool:
    """Whether `comment` has come out in this `run`: it is published now, and it was not before."""
    return comment.state == State.PUBLISHED and any(
        each.state_after == State.PUBLISHED and each.state_before != State.PUBLISHED for each in run
    )


def _since_the_writer(run: Sequence[Decision]) -> Sequence[Decision]:
    """What was decided after the writer last changed how their reply stands. Until then they know, for they were there."""
    last = max((at for at, each in enumerate(run) if each.verdict in OWN and each.state_before != each.state_after), default=-1)
    return run[last + 1 :]


def _undone(decisions: Sequence[Decision]) -> Collection[int]:
    return {each.undoes_id for each in decisions if each.undoes_id is not None}


def _has(decisions: Sequence[Decision], verdict: str) -> bool:
    return any(each.verdict == verdict for each in decisions)


def _takes_back(decision: Decision, verdict: str) -> bool:
    return decision.undoes is not None and decision.undoes.verdict == verdict


def _why(decisions: Sequence[Decision], undone: Collection[int], state: str, *, asked: bool) -> Decision | None:
    """The decision that the reply stands as it does because of: the newest of its kind that wasn't taken back."""
    verdict = Verdict.ASK if asked else {State.DECLINED: Verdict.DECLINE, State.PENDING: Verdict.HOLD}.get(State(state))
    return next((each for each in reversed(decisions) if each.verdict == verdict and each.pk not in undone), None)
