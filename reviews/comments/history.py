"""What happened to a reply, told to its writer: in plain words, with dates, and without a moderator's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .models import Room, State
from .records import Decision
from .rules.words import plain_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

Verdict = Decision.Verdict

#: What says why a reply is in its state. The rest is about its place or its marks.
_EXPLAINS = {
    State.PENDING: frozenset({Verdict.ARRIVE, Verdict.HOLD, Verdict.EDIT, Verdict.ASK}),
    State.PUBLISHED: frozenset({Verdict.ARRIVE, Verdict.PUBLISH, Verdict.MASK}),
    State.DECLINED: frozenset({Verdict.DECLINE}),
    State.SPAM: frozenset({Verdict.SPAM, Verdict.ARRIVE}),
    State.WITHDRAWN: frozenset({Verdict.WITHDRAW, Verdict.ERASE}),
}


@dataclass(frozen=True)
class Step:
    """One thing that happened. `why` are sentences: the rule's plain name, the reason's, the moderator's own words."""

    at: datetime
    what: str
    why: tuple[str, ...] = ()


def history_of(decisions: Sequence[Decision]) -> list[Step]:
    """Return the steps of `decisions`, which are all of one reply's, in order."""
    return [Step(decision.created_at, _what(decision), why_of(decision)) for decision in decisions]


def explaining(decisions: Sequence[Decision], state: str) -> Decision | None:
    """Return the decision that says why a reply is in `state`: the last one about that which was not taken back."""
    undone = {decision.undoes_id for decision in decisions if decision.undoes_id is not None}
    told = [
        decision for decision in decisions
        if decision.pk not in undone and decision.verdict in _EXPLAINS[State(state)] and decision.state_after == state
    ]  # fmt: skip
    return told[-1] if told else None


def why_of(decision: Decision) -> tuple[str, ...]:
    """Return the reasons of a decision for the writer, a sentence each. Evidence is never among them."""
    told = [
        plain_name(decision.rule) if decision.rule and decision.by_id is None and decision.verdict in _BY_RULES else "",
        str(decision.get_reason_kind_display()) if decision.reason_kind and decision.reason_kind != "other" else "",
        decision.reason,
    ]
    return tuple(filter(None, told))


#: Rules say why a reply came in as it did; a flag's own words for why something is hidden are in `_what`.
_BY_RULES = frozenset({Verdict.ARRIVE, Verdict.HOLD, Verdict.EDIT, Verdict.DECLINE, Verdict.SPAM, Verdict.PUBLISH})


def _what(decision: Decision) -> str:
    verdict = Verdict(decision.verdict)
    if verdict == Verdict.ARRIVE:
        return _("It arrived, and was published.") if decision.state_after == State.PUBLISHED else _("It arrived, and waits.")
    if verdict == Verdict.EDIT:
        return _("You changed it, and it waits.") if decision.state_after == State.PENDING else _("You changed it.")
    if verdict == Verdict.ERASE:
        return _("You had your data erased.")
    if verdict == Verdict.WITHDRAW:
        return _("It was taken back for you.") if decision.by_id else _("You took it back.")
    if verdict == Verdict.MOVE:
        return _moved(decision)
    if verdict == Verdict.UNDO:
        undone = decision.undoes
        return _("The step “%(step)s” was taken back.") % {"step": undone.get_verdict_display()} if undone else _("A step was taken back.")
    if decision.rule and decision.by_id is None:
        return _by_rule(verdict)
    if verdict == Verdict.MASK and decision.state_after != decision.state_before:
        return _("A moderator hid some of your words, and published it.")
    return _by_moderator(verdict)


def _moved(decision: Decision) -> str:
    if decision.room_after == Room.AFTER:
        return _("It moved behind the break with what it answers.") if decision.part_of_id else _("A moderator moved it behind the break.")
    return _("It moved before the break with what it answers.") if decision.part_of_id else _("A moderator moved it before the break.")


def _by_rule(verdict: Decision.Verdict) -> str:
    return {
        Verdict.PUBLISH: _("A rule published it."),
        Verdict.HOLD: _("A rule holds it."),
        Verdict.DECLINE: _("A rule declined it."),
        Verdict.SPAM: _("A rule took it for spam."),
        Verdict.MASK: _("A reader said that it gives the story away, so some of your words are hidden until a moderator looks."),
    }.get(verdict, _("A rule looked at it."))


def _by_moderator(verdict: Decision.Verdict) -> str:
    return {
        Verdict.PUBLISH: _("A moderator published it."),
        Verdict.HOLD: _("A moderator took it down until it has been looked at again."),
        Verdict.DECLINE: _("A moderator declined it."),
        Verdict.SPAM: _("A moderator took it for spam."),
        Verdict.MASK: _("A moderator hid some of your words."),
        Verdict.ASK: _("A moderator asks for a change."),
        Verdict.LOCK: _("A moderator decided that what is hidden in it stays hidden."),
        Verdict.UNLOCK: _("What is hidden in it may be changed again."),
        Verdict.AGREE: _("A moderator looked at it again. What is hidden stays hidden."),
    }.get(verdict, _("A moderator looked at it again, and left it as it is."))
