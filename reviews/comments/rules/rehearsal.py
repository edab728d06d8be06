"""Rehearsal: what rules would have done with replies that people have decided on since."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reviews.comments.models import State

from .findings import Effect
from .rules import RULES, checker
from .weighing import weigh

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from .book import Settings
    from .facts import Facts
    from .findings import Finding

#: What somebody outside would have said of a reply isn't known afterwards, so nobody is asked.
REPLAYED = tuple(rule for rule in RULES if rule is not checker)


class Fate(StrEnum):
    """What rules do with a reply on its arrival."""

    REFUSE = "refuse"
    HOLD = "hold"
    PUBLISH = "publish"


@dataclass(frozen=True)
class Case:
    """A reply that a person decided on: what was known of it when it came, and what became of it."""

    comment_id: int
    #: The review's title, for the list.
    review: str
    room: str
    decided_at: datetime
    #: The state that the person gave it: published, declined or spam.
    outcome: str
    #: None where they were not kept, or are erased: it can't be replayed.
    facts: Facts | None


@dataclass(frozen=True)
class Replay:
    """A case, what rules say of it, and what becomes of it by that."""

    case: Case
    findings: tuple[Finding, ...]

    @property
    def fate(self) -> Fate:
        effects = {finding.effect for finding in self.findings}
        return Fate.REFUSE if Effect.REFUSE in effects else Fate.HOLD if effects else Fate.PUBLISH


@dataclass(frozen=True)
class Rehearsal:
    """All cases under one set of rules."""

    replays: tuple[Replay, ...]
    #: How many could not be replayed.
    unknown: int

    def count(self, fate: Fate, *outcomes: str) -> int:
        """How many would have had this fate, of those that people gave one of the `outcomes`; of all where none is named."""
        return sum(replay.fate is fate and (not outcomes or replay.case.outcome in outcomes) for replay in self.replays)

    def by_rule(self) -> Counter[str]:
        """How many replies each rule has something to say of; one reply may count for several."""
        return Counter(finding.rule for replay in self.replays for finding in replay.findings)

    def published_by_rule(self) -> Counter[str]:
        """Of those, how many a person published."""
        published = (replay for replay in self.replays if replay.case.outcome == State.PUBLISHED)
        return Counter(finding.rule for replay in published for finding in replay.findings)


def rehearse(cases: Iterable[Case], settings: Settings) -> Rehearsal:
    """Return what `settings` would have done with `cases`. Pure: nothing is asked of anybody, and nothing is stored."""
    listed = list(cases)
    known = [(case, case.facts) for case in listed if case.facts is not None]
    replays = tuple(Replay(case, weigh(facts, settings, REPLAYED)) for case, facts in known)
    return Rehearsal(replays, unknown=len(listed) - len(replays))


def changed(before: Rehearsal, after: Rehearsal) -> list[tuple[Replay, Replay]]:
    """The cases whose fate differs between two rehearsals of the same cases, the fates before and after."""
    return [(old, new) for old, new in zip(before.replays, after.replays, strict=True) if old.fate is not new.fate]
