"""What a rule says of a reply, and on what evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Effect(StrEnum):
    """What follows from a finding."""

    #: The text goes back to its writer, and nothing is stored.
    REFUSE = "refuse"
    #: It is stored, and a moderator reads it first.
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule has something to say. `evidence` is JSON: what was counted, the limit, the words that matched and where they stand.

    Words of the reply are in it, so it is gated like the reply itself; `words.told` says it in a sentence.
    """

    rule: str
    effect: Effect
    evidence: dict[str, Any] = field(default_factory=dict)

    def as_stored(self) -> dict[str, Any]:
        """Return the JSON kept with the decision on arrival; `words.told_all` reads it."""
        return {"rule": self.rule, "evidence": self.evidence}
